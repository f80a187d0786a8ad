import { describe, expect, test } from 'vitest';
import { carriedOver } from '../../../operator/reconcile/carry-over.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const verification = { mode: 'Active' as const, intervalSeconds: 600, limits: 'Disabled' as const };
const control = (id: 'tls.hsts' | 'host.shared', result: 'Pass' | 'Fail' | 'Unknown') => ({
  id,
  result,
  severity: 'Medium' as const,
});
const counts = { passed: 0, failed: 0, unknown: 0, notApplicable: 0, excepted: 0 };
const earlier = (provedAt: string) => ({
  controls: [control('tls.hsts', 'Pass'), control('host.shared', 'Pass')],
  compliance: { ...counts, passed: 2, score: 100, provedAt },
});

describe('proof of an earlier process', () => {
  const fresh = {
    controls: [control('tls.hsts', 'Unknown'), control('host.shared', 'Fail')],
    compliance: { ...counts, unknown: 1, failed: 1 },
  };

  test('stands while it is not too old; what live objects fail, fails at once', () => {
    const { controls, compliance } = carriedOver(fresh, earlier('2026-11-25T11:45:00Z'), verification, NOW);
    expect(controls.map(({ result }) => result)).toEqual(['Pass', 'Fail']);
    expect(compliance).toMatchObject({ passed: 1, failed: 1, unknown: 0, score: 50 });
  });

  test('older than twice the interval, or of unknown age, it is none', () => {
    expect(carriedOver(fresh, earlier('2026-11-25T11:39:59Z'), verification, NOW)).toBe(fresh);
    expect(carriedOver(fresh, {}, verification, NOW)).toBe(fresh);
  });
});
