import { expect, test } from 'vitest';
import type { Ingress } from '../../../operator/api/kubernetes.ts';
import { isLoginIngress } from '../../../operator/plan/login-ingress.ts';
import { claimedBy } from '../../../operator/policy/targets.ts';
import { anIngress, aPolicy } from '../../generators/objects.ts';

const labels = { 'app.kubernetes.io/managed-by': 'apipolicy' };
const login = (path = '/oauth2/', name = 'apipolicy-login-0a1b2c3d'): Ingress =>
  anIngress({
    metadata: { name, labels },
    spec: { rules: [{ host: 'api.example.com', http: { paths: [{ path, pathType: 'Prefix' }] } }] },
  });

test('the Ingress of a login is one by its name, its label and its only path', () => {
  expect(isLoginIngress(login())).toBe(true);
  expect(isLoginIngress(login('/'))).toBe(false);
  expect(isLoginIngress(login('/oauth2/', 'orders'))).toBe(false);
  expect(isLoginIngress({ ...login(), metadata: { name: 'apipolicy-login-0a1b2c3d' } })).toBe(false);
});

test('no selector claims it: the login would ask for a login', () => {
  const policy = aPolicy({
    targetSelectors: [{ group: 'networking.k8s.io', kind: 'Ingress', matchLabels: labels }],
  });
  const { targetRefs: _named, ...spec } = policy.spec;
  expect(claimedBy({ ...policy, spec }, login())).toBeUndefined();
  expect(claimedBy({ ...policy, spec }, login('/orders'))).toBeDefined();
});
