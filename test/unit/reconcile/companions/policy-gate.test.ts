import { beforeEach, describe, expect, test } from 'vitest';
import type { ApiPolicySpec } from '../../../../operator/api/types.generated.ts';
import { fingerprintOf } from '../../../../operator/reconcile/companions/demand.ts';
import {
  type Answer,
  GateBoard,
  type PolicyView,
} from '../../../../operator/reconcile/companions/gate-board.ts';
import { PolicyGate } from '../../../../operator/reconcile/companions/policy-gate.ts';
import { policyConditions } from '../../../../operator/reconcile/conditions.ts';
import { decidePolicy, type PolicyDecision, type World } from '../../../../operator/reconcile/decide.ts';
import { type ObservedIngress, observe } from '../../../../operator/reconcile/ownership.ts';
import { aClass, anIngress, aPolicy } from '../../../generators/objects.ts';

const spec: Partial<ApiPolicySpec> = { validation: { methods: ['GET'] } };
const ingress = observe(anIngress({ metadata: { creationTimestamp: '2026-01-01T00:00:00Z' } }));

function decisionOf(parts: Partial<ApiPolicySpec> = spec, target: ObservedIngress = ingress): PolicyDecision {
  const policy = aPolicy(parts, { creationTimestamp: '2026-06-01T00:00:00Z' });
  const world: World = {
    ingress: () => target,
    ingressesOf: () => [target],
    ingressesOnHosts: () => [],
    service: () => undefined,
    claimants: () => [policy],
    classes: () => [aClass('nginx', 'k8s.io/ingress-nginx')],
    settings: () => ({}),
    gateways: () => [],
    mayRepair: () => true,
    offline: false,
  };
  return decidePolicy(policy, [], world);
}

const fingerprint = ({ targets }: PolicyDecision): string => {
  const [target] = targets;
  if (target?.kind !== 'governed') throw new Error('it governs nothing');
  return fingerprintOf(target.plan, [target.ingress]);
};

