import { createHmac, createPublicKey, KeyObject, sign } from 'node:crypto';
import type { JWK } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JwtIssuer } from '../../../../operator/plan/nodes/authentication.ts';
import { IssuerServer, type Pair, pair, raw, World } from './issuer.ts';

let server: IssuerServer;
let rsa: Pair;
let ec: Pair;
let foreign: Pair;
const world = new World();

beforeAll(async () => {
  server = await IssuerServer.start();
  [rsa, ec, foreign] = await Promise.all([pair('RS256', 'rsa'), pair('ES256', 'ec'), pair('RS256', 'rsa')]);
  server.publish(rsa.jwk, ec.jwk);
});
afterAll(async () => {
  await world.client.end();
  await server.end();
});

const verify = (token: string, parts: Partial<JwtIssuer> = {}) =>
  world.verifier.verify(token, [server.issuer(parts)], server.caFile, new AbortController().signal);

test.each(['RS256', 'PS256'] as const)('a good %s token is valid', async (alg) => {
  const keys = alg === 'RS256' ? rsa : await pair('PS256', 'ps');
  server.publish(rsa.jwk, ec.jwk, keys.jwk);
  world.passed += 10_000;
  expect(await verify(await world.sign(keys, world.claims(), { alg }))).toMatchObject({
    kind: 'valid',
    issuer: { name: 'partners' },
    claims: { sub: 'machine-1' },
  });
});

test('a token without kid is tried with each key of its kind', async () => {
  const other = await pair('RS256', 'z');
  server.publish(other.jwk, rsa.jwk, ec.jwk);
  world.passed += 400_000;
  await verify(await world.sign(rsa, world.claims()));
  const token = await world.sign(rsa, world.claims(), { kid: undefined });
  expect((await verify(token)).kind).toBe('valid');
});

/** Signed with the good key, so that nothing but what the row is about can refuse it. */
const signed = (claims: object | string, header: object | string = {}, hash = 'sha256'): string => {
  const text = typeof header === 'string' ? header : { alg: 'RS256', kid: 'rsa', ...header };
  const [head = '', body = ''] = raw(text, claims).split('.');
  const signature = sign(hash, Buffer.from(`${head}.${body}`), KeyObject.from(rsa.privateKey));
  return `${head}.${body}.${signature.toString('base64url')}`;
};

