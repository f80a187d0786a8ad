import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrivals, forgetArrivals } from '../cluster/arrivals.ts';
import { type Browser, startBrowser } from '../cluster/browser.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { type Identity, issuer } from '../cluster/identity.ts';
import { staticImageNames } from '../cluster/images/static.ts';
import { ingress } from '../cluster/manifests/ingress.ts';
import { createAuthority } from '../cluster/pki.ts';
import { rawRequest, sendRaw } from '../cluster/raw-request.ts';
import { runOnce, runScript } from '../cluster/run-once.ts';
import { authorizationRequest, decode, signedBy } from '../cluster/tokens.ts';
import { WebClient } from '../cluster/web-client.ts';
import {
  ada,
  host,
  namespace,
  orders,
  ordersApi,
  ordersWithTokens,
  partner,
  setTheStage,
} from './callers.stage.ts';

/** What a client asks of the provider, as a login does. */
const askFor = (client: { id: string; redirectURIs: readonly string[] }) =>
  authorizationRequest({
    clientID: client.id,
    redirectURI: client.redirectURIs[0] ?? '',
    scope: 'openid email groups profile',
    state: 'the state',
    nonce: 'the nonce',
  });

interface Tokens {
  id_token: string;
  access_token: string;
  refresh_token: string;
}

