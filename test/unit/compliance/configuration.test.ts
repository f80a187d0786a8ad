import { describe, expect, test } from 'vitest';
import type { HostObservation } from '../../../operator/compliance/wire.ts';
import { judge } from './judge.ts';
import { AWAY, EVERYTHING, GOOD, subject } from './subjects.ts';

describe('by configuration', () => {
  const enforcement = [{ field: 'spec.rateLimit.rules[0]', by: 'manager:helm' }];
  const quiet = { mode: 'Active' as const, intervalSeconds: 600, limits: 'Disabled' as const };

  test('a limit that is not to be proved passes, and says that it is no more', () => {
    const judgement = judge(
      'rate.per-address',
      GOOD.addressLimit && ({ ...GOOD, addressLimit: undefined } as unknown as HostObservation),
      subject(EVERYTHING, { enforcement, verification: quiet }),
    );
    expect(judgement).toMatchObject({ result: 'Pass', enforcedBy: 'manager:helm' });
    expect(judgement.evidence).toMatch(/^configuration: .*not proved on the wire because/);
  });

  test('it does not while the gateway is away', () => {
    const judged = judge('rate.per-address', AWAY, subject(EVERYTHING, { enforcement, verification: quiet }));
    expect(judged.result).toBe('Unknown');
  });

  test('it does not when nothing is written', () => {
    expect(judge('rate.per-address', GOOD, subject(EVERYTHING, { verification: quiet })).result).toBe('Pass');
    const { addressLimit: _, ...without } = GOOD;
    expect(judge('rate.per-address', without, subject(EVERYTHING, { verification: quiet })).result).toBe(
      'Unknown',
    );
  });

  test.each(['rate.per-address', 'network.addresses'] as const)(
    '%s fails when a client can choose its address',
    (id) => {
      const { gateway } = subject();
      const forged = subject(EVERYTHING, { gateway: { ...gateway, trustsForwardedFromAnyone: true } });
      expect(judge(id, GOOD, forged).result).toBe('Fail');
    },
  );

  test('what the gateway falls short of fails, also where the wire looks fine', () => {
    const shortfall = {
      field: 'spec.tls.hsts.includeSubDomains',
      result: 'NeedsGlobalSetting' as const,
      message: 'add a line',
    };
    const short = subject(EVERYTHING, { shortfalls: [shortfall] });
    expect(judge('tls.hsts', GOOD, short)).toMatchObject({ result: 'Fail', message: 'add a line' });
    expect(judge('tls.https', GOOD, short).result).toBe('Pass');
  });

  test('a global setting that cannot be seen is judged by the wire', () => {
    const { gateway } = subject();
    const shortfall = { field: 'spec.tls.hsts', result: 'NeedsGlobalSetting' as const, message: 'x' };
    const hidden = subject(EVERYTHING, { shortfalls: [shortfall], gateway: { ...gateway, seen: false } });
    expect(judge('tls.hsts', GOOD, hidden).result).toBe('Pass');
    expect(judge('tls.hsts', AWAY, hidden).result).toBe('Unknown');
  });

  test('advisories fail, and a version that is not seen is not known', () => {
    const { gateway } = subject();
    const advisories = [{ id: 'CVE-2025-1974', message: 'update' }];
    const old = subject({}, { gateway: { ...gateway, advisories } });
    expect(judge('gateway.advisories', GOOD, old)).toMatchObject({ result: 'Fail' });
    const { version: _, ...unknown } = gateway;
    expect(judge('gateway.advisories', GOOD, subject({}, { gateway: unknown })).result).toBe('Unknown');
    expect(judge('gateway.advisories', GOOD).result).toBe('Pass');
  });

  test.each(['host.shared', 'host.ungoverned'] as const)('%s is not known from files alone', (id) => {
    expect(judge(id, GOOD).result).toBe('Pass');
    expect(judge(id, GOOD, subject({}, { filesOnly: true })).result).toBe('Unknown');
  });
});
