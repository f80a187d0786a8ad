import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Logger } from '../../operator/kube/logger.ts';
import { createLogger, type LogLevel } from '../../operator/logging.ts';

function logTo(level: LogLevel): { logger: Logger; lines: () => Record<string, unknown>[] } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const logger = createLogger({ level, stream, fields: { version: '1' } });
  const lines = () =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger, lines };
}

describe('logging', () => {
  it('writes one JSON object a line', () => {
    const { logger, lines } = logTo('info');
    logger.child({ policy: 'shop/orders' }).info('written', { target: 'orders' });
    expect(lines()).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        level: 'info',
        message: 'written',
        version: '1',
        policy: 'shop/orders',
        target: 'orders',
      },
    ]);
    expect(Object.keys(lines()[0] ?? {})[0]).toBe('time');
  });

  it('keeps to its level', () => {
    const { logger, lines } = logTo('warn');
    expect(logger.isDebugEnabled()).toBe(false);
    logger.debug('no');
    logger.info('no');
    logger.warn('yes');
    logger.error('yes');
    expect(lines().map((line) => line.message)).toEqual(['yes', 'yes']);
  });

  it('does not let a field hide the message, or a line be broken', () => {
    const { logger, lines } = logTo('info');
    logger.info('real', { message: 'other', level: 'x', text: 'a\nb' });
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatchObject({ message: 'real', level: 'info', text: 'a\nb' });
  });

  it('cuts long texts, and writes errors and bigints as text', () => {
    const { logger, lines } = logTo('info');
    logger.info('x', { long: 'y'.repeat(10_000), error: new Error('why'), big: 5n });
    expect(String(lines()[0]?.long)).toHaveLength(4097);
    expect(lines()[0]).toMatchObject({ error: 'why', big: '5' });
  });
});