const REFUSED: readonly (readonly [string, () => string | Promise<string>])[] = [
  ['2.1: alg none', () => raw({ alg: 'none' }, world.claims(), '')],
  ['2.1: alg none with a signature', () => raw({ alg: 'none' }, world.claims())],
  ['2.1: alg nOnE', () => raw({ alg: 'nOnE' }, world.claims())],
  ['2.1: HS256 by the public key as its secret (PEM)', () => confused(spki())],
  ['2.1: HS256 by the public key as its secret (JWK)', () => confused(JSON.stringify(rsa.jwk))],
  ['2.2: HS256 by a guessed secret', () => confused('secret')],
  [
    '3.1: an algorithm that the policy does not name',
    () => signed(world.claims(), { alg: 'RS512' }, 'sha512'),
  ],
  ['3.1: the key of another kind', () => signed(world.claims(), { kid: 'ec' })],
  ['3.3: no signature', () => `${signed(world.claims()).split('.').slice(0, 2).join('.')}.`],
  ['3.3: a changed payload', () => changed()],
  ['3.3: another’s key of the same name', () => world.sign(foreign, world.claims())],
  ['2.4: a claim twice, the good one last', () => signed(twice('aud', 'other', 'orders-api'))],
  ['2.4: a claim twice, the good one first', () => signed(twice('aud', 'orders-api', 'other'))],
  ['2.4: a claim twice, once by an escape', () => signed(twice('\\u0061ud', 'other', 'orders-api', 'aud'))],
  [
    '2.4: a claim twice within another',
    () => signed(JSON.stringify(world.claims()).replace(/}$/, ',"a":{"b":1,"b":2}}')),
  ],
  ['2.4: alg twice in the header', () => signed(world.claims(), '{"alg":"none","alg":"RS256","kid":"rsa"}')],
  ['2.4: a payload that is no UTF-8', () => signed(Buffer.from([0x7b, 0xff, 0x7d]).toString('latin1'))],
  ['2.6: a payload that is no object', () => signed('["iss"]')],
  ['2.6: a JWE', () => `${signed(world.claims())}.x.y`],
  ['2.6: JSON serialization', () => JSON.stringify({ payload: 'x', signatures: [] })],
  ['3.8: another issuer', () => signed(world.claims({ iss: 'https://evil.example.com' }))],
  [
    '3.8: an issuer that differs by a slash',
    () => signed(world.claims({ iss: 'https://partners.example.com/' })),
  ],
  [
    '3.8: an issuer that differs by case',
    () => signed(world.claims({ iss: 'https://Partners.example.com' })),
  ],
  ['3.8: a list of issuers', () => signed(world.claims({ iss: ['https://partners.example.com'] }))],
  ['3.8: no issuer', () => signed(world.claims({ iss: undefined }))],
  ['3.9: another audience', () => signed(world.claims({ aud: 'billing-api' }))],
  ['3.9: an audience that contains ours', () => signed(world.claims({ aud: 'orders-api-2' }))],
  ['3.9: no audience', () => signed(world.claims({ aud: undefined }))],
  ['3.9: an empty list of audiences', () => signed(world.claims({ aud: [] }))],
  ['3.10: a key in jwk', () => world.sign(foreign, world.claims(), { jwk: foreign.jwk, kid: 'evil' })],
  [
    '3.10: keys at jku',
    () => world.sign(foreign, world.claims(), { jku: `${server.url}/evil.json`, kid: 'evil' }),
  ],
  [
    '3.10: a certificate at x5u',
    () => world.sign(foreign, world.claims(), { x5u: `${server.url}/evil.pem`, kid: 'evil' }),
  ],
  ['3.10: a certificate in x5c', () => world.sign(foreign, world.claims(), { x5c: ['AAAA'], kid: 'evil' })],
  ['3.10: a path as kid', () => world.sign(foreign, world.claims(), { kid: '../../dev/null' })],
  ['3.10: kid is no text', () => signed(world.claims(), { kid: ['rsa'] })],
  ['3.11: a logout token by its type', () => signed(world.claims(), { typ: 'logout+jwt' })],
  ['3.11: a DPoP proof', () => signed(world.claims(), { typ: 'dpop+jwt' })],
  ['3.11: a type that is no text', () => signed(world.claims(), { typ: 7 })],
  ['3.11: a logout token by its events', () => signed(world.claims({ events: {} }))],
  ['RFC 7515 4.1.11: a critical extension', () => signed(world.claims(), { crit: ['exp'], exp: 1 })],
  ['RFC 7515 4.1.11: an empty crit', () => signed(world.claims(), { crit: [] })],
  ['RFC 7797: an unencoded payload', () => signed(world.claims(), { b64: false, crit: ['b64'] })],
  ['expired', () => signed(world.claims({ exp: world.seconds - 31 }))],
  ['no expiry', () => signed(world.claims({ exp: undefined }))],
  ['an expiry that is a text', () => signed(world.claims({ exp: String(world.seconds + 60) }))],
  ['an expiry that is no time', () => signed(world.claims({ exp: 1e300 }))],
  ['not valid yet', () => signed(world.claims({ nbf: world.seconds + 31 }))],
  ['issued in the future', () => signed(world.claims({ iat: world.seconds + 31 }))],
  [
    'bits behind the last byte',
    () => `${signed(world.claims())}`.replace(/^([^.]+)\./, (_, head) => `${head}=.`),
  ],
  ['more than 16 KiB', () => signed(world.claims({ filler: 'x'.repeat(16_384) }))],
  ['empty', () => ''],
  ['three dots', () => '...'],
];

