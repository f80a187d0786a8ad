import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrivals, forgetArrivals } from '../cluster/arrivals.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { echo } from '../cluster/manifests/echo.ts';
import { ingress } from '../cluster/manifests/ingress.ts';
import { gatewayDeployment, gatewayNamespace } from '../cluster/manifests/ingress-nginx.ts';
import { rawRequest, sendRaw } from '../cluster/raw-request.ts';
import { Traffic } from '../cluster/traffic.ts';
import {
  answered,
  namespace,
  pairIn,
  policy,
  renew,
  type Stage,
  secret,
  setTheStage,
  until,
} from './certificates.stage.ts';

const host = 'orders.example.com';
const serverName = `orders.${namespace}.svc`;

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
    await cluster.apply([
      policy('orders', {
        mutualTLS: {
          backend: {
            certificate: { issuerRef: { kind: 'Issuer', name: 'services' } },
            serverName,
            issue: [{ secretName: 'orders-server', dnsNames: [serverName, `${serverName}.cluster.local`] }],
          },
        },
      }),
    ]);
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
    const seen = await arrivals(cluster, namespace, 'orders');
    expect(seen.total).toBe(0);
    expect(Object.values(seen.refused).reduce((sum, count) => sum + count, 0)).toBe(3);
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

  test('with the right one again, it does', async () => {
    await cluster.apply(echo(namespace, { name: 'orders', certificate: 'orders-server' }));
    await cluster.waitForDeployment(namespace, 'orders');
    await answered(cluster, 'the app behind the gateway', get, 200);
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
      return left.trim() === '';
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
