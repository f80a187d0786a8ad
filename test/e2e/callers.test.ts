import { createHmac, createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiPolicy } from '../../operator/api/types.generated.ts';
import { arrivals, forgetArrivals } from '../cluster/arrivals.ts';
import { type Browser, startBrowser } from '../cluster/browser.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { GatewayRequest } from '../cluster/gateway-client.ts';
import type { Identity } from '../cluster/identity.ts';
import { WebClient } from '../cluster/web-client.ts';
import { authentication, authorization, exposure, NOT_GOOD, perUser, policy } from './callers.policy.ts';
import { ada, apiKey, grace, host, namespace, partner, setTheStage, tokenOf } from './callers.stage.ts';

const page = `https://${host}`;
const path = `/apis/apipolicy.dev/v1alpha1/namespaces/${namespace}/apipolicies/orders`;
const limit = 100;

describe('an API with a login, tokens and keys on one host', { timeout: 180_000 }, () => {
  let cluster: Cluster;
  let identity: Identity;
  let browser: Browser;

  const get = (path: string, options: Partial<GatewayRequest> = {}) =>
    cluster.gateway.request({ host, path, scheme: 'https', ...options });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  beforeAll(async () => {
    ({ cluster, identity } = await setTheStage());
    browser = await startBrowser(cluster);
    await cluster.apply([policy({ authentication, authorization, rateLimit: perUser(limit), exposure })]);
    await cluster.mustKubectl([
      ...['wait', 'apol/orders', '-n', namespace, '--for=condition=Ready', '--timeout=120s'],
    ]);
    await cluster.waitFor('the login to be reached', async (pending) => {
      const answer = await get('/oauth2/start');
      pending(answer);
      return answer.status === 302;
    });
    await cluster.waitFor('a token to be taken', async (pending) => {
      const answer = await get('/', { headers: bearer(await identity.machineToken(partner.id)) });
      pending(answer);
      return answer.status === 200;
    });
    await forgetArrivals(cluster, namespace);
  });

  afterAll(async () => {
    await browser?.stop();
    await cluster?.stop();
  });

  describe('without credentials', () => {
    test('a program gets 401 and learns how to come in', async () => {
      const answer = await get('/orders', { headers: { accept: 'application/json' } });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm=/);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    });

    test('a browser on the same host is led to the login, and back to where it was', async () => {
      const web = new WebClient(cluster);
      const first = await web.request(`${page}/orders?page=2`, { headers: { 'sec-fetch-mode': 'navigate' } });
      expect(first.status).toBe(302);
      const end = await web.logIn(`${page}/orders?page=2`, ada.name, ada.password);
      expect([end.status, end.url]).toEqual([200, `${page}/orders?page=2`]);
    });

    test('the health path is open, and nothing that looks like it', async () => {
      expect((await get('/health')).status).toBe(200);
      const others = ['/health/', '/health/x', '/Health', '/healthz', '//health', '/health;x', '/health%2f'];
      for (const path of others) expect((await get(path)).status, path).toBeGreaterThanOrEqual(400);
    });
  });

  test('a real browser logs in, sees the answer, logs out, and has to log in again', async () => {
    const tab = await browser.context.newPage();
    await tab.goto(`${page}/orders`);
    expect(new URL(tab.url()).host).toBe('id.example.com');
    await tab.getByLabel('User').fill(ada.name);
    await tab.getByLabel('Password').fill(ada.password);
    await tab.getByRole('button', { name: 'Log in' }).click();
    await tab.waitForURL(`${page}/orders`);
    await tab.screenshot({ path: join(import.meta.dirname, '../../dist/after-the-login.png') });
    const seen = JSON.parse((await tab.locator('body').textContent()) ?? '') as {
      headers: Record<string, string[]>;
    };
    expect(seen.headers['X-Auth-Request-Email']).toEqual([ada.email]);
    const cookies = (await browser.context.cookies(page)).filter(({ name }) =>
      name.startsWith('__Host-apipolicy-'),
    );
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies)
      expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax' });
    // Here the session ends, and the policy leads to where the provider's own session ends.
    await tab.goto(`${page}/logout`);
    expect(await browser.context.cookies(page)).toEqual([]);
    await tab.getByRole('button', { name: 'Log out' }).click();
    await tab.getByText('You are logged out.').waitFor();
    await tab.goto(`${page}/orders`);
    expect(await tab.getByLabel('Password').isVisible()).toBe(true);
  });

  test('what a client says of its identity does not reach the app', async () => {
    await forgetArrivals(cluster, namespace);
    const claimed = {
      'x-auth-request-user': 'root',
      'x-auth-request-email': 'root@example.com',
      'x-auth-request-groups': 'admins',
      'x-auth-request-preferred-username': 'root',
      'x-auth-request-access-token': 'mine',
    };
    await get('/a', { headers: { ...claimed, ...bearer(await tokenOf(identity, 'erin')) } });
    await get('/health', { headers: { ...claimed, authorization: 'Bearer mine' } });
    const { requests } = await arrivals(cluster, namespace);
    expect(requests).toHaveLength(2);
    const values = requests.flatMap(({ headers }) =>
      Object.entries(headers).flatMap(([name, all]) =>
        /^X-Auth-Request|^Authorization/.test(name) ? all : [],
      ),
    );
    expect(values.join(' ')).not.toMatch(/root|mine|admins/);
  });

  describe('tokens', () => {
    const now = Math.floor(Date.now() / 1000);

    test('of the provider let a machine in, and the app learns who it is', async () => {
      await forgetArrivals(cluster, namespace);
      const answer = await get('/a', { headers: bearer(await identity.machineToken(partner.id)) });
      expect(answer.status, answer.body).toBe(200);
      const { requests } = await arrivals(cluster, namespace);
      expect(requests[0]?.headers['X-Auth-Request-User']).toEqual([partner.id]);
    });

    test.each(NOT_GOOD)('%s are refused', (_, claims) => refused(() => tokenOf(identity, 'mallory', claims)));

    test('without a signature are refused', () =>
      refused(async () => {
        const [, payload] = (await tokenOf(identity, 'mallory')).split('.');
        return `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`;
      }));

    test('signed with the public key as a shared secret are refused', () =>
      refused(async () => {
        const [key] = await identity.publishedKeys();
        const pem = createPublicKey({ key: key ?? {}, format: 'jwk' }).export({
          type: 'spki',
          format: 'pem',
        });
        const [, payload] = (await tokenOf(identity, 'mallory')).split('.');
        const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid: key?.kid })).toString('base64url');
        const signature = createHmac('sha256', pem).update(`${header}.${payload}`).digest('base64url');
        return `${header}.${payload}.${signature}`;
      }));

    test('with a claim twice, or with a key of their own, are refused', async () => {
      const good = { iss: 'https://id.example.com', aud: 'https://orders.example.com', exp: now + 600 };
      const twice = JSON.stringify({ ...good, sub: 'a', tenant: 'evil' }).replace('}', ',"tenant":"acme"}');
      await refused(() => identity.sign({ payload: twice }));
      const header = { kid: 'none of these', jku: 'https://evil.example.com/jwks' };
      await refused(() => identity.sign({ header, payload: { ...good, sub: 'a', tenant: 'acme' } }));
    });

    async function refused(token: () => Promise<string>): Promise<void> {
      const headers = { ...bearer(await token()), 'x-test-mark': 'forged' };
      const answer = await get('/a', { headers });
      expect(answer.status, answer.body).toBe(401);
      expect(answer.headers['www-authenticate']).toContain('invalid_token');
      expect((await arrivals(cluster, namespace)).byMark.forged).toBeUndefined();
    }
  });

  describe('a token that is large', () => {
    /** Of about so many bytes. */
    const large = (bytes: number): Promise<string> =>
      tokenOf(identity, 'oscar', { filler: 'x'.repeat(Math.floor((bytes - 900) * 0.75)) });

    test('works up to the 8 KB that nginx takes in one header, and reaches the app whole', async () => {
      const token = await large(8_000);
      expect(token.length).toBeGreaterThan(7_600);
      expect(token.length).toBeLessThan(8_170);
      await forgetArrivals(cluster, namespace);
      const answer = await get('/a', { headers: bearer(token) });
      expect(answer.status, answer.body).toBe(200);
      const { requests } = await arrivals(cluster, namespace);
      expect(requests[0]?.headers.Authorization).toEqual([`Bearer ${token}`]);
    });

    test('is refused above that, and the client is told what is too large', async () => {
      const answer = await get('/a', { headers: bearer(await large(12_000)) });
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('Request Header Or Cookie Too Large');
    });

    test.each([
      [8_000, 401],
      [9_000, 400],
    ])('a cookie of %d bytes is answered %d', async (bytes, status) => {
      expect((await get('/a', { headers: { cookie: `other=${'x'.repeat(bytes)}` } })).status).toBe(status);
    });
  });

  test('a preflight of a stated origin needs no token, and no page of another may read (case 15.4)', async () => {
    const preflight = (origin: string) =>
      get('/a', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
    const own = await preflight('https://app.example.com');
    expect([own.status, own.headers['access-control-allow-origin']]).toEqual([
      204,
      'https://app.example.com',
    ]);
    for (const origin of ['https://evil.example.org', 'https://a.b.tenants.example.com']) {
      const foreign = await preflight(origin);
      expect(foreign.headers['access-control-allow-origin'], origin).toBeUndefined();
    }
    const refused = await get('/a', { headers: { origin: 'https://app.example.com' } });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([
      401,
      'https://app.example.com',
    ]);
  });

  test('an API key lets its client in, and no other value does', async () => {
    expect((await get('/a', { headers: { 'x-api-key': apiKey } })).status).toBe(200);
    for (const key of [`${apiKey}x`, apiKey.slice(1), '', 'robot']) {
      expect((await get('/a', { headers: { 'x-api-key': key } })).status, key).toBe(401);
    }
  });

  test('a path for admins is for admins, and a path for nobody for nobody', async () => {
    const admin = new WebClient(cluster);
    const other = new WebClient(cluster);
    expect((await admin.logIn(`${page}/admin/a`, ada.name, ada.password)).status).toBe(200);
    expect((await other.logIn(`${page}/admin/a`, grace.name, grace.password)).status).toBe(403);
    expect((await other.request(`${page}/orders`)).status).toBe(200);
    expect((await admin.request(`${page}/inside`)).status).toBe(403);
  });

  test.each([401, 403, 404, 500])("the app's own %d comes through as it is", async (status) => {
    const headers = bearer(await tokenOf(identity, 'frank'));
    const answer = await get(`/?status=${status}&header=X-Own:yes`, { headers });
    expect([answer.status, answer.headers['x-own']]).toEqual([status, 'yes']);
    expect(JSON.parse(answer.body)).toMatchObject({ method: 'GET' });
  });

  describe('limits', () => {
    const statusesOf = async (user: string, count: number): Promise<Record<string, number>> => {
      const headers = bearer(await tokenOf(identity, user));
      const counts: Record<string, number> = {};
      for (let sent = 0; sent < count; sent += 10) {
        for (const { status } of await Promise.all(
          Array.from({ length: 10 }, () => get('/a', { headers })),
        )) {
          counts[status] = (counts[status] ?? 0) + 1;
        }
      }
      return counts;
    };

    test(`each user has ${limit} requests, and more are answered 429, at whichever replica`, async () => {
      for (const user of ['heidi', 'ivan']) {
        expect(await statusesOf(user, limit + 200), user).toEqual({ 200: limit, 429: 200 });
        const answer = await get('/a', { headers: bearer(await tokenOf(identity, user)) });
        expect(answer.headers['retry-after']).toMatch(/^\d+$/);
      }
      expect(await statusesOf('judy', 10)).toEqual({ 200: 10 });
    });

    test('without a store, each user has what the status says', async () => {
      await cluster.apply([policy({ authentication, authorization, rateLimit: perUser(limit, false) })]);
      const stated = await cluster.waitFor('the changed policy to be programmed', async (pending) => {
        const { body } = await cluster.request('GET', path);
        const { metadata, status } = body as ApiPolicy;
        pending(status);
        const programmed = status?.conditions?.find(({ type }) => type === 'Programmed');
        const now = programmed?.status === 'True' && programmed.observedGeneration === metadata.generation;
        return now && status?.limits?.find(({ rule }) => rule === 'per-user');
      });
      // The store's password is mounted no more, so the gate is rolled; a replica on its way out counts for itself as well.
      await cluster.waitFor('two replicas of the gate, both without the store', async (pending) => {
        const pods = ['get', 'pods', '-n', namespace, '-l', 'app.kubernetes.io/name=apipolicy-gate', '-o'];
        const volumes = await cluster.mustKubectl([
          ...pods,
          'jsonpath={range .items[*]}{.spec.volumes}{"\\n"}{end}',
        ]);
        pending(volumes);
        return volumes.trim().split('\n').length === 2 && !volumes.includes('"redis"');
      });
      await cluster.waitForDeployment(namespace, 'apipolicy-gate');
      const [least = 0, most = 0] = (stated.effective.match(/\d+/g) ?? []).map(Number);
      expect([least, most], stated.effective).toEqual([limit, 2 * limit]);
      const counts = await statusesOf('kim', 3 * limit);
      expect(counts[200]).toBeGreaterThanOrEqual(least);
      expect(counts[200]).toBeLessThanOrEqual(most);
      expect(counts[429]).toBe(3 * limit - (counts[200] ?? 0));
    });
  });
});
