import { describe, expect, it } from 'vitest';
import { Backoff } from '../../../operator/kube/backoff.ts';
import { FakeClock } from './fake-clock.ts';

const backoff = (random: () => number) => {
  const clock = new FakeClock();
  const pauses = new Backoff({
    initialMs: 800,
    maxMs: 30_000,
    jitter: 1,
    resetAfterMs: 120_000,
    clock,
    random,
  });
  return { clock, pauses };
};

describe('backoff', () => {
  it('doubles up to the longest pause and goes on for ever', () => {
    const { pauses } = backoff(() => 0);
    const seen = Array.from({ length: 100 }, () => pauses.next());
    expect(seen.slice(0, 7)).toEqual([800, 1600, 3200, 6400, 12_800, 25_600, 30_000]);
    expect(seen.at(-1)).toBe(30_000);
  });

  it('stretches a pause by chance, never over the longest', () => {
    const { pauses } = backoff(() => 0.999_999);
    expect(pauses.next()).toBeCloseTo(1600, 0);
    for (let index = 0; index < 20; index++) expect(pauses.next()).toBeLessThanOrEqual(30_000);
  });

  it('starts over after a time without failures', async () => {
    const { pauses, clock } = backoff(() => 0);
    for (let index = 0; index < 4; index++) pauses.next();
    await clock.advance(100_000);
    expect(pauses.next()).toBe(12_800);
    await clock.advance(200_000);
    expect(pauses.next()).toBe(800);
  });
});
