import { describe, expect, test } from 'vitest';
import type { ControlId } from '../../../operator/api/control-id.ts';
import type {
  AuthorizationRequest,
  HostObservation,
  LoginAnswer,
} from '../../../operator/compliance/wire.ts';
import { judge } from './judge.ts';
import { answer, DAY, GOOD, HOST, NOW, refusedFor, seen, shown, subject, tried } from './subjects.ts';

const LOGIN: LoginAnswer & { readonly start: AuthorizationRequest } = GOOD.login.value;
const loginWith = (start: Partial<AuthorizationRequest>) => ({
  ...LOGIN,
  start: { ...LOGIN.start, ...start },
});

test.each<[ControlId, string, HostObservation]>([
  ['tls.https', 'the certificate ran out', { ...GOOD, tls: seen({ ...GOOD.tls.value, notAfter: NOW - 1 }) }],
  ['tls.https', 'the end is near', { ...GOOD, tls: seen({ ...GOOD.tls.value, notAfter: NOW + 5 * DAY }) }],
  ['tls.https', 'the chain is not trusted', { ...GOOD, tls: seen({ ...GOOD.tls.value, chainError: 'x' }) }],
  ['tls.https', 'it is for another name', { ...GOOD, tls: seen({ ...GOOD.tls.value, nameError: 'x' }) }],
  ['tls.https', 'the gateway has none', { ...GOOD, tls: seen({ ...GOOD.tls.value, gatewayDefault: true }) }],
  [
    'tls.certificate',
    'the gateway has none',
    { ...GOOD, tls: seen({ ...GOOD.tls.value, gatewayDefault: true }) },
  ],
  ['tls.plaintext', 'the API answers', { ...GOOD, plaintext: seen({ closed: false, ...answer(200) }) }],
  [
    'tls.plaintext',
    'it asks for a password',
    { ...GOOD, plaintext: seen({ closed: false, ...answer(401) }) },
  ],
  [
    'tls.plaintext',
    'it redirects to http',
    { ...GOOD, plaintext: seen({ closed: false, ...answer(301, { location: 'http://x/' }) }) },
  ],
  [
    'tls.plaintext',
    'both answer the same error',
    { ...GOOD, plaintext: seen({ closed: false, ...answer(404) }), secure: seen(answer(404)) },
  ],
  [
    'tls.versions',
    '1.1 is taken',
    { ...GOOD, oldVersions: seen({ offered: ['TLSv1.1'], taken: ['TLSv1.1'] }) },
  ],
  ['tls.ciphers', 'CBC is taken', { ...GOOD, weakCiphers: seen({ offered: ['x'], taken: ['AES128-SHA'] }) }],
  ['tls.hsts', 'none on 200', { ...GOOD, secure: seen(answer(200, {})) }],
  ['tls.hsts', 'none on an error', { ...GOOD, missing: seen(answer(404, {})) }],
  [
    'tls.hsts',
    'too short',
    { ...GOOD, secure: seen(answer(200, { 'strict-transport-security': 'max-age=300; includeSubDomains' })) },
  ],
  [
    'tls.hsts',
    'over http as well',
    {
      ...GOOD,
      plaintext: seen({ closed: false, ...answer(308, { 'strict-transport-security': 'max-age=1' }) }),
    },
  ],
  [
    'auth.anonymous-refused',
    'a path that nothing opens is served',
    { ...GOOD, closed: seen([tried('/v1', 401), tried('/v1/healthz-apipolicy-probe', 404)]) },
  ],
  [
    'auth.anonymous-refused',
    'it redirects to somewhere else than the login',
    { ...GOOD, closed: seen([{ what: '/v1', answer: answer(302, { location: 'https://x/welcome' }) }]) },
  ],
  ['auth.forged-tokens', 'a token without signature is taken', { ...GOOD, forged: seen([tried('x', 200)]) }],
  ['auth.query-tokens', 'it is taken', { ...GOOD, queryToken: seen(answer(200)) }],
  ['auth.identity-headers', 'they are believed', { ...GOOD, claimedIdentity: seen(answer(200)) }],
  ['auth.login', 'a browser is not led to it', { ...GOOD, login: seen({ ...LOGIN, page: answer(401) }) }],
  ['auth.login', 'there is no PKCE', { ...GOOD, login: seen(loginWith({ challengeMethod: 'plain' })) }],
  ['auth.login', 'there is no state', { ...GOOD, login: seen(loginWith({ state: false })) }],
  ['auth.login', 'there is no nonce', { ...GOOD, login: seen(loginWith({ nonce: false })) }],
  [
    'auth.login',
    'it comes back to another host',
    { ...GOOD, login: seen(loginWith({ redirectURI: 'https://x.example.com/oauth2/callback' })) },
  ],
  [
    'auth.login',
    'a cookie may be read by scripts',
    { ...GOOD, login: seen(loginWith({ cookies: [{ name: 'c', lacks: ['HttpOnly'] }] })) },
  ],
  [
    'mtls.client-verified',
    'a forged certificate is taken',
    { ...GOOD, forgedCertificates: seen([refusedFor('expired', 400), shown('self-signed', 200)]) },
  ],
  [
    'mtls.client-verified',
    'a forged certificate gets as far as the application',
    { ...GOOD, forgedCertificates: seen([shown('self-signed', 404)]) },
  ],
  [
    'mtls.client-verified',
    'no certificate is asked for',
    { ...GOOD, certificateDemand: seen({ demanded: false, authorities: [] }) },
  ],
  ['authz.paths', 'a disguise is served', { ...GOOD, tricks: seen([tried('//v1', 200)]) }],
  ['input.methods', 'a method goes through', { ...GOOD, methods: seen([tried('PROPFIND', 404)]) }],
  ['input.content-types', 'a type goes through', { ...GOOD, mediaType: seen(answer(201)) }],
  ['rate.per-address', 'none is refused', { ...GOOD, addressLimit: seen({ sent: 10 }) }],
  [
    'rate.response',
    '503',
    { ...GOOD, addressLimit: seen({ sent: 7, refusal: answer(503, { 'retry-after': '1' }) }) },
  ],
  ['rate.response', 'no Retry-After', { ...GOOD, addressLimit: seen({ sent: 7, refusal: answer(429, {}) }) }],
  [
    'input.body-size',
    'the body is asked for',
    { ...GOOD, bodySize: seen({ bytes: 1_048_577, askedFor: true }) },
  ],
  ['input.waf', 'the string goes through', { ...GOOD, waf: seen(answer(200)) }],
  [
    'output.cors',
    'a foreign origin is let in',
    {
      ...GOOD,
      cors: seen({
        foreign: {
          origin: 'https://apipolicy-probe.invalid',
          answer: answer(200, { 'access-control-allow-origin': 'https://apipolicy-probe.invalid' }),
        },
      }),
    },
  ],
  [
    'output.cors',
    'a stated origin is not',
    {
      ...GOOD,
      cors: seen({ ...GOOD.cors.value, own: { origin: 'https://app.example.com', answer: answer(200) } }),
    },
  ],
  ['output.headers', 'none on an error', { ...GOOD, missing: seen(answer(404, {})) }],
  ['output.banner', 'a version', { ...GOOD, secure: seen(answer(200, { server: 'nginx/1.25.3' })) }],
  ['output.banner', 'a product', { ...GOOD, secure: seen(answer(200, { 'x-powered-by': 'Express' })) }],
  ['output.banner', 'a header to be removed', { ...GOOD, secure: seen(answer(200, { 'x-runtime': '0.1' })) }],
  [
    'network.addresses',
    'a claimed address is believed',
    { ...GOOD, forgedAddress: seen({ plain: 403, forged: 200, claimed: '198.51.100.1' }) },
  ],
])('%s fails when %s, and says what to do', (id, _, wire) => {
  const judgement = judge(id, wire);
  expect(judgement).toMatchObject({ result: 'Fail', failing: [HOST] });
  expect(judgement.message).toMatch(/\S/);
});