describe('a policy that needs the gate', () => {
  let board: GateBoard;
  let gate: PolicyGate;
  let made: string[];
  beforeEach(() => {
    made = [];
    board = new GateBoard(() => undefined);
    gate = new PolicyGate({
      board,
      clock: { monotonic: () => 10_000, wall: () => 0, after: () => () => undefined },
      ingress: () => undefined,
      make: (namespace) => made.push(namespace),
    });
  });

  const see = (decision: PolicyDecision, parts: Partial<PolicyView> = {}): void =>
    board.made(
      'shop',
      new Map([
        [
          'orders',
          {
            fingerprint: fingerprint(decision),
            revision: 'r1',
            transitional: false,
            shortfalls: [],
            tooLarge: false,
            blocked: false,
            pageFrom: 0,
            unavailable: [],
            ...parts,
          },
        ],
      ]),
    );

  const hear = (parts: Partial<Answer> = {}): void =>
    board.answered(
      'shop',
      new Map([
        [
          'orders',
          {
            at: 0,
            revision: 'r1',
            acknowledged: true,
            replicas: 2,
            behind: [],
            unhealthy: [],
            rates: {},
            ...parts,
          },
        ],
      ]),
    );

  const writtenNames = (decision: PolicyDecision | undefined): string[] =>
    (decision?.targets ?? []).flatMap((target) =>
      target.kind === 'governed'
        ? Object.keys(target.decision.desired.annotations).map((key) => key.replace(/^.*\//, ''))
        : [],
    );

  const programmed = (decision: PolicyDecision | undefined) =>
    decision && policyConditions(decision, new Map(), undefined).find(({ type }) => type === 'Programmed');

  test('tells of certificates that the gate does not ask for yet, and claims none of them', () => {
    const decision = decisionOf({ ...spec, mutualTLS: { clients: { ca: { secretName: 'ca' } } } });
    see(decision, { transitional: true, uncertified: true });
    hear();
    const prepared = gate.prepare(decision)?.decision;
    expect(writtenNames(prepared)).toContain('auth-tls-secret');
    expect(programmed(prepared)).toMatchObject({ status: 'False', reason: 'GateNotReady' });
    expect(programmed(prepared)?.message).toContain('client certificates');
    const claimed = (prepared?.targets ?? []).flatMap((target) =>
      target.kind === 'governed' ? target.decision.enforcement.map(({ field }) => field) : [],
    );
    expect(claimed.filter((field) => field.startsWith('spec.mutualTLS.clients'))).toEqual([]);
    see(decision);
    expect(programmed(gate.prepare(decision)?.decision)).toMatchObject({ status: 'True' });
  });

  describe('while there is no CA to name', () => {
    const withheld = (decision: PolicyDecision): PolicyDecision => ({
      ...decision,
      targets: decision.targets.map((target) => {
        if (target.kind !== 'governed') return target;
        const { desired } = target.decision;
        const annotations = Object.fromEntries(
          Object.entries(desired.annotations).filter(([key]) => !key.includes('/auth-tls-')),
        );
        const changed = { ...target.decision, desired: { ...desired, annotations } };
        return { ...target, decision: changed };
      }),
    });
    const mutualTLS = { clients: { ca: { secretName: 'ca' } } };
    const prefix = 'nginx.ingress.kubernetes.io';

    test('what the edit gave up for the certificates stays on the Ingress', () => {
      const given = { [`${prefix}/allowlist-source-range`]: '192.0.2.0/24' };
      const before = {
        ...ingress,
        metadata: { ...ingress.metadata, annotations: given },
        ownership: { ...ingress.ownership, ours: new Set(Object.keys(given)) },
      };
      const decision = decisionOf({ ...spec, mutualTLS }, before);
      see(decision, { transitional: true, uncertified: true });
      hear();
      expect(writtenNames(gate.prepare(withheld(decision))?.decision)).toContain('allowlist-source-range');
      expect(writtenNames(gate.prepare(decision)?.decision)).not.toContain('allowlist-source-range');
    });

    test('an Ingress in service does not ask a gate that would refuse everybody, where activation is WhenReady', () => {
      const waiting = decisionOf({ ...spec, mutualTLS, activation: 'WhenReady' });
      see(waiting);
      hear();
      expect(writtenNames(gate.prepare(withheld(waiting))?.decision)).not.toContain('auth-url');
      expect(writtenNames(gate.prepare(waiting)?.decision)).toContain('auth-url');
    });
  });

  test('believes no certificate before the gateway has seen the headers that it is to write', () => {
    const decision = decisionOf();
    const urlOf = (prepared: PolicyDecision | undefined): string[] =>
      (prepared?.targets ?? []).flatMap((target) =>
        target.kind === 'governed'
          ? Object.entries(target.decision.desired.annotations).flatMap(([key, value]) =>
              key.endsWith('/auth-url') ? [value.replace(/^.*\/v1\//, '')] : [],
            )
          : [],
      );
    see(decision, { pageFrom: 99_000 });
    hear();
    expect(urlOf(gate.prepare(decision)?.decision)).toEqual(['orders/page/bare']);
    expect(writtenNames(gate.prepare(decision)?.decision)).not.toContain('auth-proxy-set-headers');
    see(decision);
    expect(urlOf(gate.prepare(decision)?.decision)).toEqual(['orders/page']);
    expect(writtenNames(gate.prepare(decision)?.decision)).toContain('auth-proxy-set-headers');
  });

  test('waits until companions are made for what it says now', () => {
    const decision = decisionOf();
    expect(gate.prepare(decision)).toBeUndefined();
    expect(made).toEqual(['shop']);
    see(decision, { fingerprint: 'of an earlier one' });
    expect(gate.prepare(decision)).toBeUndefined();
  });

  test('one that needs no gate, is paused or only audits is left as it is', () => {
    for (const other of [
      decisionOf({ rateLimit: { connections: 5 } }),
      decisionOf({ ...spec, enforcement: 'Audit' }),
    ])
      expect(gate.prepare(other)?.decision).toBe(other);
    expect(made).toEqual([]);
  });

  test('is written before the gate was asked, and its status is told after', () => {
    const decision = decisionOf();
    see(decision);
    const prepared = gate.prepare(decision);
    expect(prepared?.unknown).toBe(true);
    expect(writtenNames(prepared?.decision)).toContain('auth-url');
    hear();
    expect(gate.prepare(decision)?.unknown).toBe(false);
    expect(programmed(gate.prepare(decision)?.decision)).toMatchObject({ status: 'True' });
    // What was said of another revision is nothing about this one.
    hear({ revision: 'r0' });
    expect(gate.prepare(decision)?.unknown).toBe(true);
  });

  test.each([
    ['a replica is behind', {}, { acknowledged: false, behind: ['replica a is behind'] }, 'GateNotReady'],
    ['a login is down', { unavailable: ['Deployment apipolicy-login-1: 0 of 2'] }, {}, 'CompanionUnhealthy'],
    ['a dependency is broken', {}, { unhealthy: ['jwt partners: HTTP 503'] }, 'CompanionUnhealthy'],
    ['a companion was not written', { failure: 'forbidden' }, {}, 'ApplyFailed'],
  ] as const)('when %s nothing is taken off, and the status says it', (_, view, answer, reason) => {
    const decision = decisionOf();
    see(decision, view);
    hear(answer);
    const prepared = gate.prepare(decision);
    expect(programmed(prepared?.decision)).toMatchObject({ status: 'False', reason });
    expect(writtenNames(prepared?.decision)).toContain('auth-url');
  });

  test("never asks somebody else's Service", () => {
    const decision = decisionOf();
    see(decision, { blocked: true, failure: 'Service apipolicy-gate is somebody else' });
    const prepared = gate.prepare(decision);
    expect(writtenNames(prepared?.decision)).toEqual([]);
    expect(programmed(prepared?.decision)).toMatchObject({ status: 'False', reason: 'ApplyFailed' });
  });

  test('without room in the plan it is not accepted', () => {
    const decision = decisionOf();
    see(decision, { tooLarge: true });
    const prepared = gate.prepare(decision);
    const [accepted] = prepared ? policyConditions(prepared.decision, new Map(), undefined) : [];
    expect(accepted).toMatchObject({ type: 'Accepted', status: 'False', reason: 'PlanTooLarge' });
    expect(writtenNames(prepared?.decision)).toEqual([]);
  });

  test('WhenReady waits for gate and login where the Ingress is in service', () => {
    const decision = decisionOf({ ...spec, activation: 'WhenReady' });
    see(decision);
    hear({ acknowledged: false, behind: ['replica a is behind'] });
    expect(writtenNames(gate.prepare(decision)?.decision)).toEqual([]);
    hear();
    see(decision, { unavailable: ['Deployment apipolicy-login-1: 0 of 2'] });
    expect(writtenNames(gate.prepare(decision)?.decision)).toEqual([]);
    see(decision);
    expect(writtenNames(gate.prepare(decision)?.decision)).toContain('auth-url');
  });

  test('the error page waits until the gateway has seen its Service, and the policy comes back for it', () => {
    const decision = decisionOf();
    see(decision, { pageFrom: 11_000 });
    hear();
    const prepared = gate.prepare(decision);
    expect(prepared?.waits).toEqual([1_000]);
    expect(writtenNames(prepared?.decision)).not.toContain('default-backend');
    see(decision, { pageFrom: 9_000 });
    expect(writtenNames(gate.prepare(decision)?.decision)).toContain('default-backend');
  });
});
