import { describe, expect, test } from 'vitest';
import { Echoes } from '../../../operator/reconcile/echoes.ts';
import { RepairBudget } from '../../../operator/reconcile/repair-budget.ts';
import { sameStatus } from '../../../operator/reconcile/same-status.ts';

const at = (resourceVersion: string) => ({ metadata: { resourceVersion } });

describe('echoes of own writes', () => {
  const listen = () => {
    const echoes = new Echoes();
    const news: string[] = [];
    const hear = (version: string | undefined, overtook = false): void =>
      echoes.sift(
        'a/b',
        version === undefined ? undefined : at(version),
        () => news.push(version ?? 'gone'),
        overtook,
      );
    return { echoes, news, hear };
  };

  test('the event of the last write is an echo once; any other is news', () => {
    const { echoes, news, hear } = listen();
    echoes.expect('a/b', at('7'));
    hear('6');
    hear('7');
    expect(news).toEqual(['6']);
    hear('7');
    expect(news).toEqual(['6', '7']);
  });

  test('a deletion is never an echo, and ends the wait for one', () => {
    const { echoes, news, hear } = listen();
    echoes.expect('a/b', at('7'));
    hear(undefined);
    hear('7');
    expect(news).toEqual(['gone', '7']);
  });

  test('an event that overtook another is news, own write or not', () => {
    const { echoes, news, hear } = listen();
    echoes.expect('a/b', at('7'));
    hear('7', true);
    expect(news).toEqual(['7']);
  });

  test('events wait for the answer of the write that is under way', async () => {
    const { echoes, news, hear } = listen();
    await echoes.during('a/b', async () => {
      hear('6');
      hear('7');
      hear(undefined);
      echoes.sift('a/other', at('8'), () => news.push('other'));
      expect(news).toEqual(['gone', 'other']);
      echoes.expect('a/b', at('7'));
    });
    expect(news).toEqual(['gone', 'other', '6']);
  });

  test('where the write fails they are news', async () => {
    const { echoes, news, hear } = listen();
    const failed = echoes.during('a/b', async () => {
      hear('7');
      throw new Error('no answer');
    });
    await expect(failed).rejects.toThrow('no answer');
    expect(news).toEqual(['7']);
    hear('8');
    expect(news).toEqual(['7', '8']);
  });
});

describe('repair budget', () => {
  test('so many repairs an hour for each Ingress, and then the time to wait', () => {
    let now = 0;
    const budget = new RepairBudget(() => now, 2);
    budget.spend('a');
    now = 60_000;
    budget.spend('a');
    expect(budget.allows('a')).toBe(false);
    expect(budget.allows('b')).toBe(true);
    expect(budget.wait('a')).toBe(1_740_000);
    now = 1_800_000;
    expect(budget.allows('a')).toBe(true);
    expect(budget.wait('a')).toBe(0);
  });

  test('the same state written again is a repair, until nothing is wanted there any more', () => {
    const budget = new RepairBudget(() => 0);
    expect(budget.isRepair('a', 'x')).toBe(false);
    budget.wrote('a', 'x');
    expect(budget.isRepair('a', 'x')).toBe(true);
    expect(budget.isRepair('a', 'y')).toBe(false);
    expect(budget.isRepair('b', 'x')).toBe(false);
    budget.forget('a');
    expect(budget.isRepair('a', 'x')).toBe(false);
  });
});

describe('a status says something new', () => {
  const condition = {
    type: 'Ready',
    status: 'True' as const,
    reason: 'Ready',
    message: '',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  };

  test('times and the order of fields are no difference; an empty list equals none', () => {
    const a = { observedGeneration: 1, conditions: [condition] };
    const b = {
      conditions: [{ ...condition, lastTransitionTime: '2026-02-02T00:00:00Z' }],
      observedGeneration: 1,
      pending: [],
    };
    expect(sameStatus(a, b)).toBe(true);
  });

  test.each([
    [{ pending: [] }, { pending: ['a'] }],
    [{ pending: ['a'] }, { pending: [] }],
    [{ pending: ['a'] }, {}],
    [{}, { targetCount: 0 }],
    [undefined, { targetCount: 0 }],
    [{ targetCount: 0 }, {}],
    [{ pending: ['a'] }, { pending: ['a', 'b'] }],
    [{ compliance: { score: 1 } }, { compliance: { score: 2 } }],
    [{ compliance: { score: 1 } }, { compliance: {} }],
    [{ compliance: {} }, { compliance: [1] }],
  ])('%j and %j differ', (a, b) => {
    expect(sameStatus(a, b)).toBe(false);
  });

  test('a message is', () => {
    expect(sameStatus({ conditions: [condition] }, { conditions: [{ ...condition, message: 'x' }] })).toBe(
      false,
    );
  });
});
