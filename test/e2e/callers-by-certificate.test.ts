import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callersRequests, forgetArrivals } from '../cluster/arrivals.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { ingress } from '../cluster/manifests/ingress.ts';
import type { Minted } from '../cluster/mint.ts';
import {
  answered,
  namespace,
  policy,
  type Stage,
  secret,
  setTheStage,
  statusOf,
  until,
} from './certificates.stage.ts';
import { forged, nameOf, spiffe, told } from './client-certificates.policies.ts';

/** A host each for: any certificate of the CA with a limit, the same where none is demanded, rules that name callers. */
const limited = 'limited.example.com';
const open = 'open.example.com';
const ruled = 'ruled.example.com';
const limit = 20;

const ca = { secretName: 'callers-ca' };
const perCertificate = {
  rules: [{ name: 'per-certificate', requests: limit, per: 'Hour', by: 'ClientCertificate' }],
};

const policies = [
  policy(nameOf(limited), { mutualTLS: { clients: { ca } }, rateLimit: perCertificate }),
  policy(nameOf(open), { mutualTLS: { clients: { mode: 'Optional', ca } }, rateLimit: perCertificate }),
  policy(nameOf(ruled), {
    mutualTLS: {
      clients: {
        ca,
        subjects: [
          { name: 'billing', commonName: 'billing.v2' },
          { name: 'robot', uri: spiffe },
        ],
      },
    },
    authorization: {
      default: 'Deny',
      rules: [
        {
          name: 'invoices',
          matches: [{ path: { type: 'PathPrefix', value: '/invoices' } }],
          require: { clientCertificates: ['billing'] },
        },
        {
          name: 'read-stock',
          matches: [{ path: { type: 'PathPrefix', value: '/stock' }, methods: ['GET'] }],
          require: { clientCertificates: ['billing', 'robot'] },
        },
        {
          name: 'write-stock',
          matches: [{ path: { type: 'PathPrefix', value: '/stock' }, methods: ['PUT'] }],
          require: { clientCertificates: ['robot'] },
        },
      ],
    },
  }),
];

