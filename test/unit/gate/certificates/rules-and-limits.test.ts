import { expect, test } from 'vitest';
import type { AuthorizationRule } from '../../../../operator/plan/nodes/authorization.ts';
import type { CountedRate } from '../../../../operator/plan/nodes/counted-rate.ts';
import { bearer, judge, kindOf, world } from '../everything.ts';
import { authenticated, ISSUER, policy, World } from '../fakes.ts';
import { pageOf } from '../pages.ts';
import { asking, type CallerName, showing } from './callers.ts';
import { mint, shown } from './minted.ts';

const partners: AuthorizationRule = {
  name: 'partners',
  matches: [{ path: { type: 'PathPrefix', value: '/partner' } }],
  deny: false,
  require: { clientCertificates: ['billing', 'erp'] },
};
const authorization = { fallback: 'Allow', rules: [partners] } as const;
const onePath = asking(false, { authorization });

test.each([
  ['/partner', 'billing', 'allowed'],
  ['/partner/x', 'spiffe', 'allowed'],
  ['/partner', 'dns', 'certificate'],
  ['/partner', 'other', 'certificate'],
  ['/partner', undefined, 'certificate'],
  ['/PARTNER/', undefined, 'certificate'],
  ['/partner%2f', undefined, 'path'],
  ['/', undefined, 'allowed'],
  ['/healthz', 'dns', 'allowed'],
] as const)('a certificate on one path of an open host: %s with %s is %s', async (uri, name, kind) => {
  const headers = name === undefined ? [] : showing(name);
  expect(await kindOf(world(), onePath, { uri, headers })).toBe(kind);
});

test('the rule that refused is for the log', async () => {
  expect(await judge(world(), onePath, { uri: '/partner', headers: showing('dns') })).toEqual({
    kind: 'certificate',
    rule: 'partners',
    reason: 'the caller has none of the certificates that the rule names',
    subject: 'certificate::name:stock',
  });
});

test('a rule with a certificate and a group asks for both; without authentication nobody has a group', async () => {
  const require = { clientCertificates: ['billing'], groups: ['staff'] };
  const rules = [{ ...partners, require }];
  const jwt = authenticated({ jwt: [ISSUER] });
  const one = asking(true, { authentication: jwt, authorization: { fallback: 'Deny', rules } });
  const some = world();
  some.token('staff', { sub: 'x', groups: ['staff'] });
  const kind = (name: CallerName, token: string): Promise<string> =>
    kindOf(some, one, { uri: '/partner', headers: [...showing(name), ...bearer(token)] });
  expect(await kind('billing', 'staff')).toBe('allowed');
  expect(await kind('billing', 'good')).toBe('forbidden');
  expect(await kind('dns', 'staff')).toBe('certificate');
  const bare = asking(true, { authorization: { fallback: 'Allow', rules } });
  expect(await kindOf(world(), bare, { uri: '/partner', headers: showing('billing') })).toBe('forbidden');
});

test('a rule names subjects of the policy, not what certificates call themselves', async () => {
  const any = asking(true, { authorization }, []);
  expect(await kindOf(world(), any, { uri: '/partner', headers: showing('billing') })).toBe('certificate');
  const none = policy({ authorization });
  expect(await kindOf(world(), none, { uri: '/partner', headers: showing('billing') })).toBe('certificate');
});

test('where the policy opens a path, its rule asks nothing there', async () => {
  const anonymous = [{ name: 'open', path: { type: 'Exact', value: '/partner/health' } }] as const;
  const one = asking(false, { authorization, authentication: authenticated({ jwt: [ISSUER], anonymous }) });
  expect(await kindOf(world(), one, { uri: '/partner/health' })).toBe('allowed');
  expect(await kindOf(world(), one, { uri: '/partner/x', headers: bearer('good') })).toBe('certificate');
});

const rate: CountedRate = {
  name: 'per-certificate',
  requests: 2,
  per: 'Hour',
  by: 'ClientCertificate',
  matches: [],
};
const limited = asking(false, { rates: [rate] }, []);

test('each certificate has its own limit, also from one address, and keeps it when it is renewed', async () => {
  const one = world();
  const kind = (headers: readonly string[], address?: string): Promise<string> =>
    kindOf(one, limited, { headers, ...(address !== undefined && { address }) });
  for (const name of ['billing', 'other', 'spiffe'] as const) {
    expect([await kind(showing(name)), await kind(showing(name), '192.0.2.9')]).toEqual([
      'allowed',
      'allowed',
    ]);
    expect(await kind(showing(name), '192.0.2.10')).toBe('limited');
  }
  expect(await kind(shown(mint({ subject: '/O=acme/CN=billing' })))).toBe('limited');
  expect(await kind(shown(mint({ subject: '/O=emca/CN=billing' })))).toBe('allowed');
});

test('a subject of the policy has one limit, whatever else its certificate holds', async () => {
  const one = world();
  const named = asking(true, { rates: [rate] });
  const kind = (subject: string): Promise<string> =>
    kindOf(one, named, { headers: shown(mint({ subject })) });
  expect([await kind('/O=a/CN=billing'), await kind('/O=b/CN=billing')]).toEqual(['allowed', 'allowed']);
  expect(await kind('/O=c/CN=billing')).toBe('limited');
});

test('who shows no certificate counts by address, apart from those who do', async () => {
  const one = world();
  const kinds = [await kindOf(one, limited), await kindOf(one, limited), await kindOf(one, limited)];
  expect(kinds).toEqual(['allowed', 'allowed', 'limited']);
  expect(await kindOf(one, limited, { headers: showing('billing') })).toBe('allowed');
  expect(await kindOf(one, limited, { address: '192.0.2.8' })).toBe('allowed');
});

test('the error path tells a limit by certificate without knowing whose: no time that nobody knows', async () => {
  const answer = await (await pageOf(new World(), limited))();
  expect(answer.status).toBe(429);
  expect(answer.headers).toMatchObject({
    'retry-after': '60',
    ratelimit: '"per-certificate";r=0',
    'ratelimit-policy': '"per-certificate";q=2;w=3600',
  });
  const second = asking(true, { rates: [{ ...rate, per: 'Second' }] });
  expect((await (await pageOf(new World(), second))()).headers['retry-after']).toBe('1');
});

test('beside it another limit that is used up is told instead, with its time', async () => {
  const byAddress: CountedRate = { ...rate, name: 'per-address', by: 'ClientAddress', requests: 1 };
  const both = asking(false, { rates: [rate, byAddress] }, []);
  const one = new World();
  one.exact = true;
  const send = await pageOf(one, both);
  expect((await send()).headers['ratelimit-policy']).toContain('"per-certificate"');
  expect(await kindOf(one, both, { headers: showing('billing') })).toBe('allowed');
  expect((await send()).headers).toMatchObject({ ratelimit: '"per-address";r=0;t=42' });
});

test('the error path believes no word on a certificate: the client wrote it', async () => {
  const jwt = authenticated({ jwt: [ISSUER] });
  const one = asking(true, { authentication: jwt, authorization, rates: [rate] });
  const send = await pageOf(world(), one);
  for (const uri of ['/', '/partner'])
    for (const token of ['good', 'bad']) {
      const plain = await send({ uri, headers: bearer(token) });
      expect(plain.status).toBe(token === 'good' ? 429 : 401);
      for (const forged of [showing('billing'), showing('other'), showing('billing', 'FAILED')]) {
        const answer = await send({ uri, headers: [...bearer(token), ...forged] });
        expect([answer.status, answer.body]).toEqual([plain.status, plain.body]);
      }
    }
});
