import { describe, expect, it } from 'vitest';
import { Controller, type ControllerOptions, type Reconcile } from '../../../operator/kube/controller.ts';
import { TerminalError } from '../../../operator/kube/errors.ts';
import { MemoryLogger } from './fake-api.ts';
import { FakeClock, settle } from './fake-clock.ts';

function setUp(reconcile: Reconcile, options: Partial<ControllerOptions> = {}) {
  const clock = new FakeClock();
  const logger = new MemoryLogger();
  const outcomes: string[] = [];
  const nothing = (): void => {};
  const controller = new Controller({
    name: 'test',
    reconcile,
    caches: [],
    clock,
    logger,
    metrics: {
      queue: { added: nothing, retried: nothing, waited: nothing, worked: nothing },
      started: nothing,
      finished: (outcome) => outcomes.push(outcome),
    },
    ...options,
  });
  const stop = new AbortController();
  return { clock, logger, outcomes, controller, stop, start: () => controller.start(stop.signal) };
}

describe('controller', () => {
  it('starts when all caches are synced, and names those that take long', async () => {
    const cache = Promise.withResolvers<void>();
    const seen: string[] = [];
    const { controller, clock, logger, start } = setUp(
      async (key) => {
        seen.push(key);
      },
      { caches: [{ name: 'ingresses', hasSynced: false, synced: cache.promise }] },
    );
    controller.enqueue('a');
    start();
    await clock.advance(120_000);
    expect(seen).toEqual([]);
    expect(controller.state).toBe('waiting');
    expect(logger.lines.at(-1)?.fields.waitingFor).toEqual(['ingresses']);
    cache.resolve();
    await settle();
    expect(seen).toEqual(['a']);
    expect(controller.state).toBe('running');
  });

  it('tries a failed key again with growing pauses, and starts over after a success', async () => {
    let failures = 3;
    const attempts: number[] = [];
    const { controller, clock, outcomes, start } = setUp(async (_key, context) => {
      attempts.push(context.attempt);
      if (failures-- > 0) throw new Error('not yet');
    });
    controller.enqueue('a');
    start();
    await settle();
    expect(clock.pending).toEqual([5]);
    await clock.advance(5);
    expect(clock.pending).toEqual([10]);
    await clock.advance(10);
    await clock.advance(20);
    expect(attempts).toEqual([1, 2, 3, 4]);
    expect(outcomes).toEqual(['error', 'error', 'error', 'success']);
    controller.enqueue('a');
    await settle();
    expect(attempts.at(-1)).toBe(1);
  });

  it('gives up on a terminal error until the key comes again', async () => {
    const { controller, clock, outcomes, logger, start } = setUp(async () => {
      throw new TerminalError('no use');
    });
    controller.enqueue('a');
    start();
    await settle();
    expect(clock.pending).toEqual([]);
    expect(outcomes).toEqual(['terminal_error']);
    expect(logger.lines.at(-1)?.fields).toMatchObject({ key: 'a', reason: 'no use', controller: 'test' });
  });

  it('comes back when the reconcile asks for it', async () => {
    let runs = 0;
    const { controller, clock, start } = setUp(async () => {
      runs++;
      return { requeueAfterMs: 60_000 };
    });
    controller.enqueue('a');
    start();
    await settle();
    await clock.advance(59_999);
    expect(runs).toBe(1);
    await clock.advance(1);
    expect(runs).toBe(2);
  });

  it('survives a programming error, and logs where it was', async () => {
    const { controller, outcomes, logger, start } = setUp(() => {
      throw new TypeError('undefined is not a function');
    });
    controller.enqueue('a');
    start();
    await settle();
    expect(outcomes).toEqual(['panic']);
    expect(logger.lines.at(-1)?.fields.stack).toContain('controller.test.ts');
  });

  it('runs as many keys at a time as it has workers, and one key never twice', async () => {
    const running = new Set<string>();
    let most = 0;
    const release: (() => void)[] = [];
    const { controller, start } = setUp(
      async (key) => {
        expect(running.has(key)).toBe(false);
        running.add(key);
        most = Math.max(most, running.size);
        await new Promise<void>((resolve) => release.push(resolve));
        running.delete(key);
      },
      { workers: 3 },
    );
    for (const key of ['a', 'b', 'c', 'd', 'a']) controller.enqueue(key);
    start();
    await settle();
    controller.enqueue('a');
    await settle();
    expect(running).toEqual(new Set(['a', 'b', 'c']));
    while (release.length > 0) {
      release.shift()?.();
      await settle();
    }
    expect(most).toBe(3);
  });

  it('aborts a reconcile that takes too long, and tries again', async () => {
    const { controller, clock, outcomes, start } = setUp(
      (_key, { signal }) =>
        new Promise<void>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
      { timeoutMs: 1000 },
    );
    controller.enqueue('a');
    start();
    await settle();
    await clock.advance(1000);
    expect(outcomes).toEqual(['timeout']);
    expect(clock.pending).toContain(5);
  });

  it('ends in two steps: no new keys, then running reconciles are aborted', async () => {
    const seen: string[] = [];
    const { controller, clock, stop, start } = setUp(
      (key, { signal }) => {
        seen.push(key);
        return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      },
      { drainMs: 5000 },
    );
    controller.enqueue('a');
    controller.enqueue('b');
    let ended = false;
    start().then(() => {
      ended = true;
    });
    await settle();
    stop.abort();
    await settle();
    expect(controller.state).toBe('draining');
    expect(ended).toBe(false);
    await clock.advance(5000);
    expect(ended).toBe(true);
    expect(seen).toEqual(['a']);
    expect(controller.state).toBe('stopped');
    expect(clock.pending).toEqual([]);
  });

  it('ends while it waits for caches', async () => {
    const { stop, start, controller } = setUp(async () => {}, {
      caches: [{ name: 'ingresses', hasSynced: false, synced: new Promise<void>(() => {}) }],
    });
    const ended = start();
    stop.abort();
    await ended;
    expect(controller.state).toBe('stopped');
  });
});
