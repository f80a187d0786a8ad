import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrivals, callersRequests, forgetArrivals } from '../cluster/arrivals.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { echo } from '../cluster/manifests/echo.ts';
import { ingress } from '../cluster/manifests/ingress.ts';
import { gatewayDeployment, gatewayNamespace } from '../cluster/manifests/ingress-nginx.ts';
import type { Mint } from '../cluster/mint.ts';
import { rawRequest, sendRaw } from '../cluster/raw-request.ts';
import { Traffic } from '../cluster/traffic.ts';
import {
  answered,
  judged,
  namespace,
  pairIn,
  policy,
  renew,
  type Stage,
  secret,
  setTheStage,
  statusOf,
  until,
} from './certificates.stage.ts';

const host = 'orders.example.com';
const serverName = `orders.${namespace}.svc`;
const both = (result: string) => ({ 'mtls.backend-verified': result, 'mtls.backend-client': result });

/** Another interval has the gateway asked soon, and not in the old one. */
const orders = (interval: string): object =>
  policy('orders', {
    verification: { interval },
    mutualTLS: {
      backend: {
        certificate: { issuerRef: { kind: 'Issuer', name: 'services' } },
        serverName,
        issue: [{ secretName: 'orders-server', dnsNames: [serverName, `${serverName}.cluster.local`] }],
      },
    },
  });

