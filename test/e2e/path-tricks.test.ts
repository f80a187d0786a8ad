import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrivals, forgetArrivals } from '../cluster/arrivals.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { type RawResponse, rawRequest, sendRaw } from '../cluster/raw-request.ts';
import { authentication, authorization, policy } from './callers.policy.ts';
import { host, namespace, setTheStage, tokenOf } from './callers.stage.ts';

/** Targets that some reader or other takes for an open path, while the app may take them for another. */
const targets = [
  '/admin',
  '/health/',
  '/health/x',
  '/healthz',
  '/Health',
  '/HEALTH',
  '/health/../admin',
  '/health/..%2fadmin',
  '/health/%2e%2e/admin',
  '/health%2f..%2fadmin',
  '/health%2F',
  '/health%5c..%5cadmin',
  '/health\\..\\admin',
  '/health;x=1',
  '/health;/../admin',
  '/health/..;/admin',
  '/admin/..;/health',
  '/admin/../health',
  '/admin/%2e%2e/health',
  '/./health',
  '//health',
  '//admin//../health',
  '/admin#/../health',
  '/admin?/health',
  '/admin?x=/../health',
  '/admin%3f/../health',
  '/admin%23/../health',
  '/admin%00/../health',
  '/health%00',
  '/health%20',
  '/health%0a',
  '/health%0d%0aX-Own:%20yes',
  '/health%',
  '/health%zz',
  '/health%252f..%252fadmin',
  '/hea%6cth/x',
  '/%2e/admin',
  '/health.',
  '/health#',
  `http://${host}/admin`,
  `https://${host}/admin#/health`,
  `http://elsewhere.example.com/health/../admin`,
];

/** Host headers by which a URL parser reads another path than nginx does. */
const hosts = [
  `${host}:\\health?x=`,
  `${host}:#`,
  `${host}:443#/health`,
  `${host}:/health?`,
  `${host}/health?`,
  `${host}\\health`,
  `${host}#`,
  `${host}?/health`,
  `x@${host}`,
];

/** Headers of which a decision might believe the path, the host or the caller. */
const headers = [
  'X-Original-URI: /health',
  `X-Original-URL: https://${host}/health`,
  'X-Forwarded-Uri: /health',
  'X-Forwarded-Path: /health',
  `X-Forwarded-Host: ${host}/health`,
  'X-Original-Method: OPTIONS',
  'X-HTTP-Method-Override: OPTIONS',
  'X-Auth-Request-Redirect: /health',
  'X-Auth-Request-User: root',
  'X-Gate-Verify: SUCCESS',
  'ssl-client-verify: SUCCESS',
  'X-Code: 200',
  'X-Forwarded-For: 127.0.0.1',
  'X-Request-ID: /health',
  'Authorization: Bearer',
  'Authorization: Basic cm9vdDpyb290',
  'X-API-Key:',
];

describe('who may call does not depend on how the path is written', () => {
  let cluster: Cluster;
  let token: string;

  beforeAll(async () => {
    const stage = await setTheStage();
    cluster = stage.cluster;
    const { jwt, apiKeys, caBundleRef, anonymous } = authentication;
    await cluster.apply([
      policy({ authentication: { jwt, apiKeys, caBundleRef, anonymous }, authorization }),
    ]);
    await cluster.mustKubectl([
      ...['wait', 'apol/orders', '-n', namespace, '--for=condition=Ready', '--timeout=120s'],
    ]);
    token = await tokenOf(stage.identity, 'erin', { groups: ['staff'] });
    await cluster.waitFor('the token to be taken', async (pending) => {
      const answer = await send('/orders', { lines: [`Authorization: Bearer ${token}`] });
      pending(answer);
      return answer.status === 200;
    });
    await forgetArrivals(cluster, namespace);
  });

  afterAll(() => cluster?.stop());

  const send = (
    target: string,
    {
      name = host,
      lines = [],
      method = 'GET',
    }: { name?: string; lines?: readonly string[]; method?: string } = {},
  ): Promise<RawResponse> =>
    sendRaw(cluster.gateway.https, rawRequest(target, name, lines, method), { serverName: host });
  const mark = (value: string): string => `X-Test-Mark: ${value}`;
  const reached = async (value: string): Promise<number> =>
    (await arrivals(cluster, namespace)).byMark[value] ?? 0;

  test('the open path is open, with any query', async () => {
    for (const target of ['/health', '/health?x=/../admin', '/%68ealth']) {
      expect((await send(target, { lines: [mark('open')] })).status, target).toBe(200);
    }
    expect(await reached('open')).toBe(3);
  });

  test.each(targets)('without credentials, %s reaches nobody', async (target) => {
    const answer = await send(target, { lines: [mark('no credentials')] });
    expect(answer.status === 0 || answer.status >= 400, `${answer.status} ${answer.body}`).toBe(true);
    expect(await reached('no credentials')).toBe(0);
  });

  test.each(hosts)('without credentials, the Host %s reaches nobody', async (name) => {
    for (const target of ['/admin', '/orders']) {
      const answer = await send(target, { name, lines: [mark('no credentials')] });
      expect(answer.status === 0 || answer.status >= 400, `${answer.status} ${answer.body}`).toBe(true);
    }
    expect(await reached('no credentials')).toBe(0);
  });

  test.each(headers)('without credentials, "%s" reaches nobody', async (line) => {
    for (const method of ['GET', 'POST', 'OPTIONS', 'HEAD']) {
      const answer = await send('/orders', { method, lines: [mark('no credentials'), line] });
      expect(answer.status, `${method}: ${answer.body}`).toBeGreaterThanOrEqual(400);
    }
    expect(await reached('no credentials')).toBe(0);
  });

  test.each([
    '/admin',
    '/admin/',
    '/admin/a',
    '/%61dmin',
    '/admi%6e/a',
    '/orders/../admin',
    '/orders/..%2fadmin',
    '/orders/%2e%2e/admin',
    '//admin',
    '/./admin',
    '/admin;x',
    '/orders;/../admin',
    '/orders\\..\\admin',
    `http://${host}/admin`,
    '/inside',
    '/orders/../inside',
  ])('with a token of somebody who is no admin, %s is refused', async (target) => {
    const lines = [mark('no admin'), `Authorization: Bearer ${token}`];
    const answer = await send(target, { lines });
    expect(answer.status === 0 || answer.status >= 400, `${answer.status} ${answer.body}`).toBe(true);
    expect(await reached('no admin')).toBe(0);
  });

  test('two credentials at once, or one in the query, are none', async () => {
    const own = `Authorization: Bearer ${token}`;
    await send('/orders', { lines: [mark('no credentials'), own, 'Authorization: Bearer x'] });
    await send(`/orders?access_token=${token}`, { lines: [mark('no credentials')] });
    expect(await reached('no credentials')).toBe(0);
  });
});
