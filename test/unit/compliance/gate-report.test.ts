import { describe, expect, test } from 'vitest';
import type { ControlId } from '../../../operator/api/control-id.ts';
import type { GateReport, Subject } from '../../../operator/compliance/subject.ts';
import { securityPlan } from '../../../operator/plan/plan.ts';
import { judge } from './judge.ts';
import { answer, CALLERS, EVERYTHING, GATE_SEEN, GOOD, NOW, seen, subject } from './subjects.ts';

describe('what the gate says of itself', () => {
  const withGate = (gate: Partial<GateReport>) => subject(EVERYTHING, { gate: { ...GATE_SEEN, ...gate } });

  test('rate.per-user passes by it', () => {
    expect(judge('rate.per-user', GOOD)).toMatchObject({ result: 'Pass', enforcedBy: 'gate' });
  });

  test('authz.rules does not pass by it: nobody was refused', () => {
    expect(judge('authz.rules', GOOD)).toMatchObject({
      result: 'Unknown',
      evidence: 'gate: 2 replicas, 1 rule, all enforced as they are now',
    });
  });

  test.each<[ControlId]>([['authz.rules'], ['rate.per-user']])('%s is not known without it', (id) => {
    const { gate: _, ...silent } = subject();
    expect(judge(id, GOOD, silent).result).toBe('Unknown');
    expect(judge(id, GOOD, withGate({ acknowledged: false })).result).toBe('Unknown');
  });

  test('a limit that nobody met of late is not known to hold', () => {
    const long = { 'per-user': { refused: 12, passed: 300, lastRefusedAt: NOW - 1_201_000 } };
    expect(judge('rate.per-user', GOOD, withGate({ rates: long })).result).toBe('Unknown');
    expect(judge('rate.per-user', GOOD, withGate({ rates: {} })).result).toBe('Unknown');
  });

  test('an error page of the controller that answers 2xx, and a ConfigMap that is not seen', () => {
    const blind = subject(EVERYTHING, { gateway: { ...subject().gateway, seen: false } });
    const wire = { ...GOOD, unknownHost: seen(answer(200)) };
    expect(judge('auth.fail-closed', wire, blind).result).toBe('Unknown');
    expect(judge('auth.fail-closed', wire).result).toBe('Pass');
  });

  test('mtls.client-subjects passes by a certificate of the CA that it refused', () => {
    expect(judge('mtls.client-subjects', GOOD)).toMatchObject({
      result: 'Pass',
      enforcedBy: 'gate',
      evidence: 'gate: 3 requests refused for the subject of their certificate, 40 passed',
    });
    const { subjects: _, ...uncounted } = GATE_SEEN;
    const { gate: _gate, ...silent } = subject();
    for (const of of [
      withGate({ acknowledged: false }),
      withGate({ subjects: { refused: 3, passed: 40, lastRefusedAt: NOW - 1_201_000 } }),
      withGate({ subjects: { refused: 0, passed: 40 } }),
      { ...subject(), gate: uncounted },
      silent,
    ]) {
      expect(judge('mtls.client-subjects', GOOD, of).result).toBe('Unknown');
    }
  });

  const DAYS = 86_400_000;
  test.each<[string, NonNullable<GateReport['revocation']>, 'Pass' | 'Fail']>([
    ['runs for long', { thisUpdate: NOW - DAYS, nextUpdate: NOW + 29 * DAYS }, 'Pass'],
    ['is at its end', { thisUpdate: NOW - 26 * DAYS, nextUpdate: NOW + 4 * DAYS }, 'Fail'],
    ['ran out', { thisUpdate: NOW - 30 * DAYS, nextUpdate: NOW - 1 }, 'Fail'],
    ['lives for an hour', { thisUpdate: NOW - 600_000, nextUpdate: NOW + 3_000_000 }, 'Pass'],
    ['cannot be read', { problem: 'ca.crl holds no list in PEM' }, 'Fail'],
  ])('a list of revoked certificates that %s', (_, revocation, result) => {
    const judgement = judge('mtls.client-verified', GOOD, withGate({ revocation }));
    expect(judgement.result).toBe(result);
    if (result === 'Fail') expect(judgement.message).toContain('ca.crl');
  });

  test('refusals of the gate carry 429 and Retry-After, unless they are plain', () => {
    const plan = securityPlan({ namespace: 'shop', name: 'orders' }, CALLERS);
    const counted = (more: Partial<Subject>) => subject(EVERYTHING, { plan, ...more });
    expect(judge('rate.response', GOOD, counted({}))).toMatchObject({ result: 'Pass', enforcedBy: 'gate' });
    expect(judge('rate.response', GOOD, counted({ plainRefusals: true })).result).toBe('Fail');
    const idle = { ...GATE_SEEN, rates: {} };
    expect(judge('rate.response', GOOD, counted({ gate: idle })).result).toBe('Unknown');
  });

  test('nothing is fail-closed that does not ask the gate', () => {
    expect(judge('auth.fail-closed', GOOD, subject(EVERYTHING, { enforcement: [] })).result).toBe('Unknown');
  });
});