describe('what callers need, on a real node', () => {
  let cluster: Cluster;
  let identity: Identity;
  let browser: Browser;

  beforeAll(async () => {
    ({ cluster, identity } = await setTheStage({ operator: false }));
    browser = await startBrowser(cluster);
  });

  afterAll(async () => {
    await browser?.stop();
    await cluster?.stop();
  });

  const get = (path: string, options: object = {}) =>
    cluster.gateway.request({ host, path, scheme: 'https', ...options });

  describe('the app', () => {
    test('remembers in all its pods what reached it, and nothing else', async () => {
      await forgetArrivals(cluster, namespace);
      const headers = { 'x-test-mark': 'no credentials' };
      for (let index = 0; index < 10; index++) await get('/a?x=1', { headers });
      await get('/b', { method: 'POST', body: '12345' });
      const seen = await arrivals(cluster, namespace);
      expect(seen).toMatchObject({
        total: 11,
        byPath: { '/a': 10, '/b': 1 },
        byMark: { 'no credentials': 10 },
      });
      expect(new Set(seen.requests.map(({ pod }) => pod)).size).toBe(2);
      expect(seen.requests.find(({ path }) => path === '/b')).toMatchObject({
        method: 'POST',
        bodyBytes: 5,
        host,
      });
      await forgetArrivals(cluster, namespace);
      expect((await arrivals(cluster, namespace)).total).toBe(0);
    });

    test.each([401, 403, 404, 500])('answers %d with its own headers when asked to', async (status) => {
      const answer = await get(`/?status=${status}&header=WWW-Authenticate:Basic%20realm=%22own%22`);
      expect(answer.status).toBe(status);
      expect(answer.headers['www-authenticate']).toBe('Basic realm="own"');
    });

    test('receives headers of 8 KB, and streams', async () => {
      await forgetArrivals(cluster, namespace);
      const answer = await get('/?chunks=3', { headers: { 'x-large': 'y'.repeat(8000) } });
      expect(answer.body).toBe('{"chunk":0}\n{"chunk":1}\n{"chunk":2}\n');
      const { requests } = await arrivals(cluster, namespace);
      expect(requests.map(({ headers }) => headers['X-Large']?.[0]?.length)).toEqual([8000]);
    });
  });

  describe('raw requests', () => {
    test('reach the app byte for byte', async () => {
      await forgetArrivals(cluster, namespace);
      const target = '/a%2fb/..;/c//d?q#e';
      const answer = await sendRaw(cluster.gateway.https, rawRequest(target, host), { serverName: host });
      const { requests } = await arrivals(cluster, namespace);
      expect(answer.status).toBe(200);
      expect(requests.map(({ path }) => path)).toEqual([target]);
    });

    test('are answered with what the server says of nonsense', async () => {
      expect((await sendRaw(cluster.gateway.http, 'nonsense\r\n\r\n')).status).toBe(400);
    });
  });

  describe('the store', () => {
    const cli = (...args: string[]) =>
      cluster.mustKubectl([
        ...['exec', '-n', namespace, 'deployment/redis', '--'],
        ...['redis-cli', '--tls', '--insecure', ...args],
      ]);

    test('is Redis, and keeps what it is told', async () => {
      expect(await cli('set', 'a', '1')).toBe('OK\n');
      expect(await cli('get', 'a')).toBe('1\n');
    });

    test('speaks TLS by the CA of the shop, and lets nobody in without the password', async () => {
      const script = `
        const options = { host: 'redis.${namespace}.svc', port: 6379, servername: 'redis.${namespace}.svc' };
        const socket = require('node:tls').connect(options, () => socket.write('PING\\r\\n'));
        socket.once('data', (data) => { console.log(String(data)); socket.end(); });
        socket.once('error', (error) => console.log(error.code));`;
      expect(await runScript(cluster, namespace, script)).toContain('NOAUTH');
      const untrusting = await runScript(cluster, namespace, script, { trusting: false });
      expect(untrusting).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    });
  });

  describe('the provider', () => {
    const token = async (client: { id: string; secret: string }, fields: object): Promise<Tokens> => {
      const answer = await new WebClient(cluster).request(`${issuer}/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          client_id: client.id,
          client_secret: client.secret,
          ...fields,
        }).toString(),
      });
      expect(answer.status, answer.body).toBe(200);
      return JSON.parse(answer.body) as Tokens;
    };
    const logIn = async (web: WebClient, client: typeof orders): Promise<Tokens> => {
      const { authorization, verifier } = askFor(client);
      const end = new URL((await web.logIn(authorization, ada.name, ada.password)).url);
      expect([end.pathname, end.searchParams.get('state')]).toEqual(['/oauth2/callback', 'the state']);
      return token(client, {
        grant_type: 'authorization_code',
        code: end.searchParams.get('code') ?? '',
        redirect_uri: client.redirectURIs[0],
        code_verifier: verifier,
      });
    };
    const claims = { iss: issuer, sub: ada.name, email: ada.email, email_verified: true, groups: ada.groups };

    test('logs a user in by its form, and gives the client an ID token with the claims, again and again', async () => {
      const tokens = await logIn(new WebClient(cluster), orders);
      expect(decode(tokens.id_token).payload).toMatchObject({
        ...claims,
        aud: orders.id,
        nonce: 'the nonce',
      });
      const { refresh_token } = tokens;
      const refreshed = await token(orders, { grant_type: 'refresh_token', refresh_token });
      expect(decode(refreshed.id_token).payload).toMatchObject({ ...claims, aud: orders.id });
    });

    test('gives a user an access token as JWT where the client has a resource', async () => {
      const { access_token } = await logIn(new WebClient(cluster), ordersWithTokens);
      expect(decode(access_token)).toMatchObject({
        header: { alg: 'RS256', typ: 'at+jwt' },
        payload: { ...claims, aud: ordersApi, client_id: ordersWithTokens.id },
      });
    });

    test('knows a user who is logged in, until the logout', async () => {
      const web = new WebClient(cluster);
      const { id_token } = await logIn(web, orders);
      const { authorization } = askFor(orders);
      expect(new URL((await web.open(authorization)).url).pathname).toBe('/oauth2/callback');
      const to = orders.postLogoutRedirectURIs[0] ?? '';
      const query = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: to });
      const page = await web.open(`${issuer}/session/end?${query}`);
      expect((await web.submit(page, { logout: 'yes' })).url).toBe(to);
      expect(new URL((await web.open(authorization)).url).pathname).toMatch('/interaction/');
    });

    test('refuses a wrong password', async () => {
      const end = await new WebClient(cluster).logIn(askFor(orders).authorization, ada.name, 'wrong');
      expect(end.status).toBe(401);
      expect(end.body).toContain('role="alert"');
    });

    test('gives a machine a JWT for its resource, and nobody one for another', async () => {
      expect(decode(await identity.machineToken(partner.id, { scope: 'orders.read' }))).toMatchObject({
        header: { alg: 'RS256', typ: 'at+jwt' },
        payload: { iss: issuer, aud: ordersApi, sub: partner.id, scope: 'orders.read', tenant: 'acme' },
      });
      const elsewhere = { resource: 'https://elsewhere.example.com' };
      await expect(identity.machineToken(partner.id, elsewhere)).rejects.toThrow('invalid_target');
    });

    test('signs by a new key when told to, with or without the keys before', async () => {
      const first = await identity.machineToken(partner.id);
      const { kid } = decode(first).header;
      expect(signedBy(first, await identity.publishedKeys())).toEqual([kid]);
      const second = await identity.rotate({ keep: true });
      expect((await identity.publishedKeys()).map((key) => key.kid)).toEqual([second, kid]);
      expect(signedBy(first, await identity.publishedKeys())).toEqual([kid]);
      const third = await identity.rotate();
      const keys = await identity.publishedKeys();
      expect(keys.map((key) => key.kid)).toEqual([third]);
      expect(signedBy(first, keys)).toEqual([]);
      expect(signedBy(await identity.machineToken(partner.id), keys)).toEqual([third]);
    });

    test('signs for a test what it would never issue', async () => {
      const payload = '{"sub":"a","sub":"b","exp":1}';
      const forged = await identity.sign({ header: { typ: 'JWT', jku: 'https://x' }, payload });
      expect(decode(forged).header).toMatchObject({ typ: 'JWT', jku: 'https://x' });
      expect(Buffer.from(forged.split('.')[1] ?? '', 'base64url').toString()).toBe(payload);
      expect(signedBy(forged, await identity.publishedKeys())).toHaveLength(1);
    });

    test('is partly down when told to, counts who asks, and comes back with its first key', async () => {
      const before = (await identity.requests())['/jwks'] ?? 0;
      await identity.outage('/jwks');
      await expect(identity.publishedKeys()).rejects.toThrow('503');
      await identity.outage();
      const [rotated] = await identity.publishedKeys();
      expect((await identity.requests())['/jwks']).toBe(before + 2);
      await identity.scale(0);
      await identity.scale(1);
      const [first] = await identity.publishedKeys();
      expect(first?.kid).not.toBe(rotated?.kid);
    });

    test('is reached by pods under its name, and trusted by the CA that they are given', async () => {
      const script = `
        fetch('${issuer}/.well-known/openid-configuration').then((it) => it.json()).then((it) => console.log(it.issuer));`;
      expect(await runScript(cluster, namespace, script)).toBe(`${issuer}\n`);
    });
  });

  test('the login proxy is in the node under the name by which the operator asks for it', async () => {
    const container = { image: staticImageNames['oauth2-proxy'], args: ['--version'] };
    expect(await runOnce(cluster, namespace, container)).toContain('oauth2-proxy v7.15.6');
  });

  describe('a browser', () => {
    test('logs in through the gateway', async () => {
      const page = await browser.context.newPage();
      await page.goto(askFor(orders).authorization);
      expect(page.url()).toMatch(/^https:\/\/id\.example\.com\/interaction\//);
      await page.getByLabel('User').fill(ada.name);
      await page.getByLabel('Password').fill(ada.password);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.waitForURL(/^https:\/\/api\.example\.com\/oauth2\/callback\?code=/);
      expect(await page.locator('body').textContent()).toContain(`"host":"${host}"`);
    });

    test('trusts the CA of the gateway and no other', async () => {
      const other = await createAuthority(join(cluster.directory, 'other-pki'), 'another CA');
      const elsewhere = 'untrusted.example.com';
      const pair = await other.issue({ name: 'x', commonName: 'x', names: [`DNS:${elsewhere}`] });
      const metadata = { name: 'untrusted', namespace };
      const stringData = {
        'tls.crt': await readFile(pair.certificate, 'utf8'),
        'tls.key': await readFile(pair.key, 'utf8'),
      };
      await cluster.apply([
        { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata, stringData },
        ingress({ ...metadata, host: elsewhere, service: 'echo', secretName: metadata.name }),
      ]);
      const ca = await readFile(other.certificate, 'utf8');
      await cluster.waitFor('that certificate at the gateway', async () => {
        return (await get('/', { host: elsewhere, tls: { ca } })).status === 200;
      });
      const page = await browser.context.newPage();
      await expect(page.goto(`https://${elsewhere}/`)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
    });
  });
});
