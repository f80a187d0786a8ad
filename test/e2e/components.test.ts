import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrivals, forgetArrivals } from '../cluster/arrivals.ts';
import { type Browser, startBrowser } from '../cluster/browser.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { corporateCa, type Identity, issuer, startIdentity } from '../cluster/identity.ts';
import { nodeProgramReference } from '../cluster/images/node-program.ts';
import { redisImage } from '../cluster/images/redis.ts';
import { staticImage, staticImageNames } from '../cluster/images/static.ts';
import { echo } from '../cluster/manifests/echo.ts';
import { redis } from '../cluster/manifests/redis.ts';
import { rawRequest, sendRaw } from '../cluster/raw-request.ts';
import { runOnce } from '../cluster/run-once.ts';
import { authorizationRequest, decode, signedBy } from '../cluster/tokens.ts';
import { WebClient } from '../cluster/web-client.ts';

const namespace = 'shop';
const host = 'echo.example.com';
const orders = 'https://orders.example.com';
const alice = {
  name: 'alice',
  password: 'wonderland',
  email: 'alice@example.com',
  groups: ['admins', 'eng'],
};
const web = {
  id: 'web',
  secret: 'secret of web',
  redirectURIs: [`https://${host}/callback`],
  postLogoutRedirectURIs: [`https://${host}/bye`],
};
const machine = { id: 'machine', secret: 'a secret: with %/+', resource: orders, claims: { tenant: 'acme' } };
const clients = [web, machine, { id: 'stranger', secret: 'x' }];
const resources = [{ indicator: orders, scope: 'orders:read orders:write' }];

const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'echo', namespace },
  spec: {
    ingressClassName: 'nginx',
    rules: [
      {
        host,
        http: {
          paths: [
            { path: '/', pathType: 'Prefix', backend: { service: { name: 'echo', port: { number: 80 } } } },
          ],
        },
      },
    ],
  },
};

const { authorization, verifier } = authorizationRequest({
  clientID: web.id,
  redirectURI: `https://${host}/callback`,
  scope: 'openid email groups profile',
  state: 'the state',
  nonce: 'the nonce',
});

