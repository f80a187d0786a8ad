import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiPolicy } from '../../operator/api/types.generated.ts';
import { certificatesOf } from '../../operator/companions/cert-manager/certificates-of.ts';
import type { GatewaySettings, Lowering } from '../../operator/gateways/gateway.ts';
import { ingressNginx } from '../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { nodesOf, securityPlan } from '../../operator/plan/plan.ts';
import { planPolicy } from '../../operator/policy/plan-policy.ts';
import { aController, aControllerConfigMap, anIngress } from '../generators/objects.ts';
import { networks, validPolicy } from '../generators/policies.ts';

const SETTINGS: GatewaySettings = {
  configMap: aControllerConfigMap({}),
  deployment: aController('1.15.1', 2),
};
/** What no annotation value may hold, whatever its key: it would end a directive, a string or a line of nginx. */
const OUTSIDE = /[^A-Za-z0-9,.:/*_-]/;

const lower = (policy: ApiPolicy): Lowering => ingressNginx.lower(planPolicy(policy), anIngress(), SETTINGS);
const valuesOf = (lowering: Lowering): string[] =>
  lowering.groups.flatMap((group) => Object.values(group.annotations));

/** The same value with keys in another order, and with lists that are sets in another order. */
const shuffled = (policy: ApiPolicy): ApiPolicy => {
  const reversed = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .toReversed()
            .map(([key, part]) => [
              key,
              key.endsWith('CIDRs') ? (part as unknown[]).toReversed() : reversed(part),
            ]),
        )
      : value;
  return reversed(policy) as ApiPolicy;
};

/** Leaves that cert-manager answers for, or that fall short of it. */
const issuedFields = (policy: ApiPolicy): string[] => {
  const plan = planPolicy(policy);
  const { namespace, name } = plan.policy;
  const target = anIngress();
  const around = { ingresses: [target], certificates: [] };
  const issued = certificatesOf(namespace, [{ name, plan, targets: [target] }], around, 'cluster.local');
  const shortfalls = issued.shortfalls[name] ?? [];
  return [...issued.wanted.flatMap(({ fields }) => fields), ...shortfalls.map(({ field }) => field)];
};

describe('plan and lowering of any valid policy', () => {
  it('do not depend on the order in which keys, networks or nodes are given', () => {
    fc.assert(
      fc.property(validPolicy(), (policy) => {
        const plan = planPolicy(policy);
        expect(planPolicy(shuffled(policy))).toEqual(plan);
        expect(securityPlan(plan.policy, plan.nodes.toReversed())).toEqual(plan);
        expect(JSON.stringify(lower(shuffled(policy)))).toBe(JSON.stringify(lower(policy)));
      }),
    );
  });

  it('are the same when done again, and change nothing that they are given', () => {
    fc.assert(
      fc.property(validPolicy(), (policy) => {
        const before = structuredClone(policy);
        expect(lower(policy)).toEqual(lower(policy));
        expect(policy).toEqual(before);
      }),
    );
  });

  it('write nothing outside the alphabet that nginx takes as plain words', () => {
    fc.assert(
      fc.property(validPolicy(), (policy) => {
        for (const value of valuesOf(lower(policy))) {
          expect(value).not.toBe('');
          expect(value).not.toMatch(OUTSIDE);
        }
      }),
    );
  });

  it('answer for every stated leaf: written, met, or named as falling short', () => {
    fc.assert(
      fc.property(validPolicy(), (policy) => {
        const plan = planPolicy(policy);
        const { groups, shortfalls, tls } = ingressNginx.lower(plan, anIngress(), {});
        const answered = new Set([
          ...groups.flatMap((group) => group.fields),
          ...shortfalls.map(({ field }) => field),
          ...(tls?.fields ?? []),
          ...issuedFields(policy),
        ]);
        const silent = plan.nodes.flatMap((node) => node.fields).filter((field) => !answered.has(field));
        // What asks for nothing needs no answer.
        const nothing = new Set([
          'spec.tls.plaintext',
          'spec.validation.waf.mode',
          'spec.exposure.securityHeaders',
          // A store without a limit that is kept in it.
          ...(nodesOf(plan, 'counted-rate').length > 0
            ? []
            : ['spec.rateLimit.redis', 'spec.rateLimit.onStoreFailure']),
        ]);
        expect(silent.filter((field) => !nothing.has(field))).toEqual([]);
        if (policy.spec.tls?.plaintext === 'Redirect') expect(silent).not.toContain('spec.tls.plaintext');
        if (policy.spec.exposure?.securityHeaders === 'Standard')
          expect(silent).not.toContain('spec.exposure.securityHeaders');
      }),
    );
  });

  it('meet themselves: what was written is equal when somebody else writes it', () => {
    fc.assert(
      fc.property(validPolicy(), (policy) => {
        for (const group of lower(policy).groups)
          expect(ingressNginx.judgeForeign(group, group.annotations)).toBe('equal');
      }),
    );
  });

  it('never take a larger list of networks for a smaller one', () => {
    fc.assert(
      fc.property(networks(), networks(), (wanted, foreign) => {
        const policy = planPolicy({ metadata: { name: 'p' }, spec: { network: { allowedCIDRs: wanted } } });
        const [group] = ingressNginx.lower(policy, anIngress(), SETTINGS).groups;
        if (!group) throw new Error('no group');
        const value = [...foreign, '0.0.0.0/0', '::/0'].join(',');
        const verdict = ingressNginx.judgeForeign(group, {
          'nginx.ingress.kubernetes.io/allowlist-source-range': value,
        });
        const everything = wanted.includes('0.0.0.0/0') && wanted.includes('::/0');
        expect(verdict === 'conflicts').toBe(!everything);
      }),
    );
  });
});