describe('limits and rules by the certificate of the caller', { timeout: 120_000 }, () => {
  let stage: Stage;
  let cluster: Cluster;
  /** Each of its own key; the second is the first one's anew. */
  let alice: Minted;
  let alicesNext: Minted;
  let bob: Minted;
  let billing: Minted;
  let robot: Minted;

  beforeAll(async () => {
    stage = await setTheStage();
    ({ cluster } = stage);
    // One after the other: a mint keeps one index.
    alice = await stage.clients.issue({ subject: '/O=Example/CN=alice' });
    alicesNext = await stage.clients.issue({ subject: '/O=Example/CN=alice' });
    bob = await stage.clients.issue({ subject: '/O=Example/CN=bob' });
    billing = await stage.clients.issue({ subject: '/CN=billing.v2' });
    robot = await stage.clients.issue({ subject: '/CN=whoever', names: [`URI:${spiffe}`] });
    await cluster.apply([
      secret('callers-ca', { 'ca.crt': stage.clientsCa }),
      ...[limited, open, ruled].map((host) =>
        ingress({ namespace, name: nameOf(host), host, service: 'echo' }),
      ),
    ]);
    await cluster.apply(policies);
    for (const host of [limited, open, ruled]) await until(cluster, nameOf(host), 'Programmed');
    const foreign = await stage.strangers.issue({ subject: '/CN=alice' });
    for (const host of [limited, open, ruled])
      await answered(cluster, `another CA at ${host}`, () => get(host, foreign), 400);
  });
  afterAll(() => stage?.stop());

  const get = (
    host: string,
    shown?: Minted,
    { path = '/', method = 'GET', headers = {} as Record<string, string> } = {},
  ) =>
    cluster.gateway.request({ host, scheme: 'https', path, method, headers, ...(shown && { tls: shown }) });
  const statusesOf = async (send: () => ReturnType<typeof get>, count: number) => {
    const counts: Record<number, number> = {};
    for (let sent = 0; sent < count; sent++) {
      const { status } = await send();
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  };
  /** Without a common store each of the two replicas counts for itself. */
  async function isUsedUp(send: () => ReturnType<typeof get>): Promise<void> {
    const counts = await statusesOf(send, 3 * limit);
    expect(Object.keys(counts)).toEqual(['200', '429']);
    expect(counts[200]).toBeGreaterThanOrEqual(limit);
    expect(counts[200]).toBeLessThanOrEqual(2 * limit);
    expect(await statusesOf(send, limit)).toEqual({ 429: limit });
  }

  test('who shows none is refused before anything is counted, whatever he says he shows', async () => {
    await forgetArrivals(cluster, namespace);
    expect(await statusesOf(() => get(limited), 3 * limit)).toEqual({ 400: 3 * limit });
    const claims = forged(alice.cert);
    expect(await statusesOf(() => get(limited, undefined, { headers: claims }), 3 * limit)).toEqual({
      400: 3 * limit,
    });
    expect(await callersRequests(cluster, namespace)).toEqual([]);
  });

  test('each certificate has its own limit, and more is answered 429', async () => {
    await isUsedUp(() => get(limited, alice));
    const refusal = await get(limited, alice);
    expect(refusal.headers['retry-after']).toMatch(/^\d+$/);
    expect(await statusesOf(() => get(limited, bob), limit)).toEqual({ 200: limit });
  });

  test("a renewed certificate is the same caller, and another's name in a header is not", async () => {
    expect((await get(limited, alicesNext)).status).toBe(429);
    expect((await get(limited, alice, { headers: forged(bob.cert) })).status).toBe(429);
  });

  test('the status says how much that is, and the gate was seen to refuse', async () => {
    const found = await cluster.waitFor('the control of the limit', async (pending) => {
      const status = await statusOf(cluster, nameOf(limited));
      pending(status?.controls?.filter(({ id }) => id.startsWith('rate.')));
      return (
        status?.controls?.find(({ id, result }) => id === 'rate.per-user' && result === 'Pass') && status
      );
    });
    expect(found.limits?.find(({ rule }) => rule === 'per-certificate')?.effective).toContain(`${2 * limit}`);
  });

  test('where none is demanded, callers without one are counted by their address, apart from the others', async () => {
    await isUsedUp(() => get(open));
    expect((await get(open, undefined, { headers: forged(bob.cert) })).status).toBe(429);
    expect(await statusesOf(() => get(open, bob), limit)).toEqual({ 200: limit });
  });

  test.each([
    ['billing', 'GET', '/invoices/7', 200],
    ['robot', 'GET', '/invoices/7', 403],
    ['billing', 'GET', '/stock/7', 200],
    ['robot', 'GET', '/stock/7', 200],
    ['billing', 'PUT', '/stock/7', 403],
    ['robot', 'PUT', '/stock/7', 200],
    ['robot', 'DELETE', '/stock/7', 403],
    ['billing', 'GET', '/elsewhere', 403],
  ] as const)('%s: %s %s is answered %d', async (caller, method, path, status) => {
    const other = caller === 'billing' ? robot : billing;
    const shown = caller === 'billing' ? billing : robot;
    await forgetArrivals(cluster, namespace);
    for (const headers of [{}, forged(other.cert)])
      expect((await get(ruled, shown, { path, method, headers })).status).toBe(status);
    const requests = await callersRequests(cluster, namespace);
    expect(requests.map(({ headers }) => headers[told])).toEqual(status === 200 ? [[caller], [caller]] : []);
  });

  test('of the same CA, who is none of the named callers is refused everywhere', async () => {
    await forgetArrivals(cluster, namespace);
    for (const path of ['/invoices/7', '/stock/7', '/elsewhere'])
      expect((await get(ruled, alice, { path })).status).toBe(403);
    expect(await callersRequests(cluster, namespace)).toEqual([]);
  });
});