describe('between the gateway and the app, both show a certificate', { timeout: 120_000 }, () => {
  let stage: Stage;
  let cluster: Cluster;

  beforeAll(async () => {
    stage = await setTheStage();
    ({ cluster } = stage);
    await cluster.apply([
      ...echo(namespace, { name: 'orders', certificate: 'orders-server' }),
      ingress({ namespace, name: 'orders', host, service: 'orders', port: 'https' }),
    ]);
    await cluster.apply([orders('10m')]);
    await until(cluster, 'orders', 'Programmed');
    await cluster.waitForDeployment(namespace, 'orders');
  });
  afterAll(() => stage?.stop());

  const get = () => cluster.gateway.request({ host, scheme: 'https' });

  test("the app's certificate was issued for its name, and the app sees the gateway's", async () => {
    await answered(cluster, 'the app behind the gateway', get, 200);
    const [server, gateway] = [
      await pairIn(cluster, 'orders-server'),
      await pairIn(cluster, 'orders-gateway'),
    ];
    expect(server?.x509.subjectAltName).toBe(`DNS:${serverName}, DNS:${serverName}.cluster.local`);
    const { requests } = await arrivals(cluster, namespace, 'orders');
    expect(new Set(requests.map(({ caller }) => caller?.serial))).toEqual(
      new Set([gateway?.x509.serialNumber.replace(/^0+/, '')]),
    );
  });

  test('the status names both, with their ends, and what was seen of them', async () => {
    const [verified, client] = await judged(cluster, 'orders', both('Pass'));
    expect(verified?.evidence).toContain('Certificate orders-gateway ready, verification as orders.shop.svc');
    for (const control of [verified, client])
      expect(control?.evidence).toContain('GET through the gateway: 200');
    const { certificates } = (await statusOf(cluster, 'orders')) ?? {};
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    const common = { issuer: 'Issuer/services', ready: true, notAfter: at, renewalTime: at };
    // The next one to end is the first.
    expect(certificates?.toSorted((a, b) => (a.secretName < b.secretName ? -1 : 1))).toEqual([
      { secretName: 'orders-gateway', usedFor: 'Gateway', ...common },
      { secretName: 'orders-server', usedFor: 'Service', ...common },
    ]);
    for (const { secretName, notAfter = '' } of certificates ?? [])
      expect(Date.parse(notAfter)).toBe((await pairIn(cluster, secretName))?.x509.validToDate.getTime());
  });

  test("the app refuses who comes past the gateway without the gateway's certificate", async () => {
    await forgetArrivals(cluster, namespace, 'orders');
    const { body } = await cluster.request('GET', `/api/v1/namespaces/${namespace}/services/orders`);
    const port = await cluster.forward((body as { spec: { clusterIP: string } }).spec.clusterIP, 443);
    const raw = (shown: { cert?: string; key?: string } = {}) =>
      sendRaw(`https://127.0.0.1:${port}`, rawRequest('/', serverName), { serverName, ...shown }).then(
        ({ status }) => status,
        () => 0,
      );
    expect(await raw()).toBe(0);
    expect(await raw(await stage.strangers.issue({ subject: '/CN=orders-gateway' }))).toBe(0);
    expect(await raw(await stage.services.issue({ subject: '/CN=app', usages: ['serverAuth'] }))).toBe(0);
    // The app counts a handshake a moment after the caller has seen it fail.
    await cluster.waitFor('three failed handshakes', async (pending) => {
      const { refused } = await arrivals(cluster, namespace, 'orders');
      pending(refused);
      return Object.values(refused).reduce((sum, count) => sum + count, 0) === 3;
    });
    expect(await callersRequests(cluster, namespace, 'orders')).toEqual([]);
  });

  test.for([
    ['of another CA', /upstream SSL certificate verify error: .*unable to (get|verify) /],
    ['for another name', /upstream SSL certificate does not match "orders\.shop\.svc"/],
    ['expired', /upstream SSL certificate verify error: .*certificate has expired/],
  ] as const)('the gateway does not speak to an app whose certificate is %s', async ([what, reason]) => {
    const name = what.replaceAll(' ', '-').toLowerCase();
    const names = [`DNS:${what === 'for another name' ? `other.${namespace}.svc` : serverName}`];
    const mint = what === 'of another CA' ? stage.strangers : stage.services;
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    const shown = await mint.issue({
      subject: '/CN=orders',
      names,
      usages: ['serverAuth'],
      ...(what === 'expired' ? { notBefore: ago(48), notAfter: ago(1) } : {}),
    });
    await cluster.apply([
      secret(name, { 'tls.crt': shown.cert, 'tls.key': shown.key, 'ca.crt': stage.servicesCa }),
      ...echo(namespace, { name: 'orders', certificate: name }),
    ]);
    await cluster.waitForDeployment(namespace, 'orders');
    const gateway = ['-n', gatewayNamespace, `deployment/${gatewayDeployment}`, '--since=1m'];
    // Until its endpoints have moved, an app that nobody listens for is answered 502, too.
    await cluster.waitFor('the gateway to say why', async (pending) => {
      const { status } = await get();
      const logged = await cluster.mustKubectl(['logs', ...gateway]);
      pending([`${status}`, ...logged.trim().split('\n').slice(-5)].join('\n'));
      return reason.test(logged);
    });
    await answered(cluster, 'the refusal by the gateway', get, 502);
    expect((await arrivals(cluster, namespace, 'orders')).total).toBe(0);
  });

  test('with a wrong one nothing counts as proved', async () => {
    await cluster.apply([orders('11m')]);
    const controls = await judged(cluster, 'orders', both('Unknown'));
    for (const { evidence, message } of controls) {
      expect(evidence).toContain('GET through the gateway: 502');
      expect(message).toContain(
        'its certificate is not of the CA or not for spec.mutualTLS.backend.serverName',
      );
    }
  });

  test('with the right one again, it does, and counts', async () => {
    await cluster.apply(echo(namespace, { name: 'orders', certificate: 'orders-server' }));
    await cluster.waitForDeployment(namespace, 'orders');
    await answered(cluster, 'the app behind the gateway', get, 200);
    await cluster.apply([orders('10m')]);
    await judged(cluster, 'orders', both('Pass'));
  });

  describe('a Secret that was brought', () => {
    // An app of its own: the gateway keeps connections to an app open for every Ingress that leads to it.
    const elsewhere = 'ledger.example.com';
    const getLedger = () => cluster.gateway.request({ host: elsewhere, scheme: 'https' });
    const ledger = (interval: string): object =>
      policy('ledger', {
        verification: { interval },
        mutualTLS: {
          backend: { certificate: { secretName: 'brought-gateway' }, serverName: `ledger.${namespace}.svc` },
        },
      });
    const app = async (mint: Mint, open: boolean) => {
      const { cert, key } = await mint.issue({
        ...{ subject: '/CN=ledger', usages: ['serverAuth'] },
        names: [`DNS:ledger.${namespace}.svc`],
      });
      await cluster.apply([
        secret('ledger-server', { 'tls.crt': cert, 'tls.key': key, 'ca.crt': stage.servicesCa }),
        ...echo(namespace, { name: 'ledger', certificate: 'ledger-server', open }),
      ]);
      await cluster.waitForDeployment(namespace, 'ledger');
    };

    test('is not read: what it holds is not known, though the app answers', async () => {
      await app(stage.services, false);
      const { cert, key } = await stage.services.issue({ subject: '/CN=brought' });
      await cluster.apply([
        secret('brought-gateway', { 'tls.crt': cert, 'tls.key': key, 'ca.crt': stage.servicesCa }),
        ingress({ namespace, name: 'ledger', host: elsewhere, service: 'ledger', port: 'https' }),
      ]);
      await cluster.apply([ledger('10m')]);
      await until(cluster, 'ledger', 'Programmed');
      await answered(cluster, 'the app behind the brought certificate', getLedger, 200);
      const [verified, client] = await judged(cluster, 'ledger', both('Unknown'));
      expect(verified?.message).toMatch(/No Secret is read.*without ca\.crt in Secret brought-gateway/);
      expect(client?.message).toContain('without tls.crt, tls.key and ca.crt in Secret brought-gateway');
    });

    test('without ca.crt the gateway shows nothing and verifies nobody', async () => {
      const { cert, key } = await stage.services.issue({ subject: '/CN=brought' });
      await cluster.mustKubectl(['delete', 'secret', 'brought-gateway', '-n', namespace]);
      await cluster.apply([secret('brought-gateway', { 'tls.crt': cert, 'tls.key': key })]);
      await answered(cluster, 'the app that misses a certificate', getLedger, 502);
      await app(stage.strangers, true);
      await answered(cluster, 'an app of a foreign CA that takes anybody', getLedger, 200);
    });

    const ofTheTeam = (privateKey: object): object => ({
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'of-the-team', namespace },
      spec: {
        ...{ secretName: 'brought-gateway', commonName: 'brought', usages: ['client auth'], privateKey },
        issuerRef: { kind: 'Issuer', name: 'services' },
      },
    });

    test('does not count for a Certificate that cert-manager calls Ready and has never issued', async () => {
      await cluster.apply([ofTheTeam({ algorithm: 'RSA', rotationPolicy: 'Never' })]);
      await cluster.waitFor('what the controls say of it', async (pending) => {
        const controls = await judged(cluster, 'ledger', both('Unknown'));
        pending(controls);
        return controls.every(({ message }) => message?.includes('of-the-team has not issued it'));
      });
    });

    test('counts where a Certificate of its owner writes it, and the status names that one', async () => {
      await cluster.apply([ofTheTeam({ algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' })]);
      await answered(cluster, 'the app of the foreign CA', getLedger, 502);
      await app(stage.services, false);
      await answered(cluster, 'the app behind the issued certificate', getLedger, 200);
      await cluster.apply([ledger('10m')]);
      await judged(cluster, 'ledger', both('Pass'));
      expect((await statusOf(cluster, 'ledger'))?.certificates).toMatchObject([
        {
          ...{ secretName: 'brought-gateway', usedFor: 'Gateway', issuer: 'Issuer/services', ready: true },
          message: "Certificate of-the-team is not the operator's; it is left alone.",
        },
      ]);
    });

    test('another Ingress that leads to the app and does not verify it undoes that, and is named', async () => {
      const host = 'careless.example.com';
      const other = ingress({ namespace, name: 'careless', host, service: 'ledger', port: 'https' });
      const annotations = { 'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS' };
      const { metadata, ...rest } = other as { metadata: object };
      await cluster.apply([{ ...rest, metadata: { ...metadata, annotations } }]);
      const [control] = await judged(cluster, 'ledger', { 'mtls.backend-verified': 'Fail' });
      expect(control?.message).toContain('set spec.mutualTLS.backend for shop/careless, too');
      await app(stage.strangers, true);
      // nginx uses a connection of the one for the other.
      const getCareless = () => cluster.gateway.request({ host, scheme: 'https' });
      await answered(cluster, 'the app of the foreign CA, which nobody verifies', getCareless, 200);
      expect((await getLedger()).status).toBe(200);
      await cluster.mustKubectl(['delete', 'ingress', 'careless', '-n', namespace]);
      await answered(cluster, 'the app of the foreign CA', getLedger, 502);
      await judged(cluster, 'ledger', { 'mtls.backend-verified': 'Unknown' });
    });
  });

  test("the gateway's certificate and the app's are renewed, and no request fails", async () => {
    await using traffic = new Traffic(get);
    await renew(cluster, 'orders-gateway');
    await renew(cluster, 'orders-server');
    const gateway = (await pairIn(cluster, 'orders-gateway'))?.x509.serialNumber.replace(/^0+/, '');
    await cluster.waitFor('the app to be shown the new one', async (pending) => {
      const { requests } = await arrivals(cluster, namespace, 'orders');
      const serial = requests.at(-1)?.caller?.serial;
      pending({ serial, gateway });
      return serial === gateway;
    });
    const { answered: before } = traffic;
    await cluster.waitFor('requests by the new ones', () => traffic.answered > before + 100);
    expect(Object.keys(traffic.take())).toEqual(['200']);
  });

  test('deleting the policy takes the Certificates and leaves their Secrets, and says so', async () => {
    await cluster.mustKubectl(['delete', 'apol', 'orders', '-n', namespace]);
    await cluster.waitFor('the Certificates to be collected', async (pending) => {
      const left = await cluster.mustKubectl(['get', 'certificates', '-n', namespace, '-o', 'name']);
      pending(left);
      return left
        .trim()
        .split('\n')
        .filter(Boolean)
        .every((name) => name.endsWith('/of-the-team'));
    });
    for (const name of ['orders-server', 'orders-gateway']) expect(await pairIn(cluster, name)).toBeDefined();
    await cluster.waitFor('the Event that names them', async (pending) => {
      const events = await cluster.mustKubectl(['get', 'events', '-n', namespace, '-o', 'json']);
      const { items } = JSON.parse(events) as { items: { message: string }[] };
      pending(items.map(({ message }) => message));
      return items.some(
        ({ message }) => message.includes('orders-gateway') && message.includes('orders-server'),
      );
    });
  });
});
