import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ApiPolicySpec } from '../../../../operator/api/types.generated.ts';
import {
  CertificateBoard,
  type CertificateView,
  type Hold,
} from '../../../../operator/reconcile/certificates/certificate-board.ts';
import { certificateFingerprint } from '../../../../operator/reconcile/certificates/certificate-needs.ts';
import { PolicyCertificates } from '../../../../operator/reconcile/certificates/policy-certificates.ts';
import { policyConditions } from '../../../../operator/reconcile/conditions.ts';
import { decidePolicy, type PolicyDecision, type World } from '../../../../operator/reconcile/decide.ts';
import { type ObservedIngress, observe } from '../../../../operator/reconcile/ownership.ts';
import { aClass, anIngress, aPolicy } from '../../../generators/objects.ts';

const ISSUER = { issuerRef: { kind: 'Issuer', name: 'ours' } } as const;
const BOTH: Partial<ApiPolicySpec> = {
  rateLimit: { connections: 5 },
  mutualTLS: {
    clients: { ca: ISSUER },
    backend: { certificate: ISSUER, serverName: 'orders.shop.svc' },
  },
};
const NGINX = 'nginx.ingress.kubernetes.io/';

function decisionOf(parts: Partial<ApiPolicySpec>, target: ObservedIngress): PolicyDecision {
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

const bare = observe(anIngress({ metadata: { creationTimestamp: '2026-01-01T00:00:00Z' } }));

/** The Ingress as it is after a decision was written on it. */
function after(decision: PolicyDecision): ObservedIngress {
  const [target] = decision.targets;
  if (target?.kind !== 'governed') throw new Error('it governs nothing');
  const { annotations } = target.decision.desired;
  const fields = Object.fromEntries(Object.keys(annotations).map((key) => [`f:${key}`, {}]));
  return observe(
    anIngress({
      metadata: {
        creationTimestamp: '2026-01-01T00:00:00Z',
        annotations,
        managedFields: [
          {
            manager: 'apipolicy',
            operation: 'Apply',
            fieldsV1: { 'f:metadata': { 'f:annotations': fields } },
          },
        ],
      },
    }),
  );
}

describe('a policy that asks for certificates', () => {
  let board: CertificateBoard;
  let certificates: PolicyCertificates;
  let made: string[];
  beforeEach(() => {
    made = [];
    board = new CertificateBoard(() => undefined);
    certificates = new PolicyCertificates({ board, make: (namespace) => made.push(namespace) });
  });

  function see(decision: PolicyDecision, parts: Partial<CertificateView> = {}): void {
    const [target] = decision.targets;
    if (target?.kind !== 'governed') throw new Error('it governs nothing');
    const fingerprint = certificateFingerprint(target.plan, [target.ingress]);
    const view = { fingerprint, shortfalls: [], kept: [], holds: [], certificates: [], ...parts };
    board.made('shop', new Map([['orders', view]]));
  }

  const namesOf = (decision: PolicyDecision | undefined): string[] =>
    (decision?.targets ?? []).flatMap((target) =>
      target.kind === 'governed'
        ? Object.keys(target.decision.desired.annotations)
            .filter((key) => key.startsWith(NGINX))
            .map((key) => key.slice(NGINX.length))
        : [],
    );

  const holding = (...groups: readonly Hold['group'][]): Hold[] =>
    groups.map((group) => ({ group, refused: false, because: 'not yet' }));

  test('waits until they are asked for by what it says now', () => {
    const decision = decisionOf(BOTH, bare);
    expect(certificates.prepare(decision)).toBeUndefined();
    see(decision, { fingerprint: 'of an earlier one' });
    expect(certificates.prepare(decision)).toBeUndefined();
    expect(made).toEqual(['shop', 'shop']);
  });

  test('one that asks for none is left as it is', () => {
    const decision = decisionOf({ rateLimit: { connections: 5 } }, bare);
    expect(certificates.prepare(decision)?.decision).toBe(decision);
  });

  test('callers are asked at once, the app when there is something to show it', () => {
    const decision = decisionOf(BOTH, bare);
    see(decision, { holds: holding('client-certificates', 'backend-certificates') });
    const prepared = certificates.prepare(decision);
    expect(prepared?.held).toBe(true);
    expect(namesOf(prepared?.decision)).toContain('auth-tls-secret');
    expect(namesOf(prepared?.decision)).not.toContain('proxy-ssl-secret');
    expect(namesOf(prepared?.decision)).not.toContain('backend-protocol');
    expect(namesOf(prepared?.decision)).toContain('limit-connections');
  });

  test.each<[string, Partial<ApiPolicySpec>, Partial<Hold>]>([
    ['they are optional', { mutualTLS: { clients: { mode: 'Optional', ca: ISSUER } } }, {}],
    ['an Ingress in service is to wait', { ...BOTH, activation: 'WhenReady' }, {}],
    ['nobody could be verified', BOTH, { refused: true }],
  ])('callers are not asked yet where %s', (_, spec, parts) => {
    const decision = decisionOf(spec, bare);
    see(decision, { holds: holding('client-certificates').map((hold) => ({ ...hold, ...parts })) });
    expect(namesOf(certificates.prepare(decision)?.decision)).not.toContain('auth-tls-secret');
  });

  test('nothing that is on the Ingress is taken off because of a certificate, whatever it is and says', () => {
    const lacks = fc.constantFrom(
      'NoCA',
      'IssuerMissing',
      'CertManagerMissing',
      'CertificateNotReady',
      'ApplyFailed',
    );
    const hold = fc.record({
      group: fc.constantFrom('client-certificates', 'backend-certificates'),
      refused: fc.boolean(),
      because: fc.constant('x'),
    });
    const mode = fc.constantFrom('Required', 'Optional');
    const activation = fc.constantFrom('Immediate', 'WhenReady');
    fc.assert(
      fc.property(
        fc.array(hold, { maxLength: 4 }),
        lacks,
        mode,
        activation,
        (holds, reason, mode, activation) => {
          const spec: Partial<ApiPolicySpec> = {
            ...BOTH,
            activation,
            mutualTLS: { ...BOTH.mutualTLS, clients: { ca: ISSUER, mode } },
          };
          const first = decisionOf(spec, bare);
          const decision = decisionOf(spec, after(first));
          see(decision, { holds, unmet: { reason, message: 'x' } });
          const prepared = certificates.prepare(decision);
          expect(namesOf(prepared?.decision).sort()).toEqual(namesOf(first).sort());
          const [target] = prepared?.decision.targets ?? [];
          expect(target?.kind === 'governed' && target.decision.changed).toBe(false);
        },
      ),
    );
  });

  test('what is missing is why it is not Programmed, and stalls it only where a person has to act', () => {
    const decision = decisionOf(BOTH, bare);
    for (const reason of ['CertificateNotReady', 'IssuerMissing', 'NoCA'] as const) {
      see(decision, {
        holds: holding('backend-certificates'),
        unmet: { reason, message: `because ${reason}` },
      });
      const prepared = certificates.prepare(decision);
      const conditions = prepared ? policyConditions(prepared.decision, new Map(), undefined) : [];
      expect(conditions.find(({ type }) => type === 'Programmed')).toMatchObject({ status: 'False', reason });
      const stalled = conditions.some(({ type }) => type === 'Stalled');
      expect(stalled, reason).toBe(reason === 'NoCA');
      expect(conditions.some(({ type }) => type === 'Reconciling')).toBe(!stalled);
    }
  });

  test('the bundle of a managed CA stands where its placeholder stood', () => {
    const managed: Partial<ApiPolicySpec> = { mutualTLS: { clients: { ca: { managed: {} } } } };
    const decision = decisionOf(managed, bare);
    see(decision, { bundle: 'orders-ca-bundle-0123456789abcdef' });
    const [target] = certificates.prepare(decision)?.decision.targets ?? [];
    const annotations = target?.kind === 'governed' ? target.decision.desired.annotations : {};
    expect(annotations[`${NGINX}auth-tls-secret`]).toBe('shop/orders-ca-bundle-0123456789abcdef');
  });

  test('leaves that cert-manager keeps are kept by it, and those that fall short by nobody', () => {
    const decision = decisionOf(BOTH, bare);
    const short = { field: 'spec.mutualTLS.clients.ca', result: 'Pending', message: 'not yet' } as const;
    see(decision, { shortfalls: [short], kept: ['spec.mutualTLS.backend.issue[0]'] });
    const [target] = certificates.prepare(decision)?.decision.targets ?? [];
    const { enforcement, shortfalls } =
      target?.kind === 'governed' ? target.decision : { enforcement: [], shortfalls: [] };
    expect(enforcement).toContainEqual({ field: 'spec.mutualTLS.backend.issue[0]', by: 'cert-manager' });
    expect(enforcement.map(({ field }) => field)).not.toContain(short.field);
    expect(shortfalls).toContainEqual(short);
  });
});
