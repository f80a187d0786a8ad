import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { ControlId } from '../../../operator/api/control-id.ts';
import { CATALOGUE } from '../../../operator/compliance/catalogue.ts';
import { callersOf } from '../../../operator/compliance/probe/callers-request.ts';
import { forgedTokens } from '../../../operator/compliance/probe/forged-tokens.ts';
import {
  MAX_CALLER_CONNECTIONS,
  MAX_CERTIFICATE_CONNECTIONS,
  MAX_CONNECTIONS,
} from '../../../operator/compliance/probe/prober.ts';
import { certificates, MODERN, probe, redirect, seenRequests, servers } from './probe-harness.ts';
import { GATE_SEEN, HOST, subject } from './subjects.ts';

const ABOUT_CALLERS: readonly ControlId[] = [
  'auth.anonymous-refused',
  'auth.forged-tokens',
  'auth.login',
  'auth.identity-headers',
  'auth.query-tokens',
  'auth.fail-closed',
  'authz.paths',
  'rate.per-user',
  'input.methods',
  'input.content-types',
];

const PROVIDER =
  'https://id.example.com/auth?response_type=code&code_challenge=abc&code_challenge_method=S256&state=s&nonce=n' +
  `&redirect_uri=${encodeURIComponent(`https://${HOST}/oauth2/callback`)}`;

/** Answers as the gate does to callers without credentials. */
const protecting: RequestListener = (request, response) => {
  seenRequests.push(request);
  const { url = '', method = '', headers } = request;
  if (headers.host !== HOST) return void response.writeHead(404).end();
  if (url.startsWith('/oauth2/start')) {
    const cookie = '__Host-x_csrf=y; Path=/; HttpOnly; Secure; SameSite=Lax';
    return void response.writeHead(302, { location: PROVIDER, 'set-cookie': cookie }).end();
  }
  if (!['GET', 'POST'].includes(method)) return void response.writeHead(405, { allow: 'GET, POST' }).end();
  if (method === 'POST' && headers['content-type'] !== 'application/json') {
    return void response.writeHead(415).end();
  }
  if (headers['sec-fetch-mode'] === 'navigate') {
    return void response.writeHead(302, { location: `https://${HOST}/oauth2/start?rd=%2Fv1` }).end();
  }
  response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
};

const open: RequestListener = (request, response) => {
  seenRequests.push(request);
  response.writeHead(200).end('everything');
};

const gatewayOf = async (listener: RequestListener) => ({
  http: await servers.http(redirect),
  https: await servers.https({ ...certificates.good, ...MODERN }, listener, listener),
});

/** The gate's own word is dated; the wire is seen now. */
const fresh = () => {
  const at = Date.now();
  const rates = { 'per-user': { ...GATE_SEEN.rates['per-user'], lastRefusedAt: at } };
  return subject(undefined, {
    verification: { mode: 'Active', intervalSeconds: 600, limits: 'Disabled' },
    gate: { ...GATE_SEEN, at, rates },
  });
};

const results = (of: ReturnType<typeof subject>, seen: Awaited<ReturnType<typeof probe>>) =>
  CATALOGUE.filter(({ id }) => ABOUT_CALLERS.includes(id)).map((control) => {
    const { result } = control.judge(of, () => seen, Date.now());
    return [control.id, result];
  });

describe('a gateway that asks who is calling', () => {
  test('passes all controls about callers', async () => {
    const of = fresh();
    const seen = await probe(of, await gatewayOf(protecting));
    expect(results(of, seen)).toEqual(ABOUT_CALLERS.map((id) => [id, 'Pass']));
    expect(servers.connections).toBeLessThanOrEqual(
      MAX_CONNECTIONS + MAX_CALLER_CONNECTIONS + MAX_CERTIFICATE_CONNECTIONS,
    );
  });

  test('is sent no method that changes anything, but for the POSTs that are to be refused', async () => {
    await probe(fresh(), await gatewayOf(protecting));
    const methods = new Set(seenRequests.map(({ method }) => method));
    expect([...methods].sort()).toEqual(['GET', 'POST', 'PROPFIND', 'TRACE']);
    const posts = seenRequests.filter(({ method }) => method === 'POST');
    expect(posts.map(({ url }) => url)).toEqual(['/v1/apipolicy-probe', '/v1']);
  });
});

test('a gateway that asks nobody passes none of them by what the wire shows', async () => {
  const of = fresh();
  const seen = await probe(of, await gatewayOf(open));
  const passed = results(of, seen).filter(([, result]) => result === 'Pass');
  // What the gate says of itself is not seen by a client.
  expect(passed.map(([id]) => id)).toEqual(['rate.per-user']);
});

describe('what is asked', () => {
  const anonymous = (value: string, type: 'Exact' | 'PathPrefix' = 'PathPrefix') => {
    const of = subject();
    const nodes = of.plan.nodes.map((node) =>
      node.kind === 'authentication'
        ? { ...node, anonymous: [{ name: 'open', field: 'x', path: { type, value } }] }
        : node,
    );
    return callersOf({ ...of, plan: { ...of.plan, nodes } }, HOST);
  };

  test('paths that the policy does not open, and the neighbours of those that it does', () => {
    expect(callersOf(subject(), HOST)?.closedPaths).toEqual([
      '/v1',
      '/v1/apipolicy-probe',
      '/v1/healthz-apipolicy-probe',
    ]);
    expect(anonymous('/v1', 'Exact')?.closedPaths).toEqual(['/v1/apipolicy-probe', '/v1-apipolicy-probe']);
    expect(anonymous('/')?.closedPaths).toEqual([]);
  });

  test('where the target is one path alone, nothing below it', () => {
    expect(callersOf(subject(undefined, { prefixes: new Set() }), HOST)).toMatchObject({
      closedPaths: ['/v1'],
      tricks: ['//v1', '/v1?x=/'],
    });
  });

  test('every disguise stays below the target', () => {
    for (const trick of callersOf(subject(), HOST)?.tricks ?? []) expect(trick).toMatch(/^\/{1,2}v1/i);
  });
});

test('a policy that opens everything fails', () => {
  const of = subject();
  const nodes = of.plan.nodes.map((node) =>
    node.kind === 'authentication' ? { ...node, anonymous: [{ name: 'open', field: 'x' }] } : node,
  );
  const all = { ...of, plan: { ...of.plan, nodes } };
  for (const id of ['auth.anonymous-refused', 'authz.paths']) {
    const control = CATALOGUE.find((candidate) => candidate.id === id);
    expect(control?.judge(all, () => undefined, Date.now()).result).toBe('Fail');
  }
});

test('a forged token claims what a good one would', () => {
  const tokens = forgedTokens({ issuer: 'https://id.example.com', audience: 'orders' }, 1_000_000);
  for (const { token } of tokens) {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ iss: 'https://id.example.com', aud: 'orders', iat: 1000, exp: 1300 });
  }
  expect(new Set(tokens.map(({ token }) => token)).size).toBe(tokens.length);
});
