import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COOLDOWN_MS, OUTAGE_MS, REFRESH_MS } from '../../../../operator/gate/tokens/key-set.ts';
import type { JwtIssuer } from '../../../../operator/plan/nodes/authentication.ts';
import { waitFor } from '../../../cluster/wait.ts';
import { IssuerServer, type Pair, pair, World } from './issuer.ts';

let server: IssuerServer;
let world: World;
const keys = Promise.all([pair('ES256', 'a'), pair('ES256', 'b')]);
let a: Pair;
let b: Pair;

beforeEach(async () => {
  [server, [a, b]] = await Promise.all([IssuerServer.start(), keys]);
  world = new World();
});
afterEach(async () => {
  await world.client.end();
  await server.end();
});

const verify = (
  token: string,
  issuer: JwtIssuer = server.issuer(),
  caFile: string | undefined = server.caFile,
) => world.verifier.verify(token, [issuer], caFile, new AbortController().signal);
const token = (by: Pair, parts: Readonly<Record<string, unknown>> = {}) =>
  world.sign(by, world.claims({ exp: world.seconds + 7 * 86_400, ...parts }), { alg: 'ES256' });

describe('rotation', () => {
  test('a new key is found when a token names it', async () => {
    server.publish(a.jwk);
    expect((await verify(await token(a))).kind).toBe('valid');
    server.publish(a.jwk, b.jwk);
    world.passed += COOLDOWN_MS;
    expect((await verify(await token(b))).kind).toBe('valid');
  });

  test('made-up key names make one fetch in the cooldown, not one each', async () => {
    server.publish(a.jwk);
    await verify(await token(a));
    world.passed += COOLDOWN_MS;
    for (let at = 0; at < 20; at += 1) {
      const made = await world.sign(a, world.claims(), { alg: 'ES256', kid: `made-up-${at}` });
      expect((await verify(made)).kind).toBe('invalid');
    }
    expect(server.asked.length).toBe(2);
  });

  test('a withdrawn key is taken no more once the keys were renewed, also for a token that was good', async () => {
    server.publish(a.jwk, b.jwk);
    const old = await token(a);
    const issuer = server.issuer();
    expect((await verify(old, issuer)).kind).toBe('valid');
    server.publish(b.jwk);
    world.passed += REFRESH_MS;
    await verify(old, issuer);
    await waitFor(
      'the withdrawn key to be refused',
      async () => (await verify(old, issuer)).kind === 'invalid',
    );
  });

  test('requests at the same time share one fetch', async () => {
    server.publish(a.jwk);
    const tokens = await Promise.all(Array.from({ length: 10 }, () => token(a)));
    const verdicts = await Promise.all(tokens.map((one) => verify(one)));
    expect(verdicts.every(({ kind }) => kind === 'valid')).toBe(true);
    expect(server.asked.length).toBe(1);
  });
});

describe('an issuer that is away', () => {
  test('from the start: unavailable, never valid and never invalid, and well again by itself', async () => {
    server.publish(a.jwk);
    await server.close();
    expect(await verify(await token(a))).toMatchObject({ kind: 'unavailable' });
    await server.listen();
    world.passed += COOLDOWN_MS;
    expect((await verify(await token(a))).kind).toBe('valid');
  });

  test('later: known keys go on counting for a day, and not longer', async () => {
    server.publish(a.jwk);
    const [one, two] = await Promise.all([token(a), token(a, { sub: 'other' })]);
    expect((await verify(one)).kind).toBe('valid');
    await server.close();
    world.passed += OUTAGE_MS - 1_000;
    expect((await verify(two)).kind).toBe('valid');
    world.passed += 2_000;
    expect((await verify(one)).kind).toBe('unavailable');
    expect((await verify(two)).kind).toBe('unavailable');
  });

  test('a token of an unknown key is then neither good nor bad: it may be a new one', async () => {
    server.publish(a.jwk);
    await verify(await token(a));
    await server.close();
    world.passed += COOLDOWN_MS;
    expect((await verify(await token(b))).kind).toBe('unavailable');
  });
});

describe('what an issuer answers', () => {
  test.each([
    ['a redirect', { status: 302, body: '', location: '/other.json' }],
    ['an error', { status: 500, body: '' }],
    ['no JSON', { body: '<html>' }],
    ['no key set', { body: { keys: 'none' } }],
    ['no keys', { body: { keys: [] } }],
    ['a shared secret alone', { body: { keys: [{ kty: 'oct', k: 'AAAA' }] } }],
  ])('%s: unavailable, and the message says where', async (_name, answer) => {
    server.answers.set('/jwks.json', answer);
    server.answers.set('/other.json', { body: { keys: [a.jwk] } });
    expect(await verify(await token(a))).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringContaining(`${server.url}/jwks.json`),
    });
    expect(server.asked).toEqual(['/jwks.json']);
  });

  test('more than 256 KiB is not read to its end', async () => {
    server.answers.set('/jwks.json', { body: { keys: [a.jwk], filler: 'x'.repeat(300_000) } });
    expect(await verify(await token(a))).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringContaining('larger than 256 KiB'),
    });
  });

  test('a certificate of an unknown CA is not believed', async () => {
    server.publish(a.jwk);
    const { signal } = new AbortController();
    const verdict = await world.verifier.verify(await token(a), [server.issuer()], undefined, signal);
    expect(verdict.kind).toBe('unavailable');
  });

  test('http is not asked', async () => {
    const issuer = server.issuer({ jwksURI: 'http://127.0.0.1:1/jwks.json' });
    expect(await verify(await token(a), issuer)).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringContaining('no https URL'),
    });
  });

  test('the file with the CA is read again when it changes; absent, its policy’s tokens cannot be judged', async () => {
    server.publish(a.jwk);
    const file = join(server.directory, 'bundle.pem');
    expect((await verify(await token(a), server.issuer(), file)).kind).toBe('unavailable');
    await writeFile(file, 'not yet');
    world.passed += COOLDOWN_MS;
    expect((await verify(await token(a), server.issuer(), file)).kind).toBe('unavailable');
    await writeFile(file, await readFile(server.caFile));
    world.passed += COOLDOWN_MS;
    expect((await verify(await token(a), server.issuer(), file)).kind).toBe('valid');
  });
});

describe('discovery', () => {
  const documents = [
    '/realm/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server/realm',
  ];

  const discovered = (): JwtIssuer => {
    const { jwksURI: _, ...issuer } = server.issuer({ issuer: `${server.url}/realm` });
    return issuer;
  };

  test.each(documents)('by %s', async (document) => {
    server.publish(a.jwk);
    server.answers.set(document, {
      body: { issuer: `${server.url}/realm`, jwks_uri: `${server.url}/jwks.json` },
    });
    expect((await verify(await token(a, { iss: `${server.url}/realm` }), discovered())).kind).toBe('valid');
  });

  test.each([
    ['another issuer', (url: string) => ({ issuer: `${url}/realm/`, jwks_uri: `${url}/jwks.json` })],
    ['no issuer', (url: string) => ({ jwks_uri: `${url}/jwks.json` })],
    ['no keys', (url: string) => ({ issuer: `${url}/realm` })],
    [
      'keys over http',
      (url: string) => ({ issuer: `${url}/realm`, jwks_uri: 'http://127.0.0.1:1/jwks.json' }),
    ],
  ])('a document that names %s is not believed', async (_name, body) => {
    server.publish(a.jwk);
    for (const document of documents) server.answers.set(document, { body: body(server.url) });
    expect((await verify(await token(a, { iss: `${server.url}/realm` }), discovered())).kind).toBe(
      'unavailable',
    );
  });
});
