import { expect, test } from 'vitest';
import { decidePolicy } from '../../../../operator/reconcile/decide.ts';
import { type ObservedIngress, observe } from '../../../../operator/reconcile/ownership.ts';
import { aClass, anIngress, aPolicy } from '../../../generators/objects.ts';

const api = observe(anIngress());

const loginOf = (namespace: string, path = '/oauth2/'): ObservedIngress =>
  observe(
    anIngress({
      metadata: {
        namespace,
        name: 'apipolicy-login-0a1b2c3d',
        labels: { 'app.kubernetes.io/managed-by': 'apipolicy' },
      },
      spec: { rules: [{ host: 'api.example.com', http: { paths: [{ path, pathType: 'Prefix' }] } }] },
    }),
  );

function ungovernedBeside(neighbour: ObservedIngress): string[] {
  const policy = aPolicy({ validation: { methods: ['GET'] } });
  const { targets } = decidePolicy(policy, [], {
    ingress: () => api,
    ingressesOf: () => [api],
    ingressesOnHosts: () => [api, neighbour],
    service: () => undefined,
    claimants: ({ metadata }) => (metadata.name === 'orders' ? [policy] : []),
    classes: () => [aClass('nginx', 'k8s.io/ingress-nginx')],
    settings: () => ({}),
    gateways: () => [],
    mayRepair: () => true,
    offline: false,
  });
  return targets.flatMap((target) =>
    target.kind === 'governed'
      ? target.facts.filter(({ control }) => control === 'host.ungoverned').map(({ by }) => by)
      : [],
  );
}

test("the login of a policy's own namespace is no part of the API that stands open", () => {
  expect(ungovernedBeside(loginOf('shop'))).toEqual([]);
});

test('one of another namespace is: it would be a login in place of ours', () => {
  expect(ungovernedBeside(loginOf('evil'))).toEqual(['Ingress evil/apipolicy-login-0a1b2c3d']);
});

test('one with another path is no login, whatever its name', () => {
  expect(ungovernedBeside(loginOf('shop', '/admin'))).toEqual(['Ingress shop/apipolicy-login-0a1b2c3d']);
});