test.each<[ControlId, string, HostObservation]>([
  ['tls.plaintext', 'http answers 503', { ...GOOD, plaintext: seen({ closed: false, ...answer(503) }) }],
  [
    'tls.plaintext',
    'an address list refuses both',
    { ...GOOD, plaintext: seen({ closed: false, ...answer(403) }), secure: seen(answer(403)) },
  ],
  [
    'input.body-size',
    'it is refused for another reason',
    {
      ...GOOD,
      bodySize: seen({ bytes: 1_048_577, askedFor: false, answer: answer(401) }),
    },
  ],
  ['input.waf', 'everything is 403', { ...GOOD, secure: seen(answer(403)) }],
  [
    'network.addresses',
    'the probe is let in',
    {
      ...GOOD,
      forgedAddress: seen({ plain: 200, forged: 200, claimed: '203.0.113.1' }),
    },
  ],
  ['auth.anonymous-refused', 'the gate is away', { ...GOOD, closed: seen([tried('/v1', 500)]) }],
  ['authz.paths', 'the gate is away', { ...GOOD, tricks: seen([tried('//v1', 500)]) }],
  [
    'mtls.client-verified',
    'it is refused for another reason',
    { ...GOOD, forgedCertificates: seen([refusedFor('expired', 400), shown('self-signed', 403)]) },
  ],
  [
    'mtls.client-verified',
    'a failure refuses it',
    { ...GOOD, forgedCertificates: seen([shown('self-signed', 500)]) },
  ],
  ['mtls.backend-verified', 'the app cannot be reached', { ...GOOD, secure: seen(answer(502)) }],
  ['mtls.backend-client', 'the app cannot be reached', { ...GOOD, secure: seen(answer(504)) }],
  ['auth.forged-tokens', 'the gate is away', { ...GOOD, forged: seen([tried('alg none', 500)]) }],
  ['auth.login', 'it does not answer', { ...GOOD, login: seen({ ...LOGIN, startStatus: 503 }) }],
  ['input.methods', 'all is refused', { ...GOOD, methods: seen([tried('PROPFIND', 403)]) }],
  ['input.content-types', 'all is refused', { ...GOOD, mediaType: seen(answer(401)) }],
])('%s is not known when %s', (id, _, wire) => {
  expect(judge(id, wire)).toMatchObject({ result: 'Unknown' });
});

test('a closed port for http is a refusal where https answers', () => {
  expect(judge('tls.plaintext', { ...GOOD, plaintext: seen({ closed: true }) }).result).toBe('Pass');
});

test('plaintext that is allowed in so many words fails', () => {
  expect(judge('tls.plaintext', GOOD, subject({ tls: { plaintext: 'Allow' } })).result).toBe('Fail');
});

describe('without authentication', () => {
  const none = subject({});

  test.each<[ControlId]>([['auth.anonymous-refused'], ['authz.paths']])('%s fails', (id) => {
    expect(judge(id, GOOD, none).result).toBe('Fail');
  });

  test('one path that the application refuses says nothing of the others', () => {
    expect(judge('auth.anonymous-refused', { ...GOOD, secure: seen(answer(401)) }, none).result).toBe(
      'Unknown',
    );
  });
});
