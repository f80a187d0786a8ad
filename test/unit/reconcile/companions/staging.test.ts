import { describe, expect, test } from 'vitest';
import type { ApiPolicySpec } from '../../../../operator/api/types.generated.ts';
import { ingressNginx } from '../../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { planPolicy } from '../../../../operator/policy/plan-policy.ts';
import { staged, wasInService } from '../../../../operator/reconcile/companions/staging.ts';
import type { TargetResult } from '../../../../operator/reconcile/decide.ts';
import {
  FIELD_MANAGER,
  type ObservedIngress,
  observe,
  WRITTEN,
} from '../../../../operator/reconcile/ownership.ts';
import { decideTarget } from '../../../../operator/reconcile/target-decision.ts';
import { anIngress, aPolicy } from '../../../generators/objects.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';

/** The Ingress with annotations that we wrote earlier. */
function written(values: Record<string, string> = {}, createdAt = '2026-01-01T00:00:00Z'): ObservedIngress {
  const annotations = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [PREFIX + name, value]),
  );
  const record = Object.keys(values).length > 0 ? { [WRITTEN]: Object.keys(values).sort().join(',') } : {};
  const all = { ...annotations, ...record };
  const owned = Object.fromEntries(Object.keys(all).map((key) => [`f:${key}`, {}]));
  return observe(
    anIngress({
      metadata: {
        creationTimestamp: createdAt,
        annotations: all,
        managedFields: [
          {
            manager: FIELD_MANAGER,
            operation: 'Apply',
            fieldsV1: { 'f:metadata': { 'f:annotations': owned } },
          },
        ],
      },
    }),
  );
}

function governed(
  spec: Partial<ApiPolicySpec>,
  ingress: ObservedIngress,
): Extract<TargetResult, { kind: 'governed' }> {
  const plan = planPolicy(aPolicy(spec));
  const settings = {};
  const decision = decideTarget({
    plan,
    ingress,
    governed: [ingress],
    gateway: ingressNginx,
    settings,
    repair: 'allowed',
  });
  return {
    kind: 'governed',
    ref: { name: 'orders', field: 'spec.targetRefs[0]' },
    by: 'orders',
    ingress,
    gateway: ingressNginx,
    plan,
    settings,
    decision,
    facts: [],
    destination: '',
    remarks: [],
  };
}

const methods: Partial<ApiPolicySpec> = { validation: { methods: ['GET'] } };
const refuse: Partial<ApiPolicySpec> = { tls: { plaintext: 'Refuse' } };

const namesOf = ({ decision }: ReturnType<typeof governed>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(decision.desired.annotations).flatMap(([key, value]) =>
      key.startsWith(PREFIX) ? [[key.slice(PREFIX.length), value]] : [],
    ),
  );

