import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callersRequests, forgetArrivals } from '../cluster/arrivals.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { ingress } from '../cluster/manifests/ingress.ts';
import { type Minted, wrongs } from '../cluster/mint.ts';
import { say } from '../cluster/progress.ts';
import {
  answered,
  judged,
  namespace,
  pairIn,
  type Stage,
  secret,
  setTheStage,
  statusOf,
  until,
} from './certificates.stage.ts';
import {
  brought,
  forged,
  hollow,
  nameOf,
  optional,
  policies,
  required,
  spiffe,
  told,
} from './client-certificates.policies.ts';

describe("callers' certificates through the real gateway", { timeout: 120_000 }, () => {
  let stage: Stage;
  let cluster: Cluster;
  let good: Minted;
  const table: string[] = [];

  beforeAll(async () => {
    stage = await setTheStage();
    ({ cluster } = stage);
    good = await stage.clients.issue({ subject: '/O=Example/CN=billing.v2' });
    const revoked = await stage.clients.issue({ subject: '/CN=billing.v2' });
    await stage.clients.revoke(revoked);
    wrong.revoked = revoked;
    await cluster.apply([
      secret('brought-ca', { 'ca.crt': stage.clientsCa, 'ca.crl': await stage.clients.revocations() }),
      secret('hollow-ca', { 'note.txt': 'a Secret without ca.crt' }),
      ...[required, brought, optional, hollow].map((host) =>
        ingress({ namespace, name: nameOf(host), host, service: 'echo' }),
      ),
    ]);
    await cluster.apply(policies);
    await Promise.all(
      [required, brought, optional, hollow].map((host) => until(cluster, nameOf(host), 'Programmed')),
    );
    for (const host of [required, brought, optional])
      await answered(cluster, `the right certificate at ${host}`, () => get(host, good), 200);
    for (const host of [required, brought])
      await answered(cluster, `no certificate at ${host}`, () => get(host), 400);
    await answered(cluster, `nobody at ${hollow}`, () => get(hollow), 403);
  });
  afterAll(async () => {
    say(['certificate | status | what the client saw', ...table].join('\n'));
    await stage?.stop();
  });

  const wrong: Record<string, Minted> = {};
  const get = (
    host: string,
    shown?: Minted,
    more: { path?: string; headers?: Record<string, string> } = {},
  ) =>
    cluster.gateway.request({
      host,
      scheme: 'https',
      ...more,
      ...(shown === undefined ? {} : { tls: shown }),
    });
  /** What was answered, for the table; the app must not have been reached. */
  async function refused(host: string, what: string, shown?: Minted, headers: Record<string, string> = {}) {
    await forgetArrivals(cluster, namespace);
    const { status, body } = await get(host, shown, { headers });
    const title = /<title>(.*?)<\/title>/.exec(body)?.[1] ?? body.trim().slice(0, 80);
    table.push(`${nameOf(host)}: ${what} | ${status} | ${title}`);
    expect(await callersRequests(cluster, namespace), what).toEqual([]);
    return status;
  }

  test('no certificate: refused before anything else is looked at', async () => {
    expect(await refused(required, 'none')).toBe(400);
    expect(
      await refused(required, 'none, and headers that say otherwise', undefined, forged(good.cert)),
    ).toBe(400);
  });

  test('a certificate of another CA is refused', async () => {
    const other = await stage.strangers.issue({ subject: '/O=Example/CN=billing.v2' });
    expect(await refused(required, 'another CA', other)).toBe(400);
  });

  test.each(Object.keys(wrongs) as (keyof typeof wrongs)[])('one that is %s is refused', async (kind) => {
    const shown = await stage.clients.issue({ subject: '/O=Example/CN=billing.v2', ...wrongs[kind] });
    expect(await refused(required, kind, shown)).toBe(400);
  });

  test('one that is revoked is refused where the Secret has the list', async () => {
    expect(await refused(brought, 'revoked', wrong.revoked)).toBe(400);
    expect((await get(brought, good)).status).toBe(200);
  });

  test.each([
    ['a common name that only begins alike', '/CN=billing.v2-test'],
    ['a common name that a pattern would take', '/CN=billingXv2'],
    ['a common name that ends alike', '/CN=my-billing.v2'],
    ['another case', '/CN=Billing.v2'],
    ['the name in another part', '/O=CN=billing.v2/CN=other'],
    ['two common names', '/CN=billing.v2/CN=other'],
  ])('of the same CA, %s: refused by the gate', async (what, subject) => {
    expect(await refused(required, what, await stage.clients.issue({ subject }))).toBe(403);
  });

  test('a URI that only begins alike is refused', async () => {
    const shown = await stage.clients.issue({ subject: '/CN=robot', names: [`URI:${spiffe}-2`] });
    expect(await refused(required, 'a URI that only begins alike', shown)).toBe(403);
  });

  test('the right one is let in, and the app is told who it is, whatever the caller says', async () => {
    await forgetArrivals(cluster, namespace);
    expect((await get(required, good, { headers: forged('forged') })).status).toBe(200);
    const robot = await stage.clients.issue({ subject: '/CN=whoever', names: [`URI:${spiffe}`] });
    expect((await get(required, robot)).status).toBe(200);
    const requests = await callersRequests(cluster, namespace);
    expect(requests.map(({ headers }) => headers[told])).toEqual([['billing'], ['robot']]);
  });

  test('a certificate that cert-manager issued for the caller is let in', async () => {
    const issued = await cluster.waitFor('the Secret of the caller', () => pairIn(cluster, 'billing-client'));
    expect(issued.x509.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect((await get(required, { cert: issued.cert, key: issued.key })).status).toBe(200);
  });

  test('the certificate by which the CA is fetched is good for nothing', async () => {
    const own = await cluster.waitFor("the CA's Secret", () => pairIn(cluster, 'orders-clients-ca'));
    expect(await refused(required, "the policy's own", { cert: own.cert, key: own.key })).not.toBe(200);
  });

  test('over http there is the redirect and nothing else', async () => {
    await forgetArrivals(cluster, namespace);
    const { status } = await cluster.gateway.request({ host: required, headers: forged(good.cert) });
    expect(status).toBe(308);
    expect(await callersRequests(cluster, namespace)).toEqual([]);
  });

  test('the name of another host in the handshake does not help', async () => {
    await forgetArrivals(cluster, namespace);
    const { status } = await cluster.gateway.request({
      host: required,
      scheme: 'https',
      headers: forged(good.cert),
      tls: { servername: 'nothing.example.com' },
    });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(await callersRequests(cluster, namespace)).toEqual([]);
  });

  describe('where a certificate is optional', () => {
    test('who shows none is let in where none is demanded, and is nobody', async () => {
      await forgetArrivals(cluster, namespace);
      expect((await get(optional, undefined, { headers: forged(good.cert) })).status).toBe(200);
      const requests = await callersRequests(cluster, namespace);
      expect(requests.map(({ headers }) => headers[told])).toEqual([undefined]);
    });

    test('a rule that demands it refuses who shows none, and who forges it', async () => {
      await forgetArrivals(cluster, namespace);
      for (const headers of [{}, forged(good.cert)])
        expect((await get(optional, undefined, { path: '/partner', headers })).status).toBe(403);
      expect(await callersRequests(cluster, namespace)).toEqual([]);
      expect((await get(optional, good, { path: '/partner' })).status).toBe(200);
    });

    test('one of another CA, and one that names nobody, are refused', async () => {
      const foreign = await stage.strangers.issue({ subject: '/CN=billing.v2' });
      expect(await refused(optional, 'another CA', foreign)).toBe(400);
      const nobody = await stage.clients.issue({ subject: '/CN=nobody' });
      expect(await refused(optional, 'names nobody', nobody)).toBe(403);
    });
  });

  test('a Secret without ca.crt, by which the gateway asks nobody: nobody comes in', async () => {
    for (const shown of [undefined, good])
      for (const headers of [{}, forged(good.cert)])
        expect(
          await refused(hollow, `CA Secret without ca.crt, ${shown ? 'a good one' : 'none'}`, shown, headers),
        ).toBeGreaterThanOrEqual(400);
  });

  test('a CA of somebody else, whose Ingress serves handshakes that name no host, vouches for nobody', async () => {
    const elsewhere = 'elsewhere';
    const foreign = await stage.strangers.issue({ subject: '/O=Example/CN=billing.v2' });
    const metadata = { name: 'any', namespace: elsewhere };
    const backend = { service: { name: 'echo', port: { name: 'http' } } };
    await cluster.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: elsewhere } },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'strangers-ca', namespace: elsewhere },
        stringData: { 'ca.crt': stage.strangersCa },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: {
          ...metadata,
          annotations: { 'nginx.ingress.kubernetes.io/auth-tls-secret': `${elsewhere}/strangers-ca` },
        },
        spec: {
          ingressClassName: 'nginx',
          rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
        },
      },
    ]);
    const unnamed = (host: string, shown: Partial<Minted>) =>
      cluster.gateway.request({ host, scheme: 'https', tls: { servername: '', ...shown } });
    try {
      await answered(
        cluster,
        'no certificate at the default server',
        () => unnamed('any.example.com', {}),
        400,
      );
      for (const host of [required, brought, optional]) {
        await forgetArrivals(cluster, namespace);
        // 403 is the gate's: nginx itself takes the certificate.
        expect((await unnamed(host, foreign)).status, host).toBe(403);
        expect(await callersRequests(cluster, namespace), host).toEqual([]);
      }
    } finally {
      await cluster.mustKubectl(['delete', 'ingress', 'any', '-n', elsewhere]);
    }
  });

  test('what the operator saw of it: by handshakes of its own, and by what the gate refused', async () => {
    const both = { 'mtls.client-required': 'Pass', 'mtls.client-verified': 'Pass' };
    const more = { 'mtls.client-subjects': 'Pass', 'authz.paths': 'Pass' };
    const wanted: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      [required, { ...both, ...more, 'auth.anonymous-refused': 'NotApplicable' }],
      [brought, both],
      [optional, { ...both, 'mtls.client-required': 'NotApplicable' }],
      [hollow, { 'mtls.client-required': 'Fail', 'mtls.client-verified': 'Fail' }],
    ];
    for (const [host, results] of wanted) await judged(cluster, nameOf(host), results);
    const [verified] = await judged(cluster, nameOf(required), { 'mtls.client-verified': 'Pass' });
    expect(verified?.evidence).toContain('of a false CN=clients CA: 400');
    expect(verified?.evidence).toMatch(/asked for one of .*CN=clients CA/);
    const [silent] = await judged(cluster, nameOf(hollow), { 'mtls.client-required': 'Fail' });
    expect(silent?.evidence).toContain('asks for no certificate');
  });

  test('the status has what was issued for it, with their ends, the next one first', async () => {
    const { certificates = [] } = (await statusOf(cluster, nameOf(required))) ?? {};
    const common = { issuer: 'Issuer/clients', ready: true };
    expect(certificates).toMatchObject([
      { secretName: 'billing-client', usedFor: 'Client', ...common },
      { secretName: 'orders-clients-ca', usedFor: 'ClientCA', ...common },
    ]);
    for (const { secretName, notAfter = '', renewalTime = '' } of certificates) {
      const pair = await pairIn(cluster, secretName);
      expect(Date.parse(notAfter)).toBe(Date.parse(pair?.x509.validTo ?? ''));
      expect(Date.parse(renewalTime)).toBeLessThan(Date.parse(notAfter));
    }
  });

  test('deleting the policy: what opens by it, what goes and what stays is told by Events', async () => {
    await cluster.mustKubectl(['delete', 'apol', 'orders', '-n', namespace]);
    const notes = (reason: string) =>
      cluster.waitFor(`the Event ${reason}`, async (pending) => {
        const { body } = await cluster.request(
          'GET',
          `/apis/events.k8s.io/v1/namespaces/${namespace}/events`,
        );
        const { items } = body as { items: { reason: string; note: string; regarding: { name: string } }[] };
        pending(items.map((it) => `${it.reason} ${it.regarding.name}: ${it.note}`));
        return items.find((it) => it.reason === reason && it.regarding.name === 'orders')?.note;
      });
    expect(await notes('ProtectionRemoved')).toContain('auth-tls-secret');
    expect(await notes('CertificatesKept')).toContain('billing-client');
    await cluster.waitFor('the Certificates to be collected', async (pending) => {
      const left = await cluster.mustKubectl(['get', 'certificates', '-n', namespace, '-o', 'name']);
      pending(left);
      return left.trim() === '';
    });
    for (const name of ['billing-client', 'orders-clients-ca'])
      expect(await pairIn(cluster, name)).toBeDefined();
  });
});
