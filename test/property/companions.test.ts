import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ingress } from '../../operator/api/kubernetes.ts';
import { type CompanionInput, companionsOf } from '../../operator/companions/companions-of.ts';
import { companionSettings } from '../../operator/companions/settings.ts';
import { needsGate } from '../../operator/plan/gate-need.ts';
import { planPolicy } from '../../operator/policy/plan-policy.ts';
import { anIngress } from '../generators/objects.ts';
import { validPolicy } from '../generators/policies.ts';

const HOSTS = ['api.example.com', 'app.example.com', '*.example.com', 'example.org', ''];

/** One to three Ingresses of a policy, on hosts that policies share. */
const targets = (name: string): fc.Arbitrary<Ingress[]> =>
  fc
    .array(fc.tuple(fc.subarray(HOSTS, { minLength: 1 }), fc.constantFrom('nginx', 'other')), {
      minLength: 1,
      maxLength: 3,
    })
    .map((ingresses) =>
      ingresses.map(([hosts, ingressClassName], index) =>
        anIngress({
          metadata: { name: `${name}-${index}` },
          spec: { ingressClassName, rules: hosts.map((host) => (host === '' ? {} : { host })) },
        }),
      ),
    );

const input = (name: string): fc.Arbitrary<CompanionInput> =>
  fc
    .tuple(
      validPolicy(),
      targets(name),
      fc.constantFrom(undefined, '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'),
    )
    .map(([policy, ingresses, createdAt]) => ({
      name,
      ...(createdAt !== undefined && { createdAt }),
      plan: planPolicy({ ...policy, metadata: { namespace: 'shop', name } }),
      targets: ingresses,
    }));

const inputs = fc.tuple(input('a'), input('b'), input('c'));
const made = (policies: readonly CompanionInput[]) => companionsOf('shop', policies, companionSettings({}));

describe('companions of any policies of a namespace', () => {
  it('are the same whatever the order of policies and targets', () => {
    fc.assert(
      fc.property(inputs, ([a, b, c]) => {
        const turned = [c, a, b].map((one) => ({ ...one, targets: one.targets.toReversed() }));
        expect(made(turned)).toEqual(made([a, b, c]));
      }),
    );
  });

  it('tell the gate of each policy that needs it, and of no other', () => {
    fc.assert(
      fc.property(inputs, (policies) => {
        const needing = policies.filter(({ plan }) => needsGate(plan)).map(({ name }) => name);
        const { gatePlans, objects } = made(policies);
        expect(Object.keys(gatePlans).toSorted()).toEqual(needing);
        expect(objects.length > 0).toBe(needing.length > 0);
        for (const name of needing) expect(gatePlans[name]?.policy).toBe(name);
      }),
    );
  });

  it('hold whole objects, each once, with nothing empty in what they ask for', () => {
    fc.assert(
      fc.property(inputs, (policies) => {
        const { objects } = made(policies);
        const ids = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
        expect(new Set(ids).size).toBe(ids.length);
        expect(objects.flatMap(({ kind, metadata, ...rest }) => emptyParts(rest))).toEqual([]);
      }),
    );
  });

  it('serve every host at most once by a login, and each login that a policy is told of is there', () => {
    fc.assert(
      fc.property(inputs, (policies) => {
        const { objects, gatePlans, logins } = made(policies);
        const served = objects
          .filter(({ kind }) => kind === 'Ingress')
          .flatMap(({ spec }) => (spec as Ingress['spec']).rules ?? [])
          .map(({ host }) => host);
        expect(new Set(served).size).toBe(served.length);
        const deployments = new Set(
          objects.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name),
        );
        for (const [name, entry] of Object.entries(gatePlans)) {
          const proxies = entry.authentication?.login?.proxies ?? [];
          const asked = proxies.map(({ authURL }) => new URL(authURL).hostname.split('.')[0] ?? '');
          expect(asked.toSorted()).toEqual(logins[name] ?? []);
          for (const login of asked) expect(deployments).toContain(login);
        }
      }),
    );
  });
});

/** Paths of empty lists and maps: the API server drops them, and what is asked for would never be what is there. */
function emptyParts(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const parts = Object.entries(value);
  if (parts.length === 0) return [path];
  return parts.flatMap(([key, part]) => emptyParts(part, `${path}.${key}`));
}