test.each(REFUSED)('refused, RFC 8725 %s', async (_name, token) => {
  server.publish(rsa.jwk, ec.jwk);
  const before = server.asked.length;
  const verdict = await verify(await token());
  expect(verdict.kind).toBe('invalid');
  expect(server.asked.slice(before).filter((path) => path !== '/jwks.json')).toEqual([]);
});

test('the table’s own token is valid when nothing is wrong with it', async () => {
  expect((await verify(signed(world.claims()))).kind).toBe('valid');
  for (const typ of ['JWT', 'at+jwt', 'application/at+jwt']) {
    expect((await verify(signed(world.claims(), { typ }))).kind).toBe('valid');
  }
});

test('the clock may differ by the skew, and no more', async () => {
  const past = signed(world.claims({ exp: world.seconds - 10 }));
  expect((await verify(past)).kind).toBe('valid');
  expect((await verify(past, { clockSkewSeconds: 5 })).kind).toBe('invalid');
});

test('an issuer that lists a symmetric key makes HS256 no better', async () => {
  const secret = Buffer.from('a secret that everybody can read in the JWKS');
  const oct: JWK = { kty: 'oct', k: secret.toString('base64url'), kid: 'oct', alg: 'HS256' };
  server.publish(rsa.jwk, oct);
  world.passed += 400_000;
  const [head = '', body = ''] = raw({ alg: 'HS256', kid: 'oct' }, world.claims()).split('.');
  const mac = createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url');
  const token = `${head}.${body}.${mac}`;
  expect((await verify(token)).kind).toBe('invalid');
  expect((await verify(token, { algorithms: ['HS256', 'RS256'] })).kind).toBe('invalid');
});

test('required claims: one of the values of each, own members alone', async () => {
  const requiredClaims = [{ name: 'tenant', values: ['acme', 'umbrella'] }];
  const judged = async (parts: Record<string, unknown>) =>
    (await verify(signed(world.claims(parts)), { requiredClaims })).kind;
  expect(await judged({ tenant: 'acme' })).toBe('valid');
  expect(await judged({ tenant: ['x', 'umbrella'] })).toBe('valid');
  expect(await judged({ tenant: 'acme2' })).toBe('invalid');
  expect(await judged({})).toBe('invalid');
  const inherited = [{ name: 'constructor', values: ['x'] }];
  expect((await verify(signed(world.claims()), { requiredClaims: inherited })).kind).toBe('invalid');
});

test('a policy that names no audience accepts no token', async () => {
  expect((await verify(signed(world.claims()), { audiences: [] })).kind).toBe('invalid');
});

test('a token that was verified once is judged anew by another issuer of the plan', async () => {
  const token = signed(world.claims());
  expect((await verify(token)).kind).toBe('valid');
  expect((await verify(token, { audiences: ['billing-api'] })).kind).toBe('invalid');
});

test('a token that was verified once expires all the same', async () => {
  const issuers = [server.issuer()];
  const token = signed(world.claims({ exp: world.seconds + 5 }));
  const judge = () => world.verifier.verify(token, issuers, server.caFile, new AbortController().signal);
  expect((await judge()).kind).toBe('valid');
  world.passed += 36_000;
  expect((await judge()).kind).toBe('invalid');
});

function confused(secret: string): string {
  const [head = '', body = ''] = raw({ alg: 'HS256', kid: 'rsa' }, world.claims()).split('.');
  return `${head}.${body}.${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`;
}

function spki(): string {
  return createPublicKey({ key: { ...rsa.jwk }, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();
}

function changed(): string {
  const [head = '', , signature = ''] = signed(world.claims()).split('.');
  const body = Buffer.from(JSON.stringify(world.claims({ sub: 'admin' }))).toString('base64url');
  return `${head}.${body}.${signature}`;
}

function twice(name: string, first: string, second: string, secondName = name): string {
  const { aud: _, ...rest } = world.claims();
  return JSON.stringify(rest).replace(/}$/, `,"${name}":"${first}","${secondName}":"${second}"}`);
}