describe('what an Ingress gets of the gate', () => {
  test('at first the question alone: what names objects waits until the gateway has seen them', () => {
    const target = staged(governed(methods, written()), {
      stage: 'closed',
      acknowledged: false,
      because: '',
    });
    const names = ['auth-method', 'auth-response-headers', 'auth-url', 'proxy-buffer-size'];
    expect(Object.keys(namesOf(target)).sort()).toEqual(names);
    expect(target.decision.desired.annotations[WRITTEN]).toBe(names.join(','));
    expect(target.decision.changed).toBe(true);
    expect(target.decision.shortfalls).toEqual([]);
  });

  test('then all of it', () => {
    const whole = governed(methods, written());
    expect(staged(whole, { stage: 'full', acknowledged: false, because: '' })).toBe(whole);
    expect(namesOf(whole)).toMatchObject({
      'auth-proxy-set-headers': 'shop/apipolicy-gate-headers',
      'default-backend': 'apipolicy-gate-errors',
    });
  });

  test('nothing while it waits, and the leaves say why; the other parts of the policy are written', () => {
    const spec = { ...methods, ...refuse, rateLimit: { connections: 5 } };
    const target = staged(governed(spec, written()), {
      stage: 'none',
      acknowledged: false,
      because: 'not yet',
    });
    expect(namesOf(target)).toEqual({ 'limit-connections': '5' });
    expect(target.decision.shortfalls).toEqual([
      { field: 'spec.validation.methods', result: 'Pending', message: 'not yet' },
      { field: 'spec.tls.plaintext', result: 'Pending', message: 'not yet' },
    ]);
    expect(target.decision.enforcement.map(({ field }) => field)).toEqual(['spec.rateLimit.connections']);
  });

  test('nothing new while it waits takes nothing off that was there', () => {
    const full = namesOf(governed(methods, written()));
    const target = staged(governed(methods, written(full)), {
      stage: 'none',
      acknowledged: false,
      because: '',
    });
    expect(namesOf(target)).toEqual(full);
    expect(target.decision.changed).toBe(true);
  });

  test('a limit stays at the gateway until the gate counts it', () => {
    const spec: Partial<ApiPolicySpec> = {
      rateLimit: { rules: [{ name: 'each', requests: 100, per: 'Minute', by: 'User' }] },
      authentication: {
        jwt: [{ name: 'p', issuer: 'https://p.example.com', audiences: ['https://api.example.com'] }],
      },
    };
    const before = written({ 'limit-rpm': '100', 'limit-burst-multiplier': '1' });
    const target = governed(spec, before);
    expect(namesOf(target)).not.toHaveProperty('limit-rpm');
    expect(namesOf(staged(target, { stage: 'full', acknowledged: false, because: '' }))).toMatchObject({
      'limit-rpm': '100',
      'limit-burst-multiplier': '1',
    });
    expect(namesOf(staged(target, { stage: 'full', acknowledged: true, because: '' }))).not.toHaveProperty(
      'limit-rpm',
    );
  });

  test('certificates are asked for until the gate asks for none, so that it refuses nobody who shows one', () => {
    const asked = {
      'auth-tls-secret': 'shop/ca',
      'auth-tls-verify-client': 'on',
      'auth-tls-verify-depth': '1',
    };
    const target = governed(methods, written({ ...asked, ...namesOf(governed(methods, written())) }));
    expect(namesOf(target)).not.toHaveProperty('auth-tls-secret');
    const passing = namesOf(staged(target, { stage: 'full', acknowledged: false, because: '' }));
    expect(passing).toMatchObject({ ...asked, 'auth-url': expect.stringContaining('apipolicy-gate') });
    const after = namesOf(staged(target, { stage: 'full', acknowledged: true, because: '' }));
    expect(Object.keys(after).filter((name) => name.startsWith('auth-tls-'))).toEqual([]);
  });

  test('http is redirected until the gate refuses it', () => {
    const before = written({ 'force-ssl-redirect': 'true' });
    const target = governed(refuse, before);
    expect(namesOf(target)).toMatchObject({ 'force-ssl-redirect': 'false' });
    expect(namesOf(staged(target, { stage: 'full', acknowledged: false, because: '' }))).toMatchObject({
      'force-ssl-redirect': 'true',
    });
    expect(namesOf(staged(target, { stage: 'full', acknowledged: true, because: '' }))).toMatchObject({
      'force-ssl-redirect': 'false',
    });
  });
});

describe('an Ingress in service', () => {
  const policy = '2026-06-01T00:00:00Z';
  test('is older than its policy and does not ask the gate', () => {
    expect(wasInService(written(), policy)).toBe(true);
    expect(wasInService(written({}, '2026-07-01T00:00:00Z'), policy)).toBe(false);
  });

  test('is none that is protected already, or was until somebody took it off', () => {
    expect(wasInService(written({ 'auth-url': 'http://gate' }), policy)).toBe(false);
    const stripped = written({ 'auth-url': 'http://gate' });
    const { [`${PREFIX}auth-url`]: _gone, ...annotations } = stripped.metadata.annotations ?? {};
    const ingress = { ...stripped, metadata: { ...stripped.metadata, annotations } };
    expect(wasInService(ingress, policy)).toBe(false);
  });
});
