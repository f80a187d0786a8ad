import { expect, test } from 'vitest';
import { MemoryCounters } from '../../../../operator/gate/store/memory-counters.ts';
import { digest, planOf, Replica, rule } from './replica.ts';

const still = (): number => 0;

test('100 a minute are exactly 100 in a window, for each caller their own', async () => {
  const replica = new Replica('shop', still);
  const plan = planOf([rule()]);
  expect(await replica.ask(150, plan, 'ada')).toMatchObject({ allowed: 100, limited: 50 });
  expect(await replica.ask(150, plan, 'bob')).toMatchObject({ allowed: 100, limited: 50 });
  replica.passed += 59_999;
  expect((await replica.ask(1, plan, 'ada')).limited).toBe(1);
  replica.passed += 1;
  expect(await replica.ask(150, plan, 'ada')).toMatchObject({ allowed: 100, limited: 50 });
});

test('a refusal says which rule it was and when its window ends', async () => {
  const replica = new Replica('shop', still);
  const plan = planOf([rule({ requests: 2 })]);
  await replica.ask(2, plan);
  replica.passed += 20_500;
  const [verdict] = (await replica.ask(1, plan)).verdicts;
  expect(verdict).toEqual({
    kind: 'limited',
    quota: { rule: 'per-user', requests: 2, windowSeconds: 60, remaining: 0, resetSeconds: 40 },
  });
});

test('looking counts nothing', async () => {
  const replica = new Replica('shop', still);
  const plan = planOf([rule({ requests: 2 })]);
  await replica.ask(1, plan);
  const look = () => replica.limits.peek(plan, [{ rule: rule({ requests: 2 }), key: digest('ada') }]);
  for (let at = 0; at < 5; at += 1)
    expect(await look()).toMatchObject({ kind: 'quotas', quotas: [{ remaining: 1, resetSeconds: 60 }] });
  expect(await replica.ask(5, plan)).toMatchObject({ allowed: 1, limited: 4 });
});

test('a request that one rule refuses uses up no other’s quota', async () => {
  const replica = new Replica('shop', still);
  const hour = rule({ name: 'hour', requests: 10, per: 'Hour' });
  const minute = rule({ name: 'minute', requests: 2 });
  const plan = planOf([hour, minute]);
  for (let at = 0; at < 30; at += 1) await replica.ask(1, plan);
  const look = await replica.limits.peek(plan, [{ rule: hour, key: digest('ada') }]);
  expect(look).toMatchObject({ quotas: [{ rule: 'hour', remaining: 8 }] });
});

test('a changed number goes on from the same count; a changed window begins anew', async () => {
  const replica = new Replica('shop', still);
  await replica.ask(10, planOf([rule({ requests: 10 })]));
  expect((await replica.ask(10, planOf([rule({ requests: 15 })]))).allowed).toBe(5);
  expect((await replica.ask(10, planOf([rule({ requests: 5 })]))).allowed).toBe(0);
  expect((await replica.ask(10, planOf([rule({ requests: 5, per: 'Hour' })]))).allowed).toBe(5);
});

test('what was counted is told by rule', async () => {
  const replica = new Replica('shop', still);
  const plan = planOf([rule({ requests: 3 })]);
  await replica.ask(5, plan);
  expect(replica.tally.of(plan)).toEqual({ 'per-user': { refused: 2, passed: 3, lastRefusedAt: 1_000 } });
  replica.tally.keep([planOf([rule({ name: 'other' })])]);
  expect(replica.tally.of(plan)).toEqual({ 'per-user': { refused: 0, passed: 0 } });
});

test('memory is bounded: what has no room shares one counter, and nobody’s count is forgotten', () => {
  let time = 0;
  const counters = new MemoryCounters({ now: () => time, maxKeysOfRule: 10 });
  for (let at = 0; at < 5; at += 1) counters.consume('rule', 'first', 60_000);
  for (let at = 0; at < 1_000; at += 1) counters.consume('rule', `made-up-${at}`, 60_000);
  expect(counters.size).toBeLessThanOrEqual(11);
  expect(counters.consume('rule', 'first', 60_000).consumed).toBe(6);
  expect(counters.consume('rule', 'one more', 60_000).consumed).toBe(992);
  expect(counters.read('rule', 'yet another')?.consumed).toBe(992);
  expect(counters.consume('other rule', 'first', 60_000).consumed).toBe(1);
  time = 60_000;
  expect(counters.consume('rule', 'first', 60_000)).toEqual({ consumed: 1, resetMs: 60_000 });
  time = 120_000;
  counters.sweep();
  expect(counters.size).toBe(0);
});

test('memory is bounded over all rules', () => {
  const counters = new MemoryCounters({ now: () => 0, maxKeys: 20 });
  for (let at = 0; at < 100; at += 1) counters.consume(`rule-${at % 10}`, `key-${at}`, 1_000);
  expect(counters.size).toBeLessThanOrEqual(30);
});
