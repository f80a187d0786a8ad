import { describe, expect, test } from 'vitest';
import { ProbeSchedule, type Want } from '../../../operator/reconcile/probe-schedule.ts';
import { FakeClock } from '../kube/fake-clock.ts';

const MINUTE = 60_000;
/** When a gateway has taken a change over. */
const SOON = 4_000;

const want = (id: string, fingerprint = 'a', basis = 'app'): Want<string> => ({
  id,
  request: `${id}@${fingerprint}`,
  intervalMs: 10 * MINUTE,
  fingerprint,
  basis,
});

const fixture = (probe: (request: string) => Promise<string> = async (request) => request) => {
  const clock = new FakeClock();
  const asked: string[] = [];
  const woken: string[] = [];
  const schedule = new ProbeSchedule<string, string>({
    clock,
    random: () => 0.5,
    probe: (request) => {
      asked.push(request);
      return probe(request);
    },
    sawNothing: (answer) => answer === 'away',
    onObservation: (key) => woken.push(key),
    concurrency: 2,
  });
  return { clock, asked, woken, schedule };
};

describe('when a gateway is asked', () => {
  test('soon after a change, again when the gateway has taken it over, and then once an interval', async () => {
    const { clock, asked, schedule, woken } = fixture();
    schedule.want('shop/orders', [want('x')]);
    await clock.advance(SOON);
    expect(asked).toHaveLength(1);
    await clock.advance(MINUTE);
    expect(asked).toHaveLength(2);
    await clock.advance(20 * MINUTE);
    expect(asked).toHaveLength(4);
    expect(woken).toHaveLength(4);
    expect(schedule.observation('shop/orders', 'x')).toBe('x@a');
  });

  test('wanting the same again changes nothing; another fingerprint is a change', async () => {
    const { clock, asked, schedule } = fixture();
    schedule.want('shop/orders', [want('x')]);
    await clock.advance(MINUTE);
    schedule.want('shop/orders', [want('x')]);
    await clock.advance(MINUTE);
    expect(asked).toHaveLength(2);
    schedule.want('shop/orders', [want('x', 'b')]);
    await clock.advance(SOON);
    expect(asked.at(-1)).toBe('x@b');
  });

  test('another interval is a change, and what was seen counts until the look after it', async () => {
    const { clock, asked, schedule } = fixture();
    schedule.want('shop/orders', [{ ...want('x'), intervalMs: 24 * 60 * MINUTE }]);
    await clock.advance(MINUTE);
    expect(asked).toHaveLength(2);
    schedule.want('shop/orders', [{ ...want('x'), intervalMs: MINUTE }]);
    expect(schedule.observation('shop/orders', 'x')).toBe('x@a');
    await clock.advance(SOON);
    expect(asked).toHaveLength(3);
    await clock.advance(2 * MINUTE);
    expect(asked.length).toBeGreaterThan(4);
  });

  test('what was seen counts until the next look after a change, but not with another basis', async () => {
    const { clock, schedule } = fixture();
    schedule.want('shop/orders', [want('x')]);
    await clock.advance(MINUTE);
    schedule.want('shop/orders', [want('x', 'b')]);
    expect(schedule.observation('shop/orders', 'x')).toBe('x@a');
    expect(schedule.unfounded('shop/orders', 'x')).toBe(false);
    schedule.want('shop/orders', [want('x', 'b', 'other app')]);
    expect(schedule.observation('shop/orders', 'x')).toBeUndefined();
    expect(schedule.unfounded('shop/orders', 'x')).toBe(true);
    await clock.advance(SOON);
    expect(schedule.observation('shop/orders', 'x')).toBe('x@b');
    expect(schedule.unfounded('shop/orders', 'x')).toBe(false);
  });

  test('what is asked while its basis changes is no answer', async () => {
    const answers: ((answer: string) => void)[] = [];
    const { clock, schedule } = fixture(() => new Promise((resolve) => answers.push(resolve)));
    schedule.want('shop/orders', [want('x')]);
    await clock.advance(SOON);
    schedule.want('shop/orders', [want('x', 'a', 'other app')]);
    answers[0]?.('old');
    await clock.advance(0);
    expect(schedule.observation('shop/orders', 'x')).toBeUndefined();
  });

  test('what is no longer wanted is not asked, and its observation is gone', async () => {
    const { clock, asked, schedule } = fixture();
    schedule.want('shop/orders', [want('x')]);
    await clock.advance(SOON);
    schedule.want('shop/orders', []);
    await clock.advance(60 * MINUTE);
    expect(asked).toHaveLength(1);
    expect(schedule.observation('shop/orders', 'x')).toBeUndefined();
    expect(schedule.size).toBe(0);
  });

  test('an answer to a question that was changed meanwhile is not kept', async () => {
    const answers: ((answer: string) => void)[] = [];
    const { clock, schedule } = fixture(() => new Promise((resolve) => answers.push(resolve)));
    schedule.want('shop/orders', [want('x')]);
    await clock.advance(SOON);
    schedule.want('shop/orders', [want('x', 'b')]);
    answers[0]?.('old');
    await clock.advance(0);
    expect(schedule.observation('shop/orders', 'x')).toBeUndefined();
  });

  test('no more at the same time than allowed', async () => {
    const answers: ((answer: string) => void)[] = [];
    const { clock, asked, schedule } = fixture(() => new Promise((resolve) => answers.push(resolve)));
    schedule.want('shop/orders', [want('a'), want('b'), want('c')]);
    await clock.advance(SOON);
    expect(asked).toHaveLength(2);
    answers[0]?.('done');
    await clock.advance(0);
    expect(asked).toHaveLength(3);
  });

  test('a gateway that was away is asked again before the interval is over', async () => {
    const { clock, asked, schedule } = fixture(async () => 'away');
    schedule.want('shop/orders', [want('x')]);
    await clock.advance(MINUTE);
    const before = asked.length;
    await clock.advance(MINUTE);
    expect(asked.length - before).toBe(2);
  });

  test('nothing is asked after the stop', async () => {
    const { clock, asked, schedule } = fixture();
    schedule.want('shop/orders', [want('x')]);
    schedule.stop();
    await clock.advance(60 * MINUTE);
    expect(asked).toEqual([]);
  });
});
