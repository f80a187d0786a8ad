import { expect, test } from 'vitest';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { planPolicy } from '../../../operator/policy/plan-policy.ts';
import { strayHosts } from '../../../operator/policy/stray-hosts.ts';
import { aPolicy } from '../../generators/objects.ts';

const SERVED = ['api.example.com', '*.example.org'];
const denied = (...hosts: readonly string[]): Partial<ApiPolicySpec> => ({
  authorization: {
    rules: [
      { name: 'a', deny: true },
      { name: 'b', matches: [{ methods: ['GET'] }, { hosts }], deny: true },
    ],
  },
});
const found = (spec: Partial<ApiPolicySpec>): string[] =>
  strayHosts(planPolicy(aPolicy(spec)), SERVED).map(({ field }) => field);

test('hosts that a target serves are fine, exact, below a wildcard and by one', () => {
  expect(found(denied('api.example.com', 'a.example.org', '*.example.com'))).toEqual([]);
});

test('any other host is told, with the hosts that could be meant', () => {
  const spec = denied('api.example.com', 'apl.example.com', 'a.b.example.org');
  expect(found(spec)).toEqual([
    'spec.authorization.rules[1].matches[1].hosts[1]',
    'spec.authorization.rules[1].matches[1].hosts[2]',
  ]);
  expect(strayHosts(planPolicy(aPolicy(spec)), SERVED)[0]?.message).toContain(SERVED.join(', '));
});

test('also in what is open and in what is counted', () => {
  const hosts = ['example.net'];
  const spec: Partial<ApiPolicySpec> = {
    authentication: {
      apiKeys: { secretRef: { name: 'keys' } },
      anonymous: [{ name: 'a', hosts, path: { type: 'Exact', value: '/a' } }],
    },
    rateLimit: { rules: [{ name: 'a', requests: 1, per: 'Day', by: 'User', matches: [{ hosts }] }] },
  };
  expect(found(spec)).toEqual([
    'spec.authentication.anonymous[0].hosts[0]',
    'spec.rateLimit.rules[0].matches[0].hosts[0]',
  ]);
});
