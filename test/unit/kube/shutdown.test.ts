import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../operator/kube/logger.ts';
import { shutDown, stopSignal } from '../../../operator/kube/shutdown.ts';
import { MemoryLogger } from './fake-api.ts';
import { FakeClock, settle } from './fake-clock.ts';

describe('shutdown', () => {
  it('asks for an orderly end at the first signal, and ends at once at the second', () => {
    const source = new EventEmitter();
    let forced = 0;
    const { signal, dispose } = stopSignal({ source, logger: silentLogger, force: () => forced++ });
    source.emit('SIGTERM');
    expect(signal.aborted).toBe(true);
    expect(forced).toBe(0);
    source.emit('SIGINT');
    expect(forced).toBe(1);
    dispose();
    expect(source.listenerCount('SIGTERM')).toBe(0);
  });

  it('runs its steps in order, and goes on when one fails or hangs', async () => {
    const clock = new FakeClock();
    const logger = new MemoryLogger();
    const ran: string[] = [];
    const step = (name: string, result: Promise<unknown>) => ({
      name,
      run: () => {
        ran.push(name);
        return result;
      },
    });
    const result = shutDown(
      [
        step('good', Promise.resolve()),
        step('bad', Promise.reject(new Error('no'))),
        step('hangs', new Promise(() => {})),
        step('last', Promise.resolve()),
      ],
      { graceMs: 1000, clock, logger },
    );
    await settle();
    await clock.advance(1000);
    expect(await result).toBe(false);
    expect(ran).toEqual(['good', 'bad', 'hangs', 'last']);
    expect(logger.lines.map((line) => line.fields.step)).toEqual(['bad', 'hangs']);
  });
});