describe('what callers need, on a real node', () => {
  let cluster: Cluster;
  let identity: Identity;
  let browser: Browser;

  beforeAll(async () => {
    cluster = await startCluster({
      images: await Promise.all([staticImage('echo'), staticImage('oauth2-proxy'), redisImage()]),
    });
    await cluster.mustKubectl(['create', 'namespace', namespace]);
    await cluster.mustKubectl(['label', 'ns', namespace, 'pod-security.kubernetes.io/enforce=restricted']);
    await cluster.apply([
      ...echo(namespace, { replicas: 2 }),
      ...redis(namespace, { password: 'of the store' }),
      ingress,
      await corporateCa(cluster, namespace),
    ]);
    [identity, browser] = await Promise.all([
      startIdentity(cluster, { users: [alice], clients, resources }),
      startBrowser(cluster),
    ]);
    await cluster.waitForDeployment(namespace, 'echo');
    await cluster.waitForDeployment(namespace, 'redis');
    await cluster.waitFor('the app through the gateway', async () => {
      return (await cluster.gateway.request({ host })).status === 200;
    });
  });

  afterAll(async () => {
    await browser?.stop();
    await cluster?.stop();
  });

  describe('the app', () => {
    test('remembers in all its pods what reached it, and nothing else', async () => {
      await forgetArrivals(cluster, namespace);
      const headers = { 'x-test-mark': 'no credentials' };
      for (let index = 0; index < 10; index++)
        await cluster.gateway.request({ host, path: '/a?x=1', headers });
      await cluster.gateway.request({ host, path: '/b', method: 'POST', body: '12345' });
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
      const path = `/?status=${status}&header=WWW-Authenticate:Basic%20realm=%22own%22`;
      const answer = await cluster.gateway.request({ host, path });
      expect(answer.status).toBe(status);
      expect(answer.headers['www-authenticate']).toBe('Basic realm="own"');
    });

    test('receives headers of 8 KB, and streams', async () => {
      const headers = { 'x-large': 'y'.repeat(7000) };
      const answer = await cluster.gateway.request({ host, path: '/?chunks=3', headers });
      expect(answer.body).toBe('{"chunk":0}\n{"chunk":1}\n{"chunk":2}\n');
      const { requests } = await arrivals(cluster, namespace);
      expect(requests.at(-1)?.headers['X-Large']?.[0]).toHaveLength(7000);
    });
  });

  describe('raw requests', () => {
    test.each(['http', 'https'] as const)('reach the app byte for byte over %s', async (scheme) => {
      await forgetArrivals(cluster, namespace);
      const request = rawRequest('/a%2fb/..;/c//d?q#e', host, ['X-Odd:   spaces']);
      const answer = await sendRaw(cluster.gateway[scheme], request, { serverName: host });
      const seen = (await arrivals(cluster, namespace)).requests;
      expect(answer.status).toBe(200);
      expect(seen.map(({ path }) => path)).toEqual(['/a%2fb/..;/c//d?q#e']);
    });

    test('are answered with what the server says of nonsense', async () => {
      expect((await sendRaw(cluster.gateway.http, 'nonsense\r\n\r\n')).status).toBe(400);
    });
  });

  describe('the store', () => {
    const cli = (...args: string[]) =>
      cluster.mustKubectl(['exec', '-n', namespace, 'deployment/redis', '--', 'redis-cli', ...args]);

    test('is Redis, and keeps what it is told', async () => {
      expect(await cli('set', 'a', '1')).toBe('OK\n');
      expect(await cli('get', 'a')).toBe('1\n');
    });

    test('lets nobody in without the password', async () => {
      const script = `
        const socket = require('node:net').connect(6379, process.argv[1]);
        socket.once('data', (data) => { console.log(String(data)); socket.end(); });
        socket.write('PING\\r\\n');`;
      const service = ['get', 'service', 'redis', '-n', namespace, '-o', 'jsonpath={.spec.clusterIP}'];
      const address = await cluster.mustKubectl(service);
      const { stdout, stderr } = await cluster.exec([process.execPath, '--eval', script, address]);
      expect(stdout, stderr).toContain('NOAUTH');
    });
  });

  describe('the provider', () => {
    test('logs a user in by its form, and gives the client an ID token with the claims', async () => {
      const client = new WebClient(cluster);
      const end = await client.logIn(authorization, alice.name, alice.password);
      const { pathname, searchParams } = new URL(end.url);
      expect([pathname, searchParams.get('state')]).toEqual(['/callback', 'the state']);
      const answer = await client.request(`${issuer}/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          client_id: web.id,
          client_secret: web.secret,
          grant_type: 'authorization_code',
          code: searchParams.get('code') ?? '',
          redirect_uri: `https://${host}/callback`,
          code_verifier: verifier,
        }).toString(),
      });
      const tokens = JSON.parse(answer.body) as { id_token: string; refresh_token: string };
      expect(decode(tokens.id_token).payload).toMatchObject({
        iss: issuer,
        aud: web.id,
        sub: alice.name,
        nonce: 'the nonce',
        email: alice.email,
        email_verified: true,
        groups: alice.groups,
        preferred_username: alice.name,
      });
      expect(tokens.refresh_token).toEqual(expect.any(String));
      const again = await client.open(authorization);
      expect(new URL(again.url).pathname, 'a user who is logged in is not asked again').toBe('/callback');
    });

    test('refuses a wrong password', async () => {
      const end = await new WebClient(cluster).logIn(authorization, alice.name, 'wrong');
      expect(end.status).toBe(401);
      expect(end.body).toContain('role="alert"');
    });

    test('gives a machine a JWT for the resource, and nobody one for another', async () => {
      const token = await identity.machineToken(machine.id, { scope: 'orders:read' });
      expect(decode(token)).toMatchObject({
        header: { alg: 'RS256', typ: 'at+jwt' },
        payload: { iss: issuer, aud: orders, sub: machine.id, scope: 'orders:read', tenant: 'acme' },
      });
      await expect(identity.machineToken(machine.id, { resource: 'https://x.example.com' })).rejects.toThrow(
        'invalid_target',
      );
    });

    test('signs by a new key when told to, with or without the keys before', async () => {
      const first = await identity.machineToken(machine.id);
      expect(signedBy(first, await identity.publishedKeys())).toEqual([decode(first).header.kid]);
      const second = await identity.rotate({ keep: true });
      expect(signedBy(first, await identity.publishedKeys())).toEqual([decode(first).header.kid]);
      const third = await identity.rotate();
      const keys = await identity.publishedKeys();
      expect(keys.map(({ kid }) => kid)).toEqual([third]);
      expect(third).not.toBe(second);
      expect(signedBy(first, keys)).toEqual([]);
      expect(signedBy(await identity.machineToken(machine.id), keys)).toEqual([third]);
    });

    test('signs for a test what it would never issue', async () => {
      const payload = '{"sub":"a","sub":"b","exp":1}';
      const token = await identity.sign({ header: { typ: 'JWT', jku: 'https://x' }, payload });
      expect(decode(token).header).toMatchObject({ typ: 'JWT', jku: 'https://x' });
      expect(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).toBe(payload);
      expect(signedBy(token, await identity.publishedKeys())).toHaveLength(1);
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
  });

  test('pods reach the provider by its name and trust it by the CA that they are given', async () => {
    const said = await runOnce(cluster, namespace, {
      image: nodeProgramReference('oidc-provider'),
      command: [
        '/usr/local/bin/node',
        '--eval',
        `fetch('${issuer}/.well-known/openid-configuration').then((it) => it.json()).then((it) => console.log(it.issuer))`,
      ],
      env: [{ name: 'NODE_EXTRA_CA_CERTS', value: '/ca/ca.crt' }],
      volumeMounts: [{ name: 'ca', mountPath: '/ca' }],
    });
    expect(said).toBe(`${issuer}\n`);
  });

  test('the login proxy is in the node under the name by which the operator asks for it', async () => {
    const said = await runOnce(cluster, namespace, {
      image: staticImageNames['oauth2-proxy'],
      args: ['--version'],
    });
    expect(said).toContain('oauth2-proxy v7.15.6');
  });

  test('a browser logs in through the gateway, with certificates checked', async () => {
    const page = await browser.context.newPage();
    await page.goto(authorization);
    expect(page.url()).toMatch(/^https:\/\/id\.example\.com\/interaction\//);
    await page.getByLabel('User').fill(alice.name);
    await page.getByLabel('Password').fill(alice.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL(/echo\.example\.com\/callback\?code=/);
    expect(await page.locator('body').textContent()).toContain('"host":"echo.example.com"');
    expect((await page.screenshot()).length).toBeGreaterThan(1000);
    await page.close();
  });
});
