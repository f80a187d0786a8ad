import { beforeEach, expect, test } from 'vitest';
import { LineLog } from '../../../../operator/gate/log/decision-log.ts';

let time: number;
let lines: string[];
let full: boolean;
let leftOut: number;
let log: LineLog;

beforeEach(() => {
  [time, lines, full, leftOut] = [1_000_000, [], false, 0];
  log = new LineLog({
    write: (line) => {
      if (!full) lines.push(line);
      return !full;
    },
    now: () => time,
    linesPerSecond: 5,
    onLeftOut: () => (leftOut += 1),
  });
});

const entries = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line));

test('a refusal is one line: who, by a digest, why, and by which rule', () => {
  log.refused({
    requestId: 'abc-123',
    policy: 'orders',
    refusal: 'limited',
    rule: 'per-user',
    reason: 'too many',
    subject: 'jwt:https://partners.example.com:machine-1',
  });
  expect(lines[0]?.endsWith('}\n')).toBe(true);
  expect(entries()).toEqual([
    {
      time: new Date(1_000_000).toISOString(),
      level: 'info',
      message: 'refused',
      requestId: 'abc-123',
      policy: 'orders',
      refusal: 'limited',
      rule: 'per-user',
      reason: 'too many',
      subject: expect.stringMatching(/^[0-9a-f]{16}$/),
    },
  ]);
  expect(lines.join()).not.toContain('machine-1');
});

test('what a client chose cannot write lines of its own, nor long ones', () => {
  log.refused({ requestId: `a"\n{"x":1}${'y'.repeat(500)}`, policy: 'x\n"y', refusal: 'host' });
  expect(lines.length).toBe(1);
  expect(lines[0]?.trimEnd()).not.toContain('\n');
  expect(entries()[0]?.requestId).toBe(`ax1${'y'.repeat(61)}`);
});

test('a flood is counted and not written, and the count is told', () => {
  for (let at = 0; at < 1_000; at += 1) log.refused({ requestId: 'r', policy: 'orders', refusal: 'limited' });
  expect(lines.length).toBe(5);
  expect(leftOut).toBe(995);
  time += 1_000;
  log.refused({ requestId: 'r', policy: 'orders', refusal: 'limited' });
  expect(entries().slice(5)).toMatchObject([{ level: 'warn', count: 995 }, { refusal: 'limited' }]);
});

test('a reader that does not read does not make lines pile up', () => {
  full = true;
  for (let at = 0; at < 10; at += 1) log.refused({ requestId: 'r', policy: 'orders', refusal: 'limited' });
  expect(leftOut).toBe(9);
  full = false;
  log.flush();
  expect(entries()).toMatchObject([{ count: 9 }]);
});

test('a fault of the program is told with its stack', () => {
  log.failed('decision', new TypeError('x is undefined'));
  expect(entries()).toMatchObject([
    { level: 'error', where: 'decision', reason: expect.stringContaining('decision-log') },
  ]);
});
