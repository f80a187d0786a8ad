import { describe, expect, it } from 'vitest';
import { patchOf } from '../../../operator/reconcile/status-patch.ts';

describe('the patch of a status', () => {
  const before = {
    mode: 'Enforce',
    conditions: [{ type: 'Ready', status: 'True' }],
    compliance: { score: 80, provedAt: '2026-11-24T12:00:00Z' },
  };

  it('is the whole status where there was none', () => {
    expect(patchOf(undefined, before)).toEqual(before);
  });

  it('is empty where nothing changes', () => {
    expect(patchOf(before, structuredClone(before))).toEqual({});
  });

  it('replaces lists whole and leaves out what is equal', () => {
    const conditions = [{ type: 'Ready', status: 'False' }];
    expect(patchOf(before, { ...before, conditions })).toEqual({ conditions });
  });

  it('says what goes, at the top and within objects', () => {
    expect(patchOf(before, { mode: 'Enforce', compliance: { score: 80 } })).toEqual({
      conditions: null,
      compliance: { provedAt: null },
    });
  });
});
