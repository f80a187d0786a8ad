import { describe, expect, test } from 'vitest';
import { formatPath } from '../../../operator/api/path.ts';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { crossSectionProblems } from '../../../operator/policy/cross-section.ts';
import { effectivePolicy } from '../../../operator/policy/effective.ts';
import { aBaseline, aPolicy } from '../../generators/objects.ts';

const APIKEYS = { apiKeys: { secretRef: { name: 'orders-keys' } } };
const JWT = { jwt: [{ name: 'a', issuer: 'https://a.example.com', audiences: ['b'] }] };

const limit = (
  by: 'User' | 'Claim' | 'APIKey' | 'ClientAddress' | 'ClientCertificate',
): Partial<ApiPolicySpec> => ({
  rateLimit: {
    rules: [{ name: 'a', requests: 1, per: 'Hour', by, ...(by === 'Claim' && { claim: 'tenant' }) }],
  },
});
const required: Partial<ApiPolicySpec> = {
  authorization: { rules: [{ name: 'a', require: { groups: ['admins'] } }] },
};
const byCertificate: Partial<ApiPolicySpec> = {
  authorization: { rules: [{ name: 'a', require: { clientCertificates: ['billing', 'ghost'] } }] },
};
const ANONYMOUS = { anonymous: [{ name: 'a', path: { type: 'Exact' as const, value: '/a' } }] };
const CLIENTS = {
  mutualTLS: { clients: { ca: { secretName: 'ca' }, subjects: [{ name: 'billing', commonName: 'b' }] } },
};
const found = (spec: Partial<ApiPolicySpec>): string[] =>
  crossSectionProblems(aPolicy(spec).spec).map(({ path, rule }) => `${formatPath(path)} ${rule}`);

test.each<[string, Partial<ApiPolicySpec>, string]>([
  ['a limit by user', limit('User'), 'spec.rateLimit.rules[0].by counted-caller-unknown'],
  ['a limit by claim', limit('Claim'), 'spec.rateLimit.rules[0].by counted-caller-unknown'],
  ['a limit by key', limit('APIKey'), 'spec.rateLimit.rules[0].by counted-caller-unknown'],
  [
    'a limit by key where others are known',
    { ...limit('APIKey'), authentication: JWT },
    'spec.rateLimit.rules[0].by counted-caller-unknown',
  ],
  [
    'a limit by user where certificates are all that is known',
    { ...limit('User'), ...CLIENTS, authentication: ANONYMOUS },
    'spec.rateLimit.rules[0].by counted-caller-unknown',
  ],
  [
    'a limit by certificate',
    { ...limit('ClientCertificate'), authentication: JWT },
    'spec.rateLimit.rules[0].by counted-caller-unknown',
  ],
  [
    'a rule that requires a group of a certificate',
    { ...required, ...CLIENTS },
    'spec.authorization.rules[0].require required-caller-unknown',
  ],
  [
    'a rule that requires a certificate of nobody',
    { ...byCertificate, ...CLIENTS },
    'spec.authorization.rules[0].require.clientCertificates[1] required-subject-unknown',
  ],
  [
    'a certificate that no CA verifies',
    { mutualTLS: { clients: { mode: 'Optional' } } },
    'spec.mutualTLS.clients.ca client-ca-missing',
  ],
  ['a rule that requires', required, 'spec.authorization.rules[0].require required-caller-unknown'],
])('%s is refused where nobody is known', (_, spec, problem) => {
  expect(found(spec)).toEqual([problem]);
});

test.each<[string, Partial<ApiPolicySpec>]>([
  ['a limit by user', { ...limit('User'), authentication: APIKEYS }],
  ['a limit by claim', { ...limit('Claim'), authentication: JWT }],
  ['a limit by key', { ...limit('APIKey'), authentication: APIKEYS }],
  ['a limit by address', limit('ClientAddress')],
  ['a rule that requires', { ...required, authentication: JWT }],
  ['a limit by certificate', { ...limit('ClientCertificate'), ...CLIENTS }],
  [
    'a rule that requires a certificate',
    {
      ...CLIENTS,
      authorization: { rules: [{ name: 'a', require: { clientCertificates: ['billing'] } }] },
    },
  ],
  ['a rule that denies', { authorization: { rules: [{ name: 'a', deny: true }] } }],
])('%s is accepted', (_, spec) => {
  expect(found(spec)).toEqual([]);
});

describe('judged on the effective policy', () => {
  const policy = aPolicy(limit('User'));

  test('a policy by itself lacks what no baseline gives', () => {
    expect(effectivePolicy(policy, []).problems).toHaveLength(1);
    const other = aBaseline({ defaults: { drift: 'Report' } });
    const { problems } = effectivePolicy(policy, [other]);
    expect(problems).toMatchObject([{ rule: 'counted-caller-unknown' }]);
    expect(problems[0]?.message).not.toContain('ClusterApiPolicy');
  });

  test('a baseline can give it', () => {
    const baseline = aBaseline({ defaults: { authentication: JWT } });
    expect(effectivePolicy(policy, [baseline]).problems).toEqual([]);
  });
});
