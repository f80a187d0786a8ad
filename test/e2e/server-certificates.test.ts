import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../cluster/cluster.ts';
import { ingress } from '../cluster/manifests/ingress.ts';
import {
  namespace,
  pairIn,
  policy,
  renew,
  type Stage,
  setTheStage,
  statusOf,
  until,
} from './certificates.stage.ts';

interface Certificate {
  metadata: { ownerReferences?: { kind: string; name: string; controller?: boolean }[] };
  spec: { dnsNames: string[]; privateKey: object; duration: string; renewBefore: string };
}

const certificate = {
  issuerRef: { kind: 'ClusterIssuer', name: 'web' },
  privateKey: { algorithm: 'ECDSA', size: 256 },
  duration: '2160h',
  renewBefore: '720h',
};

describe('certificates that the gateway serves', { timeout: 120_000 }, () => {
  let stage: Stage;
  let cluster: Cluster;

  beforeAll(async () => {
    stage = await setTheStage();
    ({ cluster } = stage);
    const withoutTls = ingress({ namespace, name: 'plain', host: 'plain.example.com', service: 'echo' });
    const shim = ingress({
      namespace,
      name: 'shim',
      host: 'shim.example.com',
      service: 'echo',
      secretName: 'shim-tls',
    });
    await cluster.apply([
      ingress({
        namespace,
        name: 'orders',
        host: 'orders.example.com',
        service: 'echo',
        secretName: 'orders-tls',
      }),
      { ...withoutTls, spec: { ...(withoutTls as { spec: object }).spec, tls: undefined } },
      annotated(shim, { 'cert-manager.io/cluster-issuer': 'web' }),
      ingress({ namespace, name: 'lost', host: 'lost.example.com', service: 'echo', secretName: 'lost-tls' }),
    ]);
    await cluster.apply([
      ...['orders', 'plain', 'shim'].map((name) => policy(name, { tls: { certificate } })),
      policy('lost', { tls: { certificate: { issuerRef: { kind: 'Issuer', name: 'nowhere' } } } }),
    ]);
  });
  afterAll(() => stage?.stop());

  const annotated = (object: object, annotations: Record<string, string>): object => {
    const { metadata, ...rest } = object as { metadata: object };
    return { ...rest, metadata: { ...metadata, annotations } };
  };
  const read = async (name: string): Promise<Certificate | undefined> => {
    const path = `/apis/cert-manager.io/v1/namespaces/${namespace}/certificates/${name}`;
    const { status, body } = await cluster.request('GET', path);
    return status === 200 ? (body as Certificate) : undefined;
  };
  const controlOf = async (name: string): Promise<string | undefined> =>
    (await statusOf(cluster, name))?.controls?.find(({ id }) => id === 'tls.certificate')?.result;

  /** As cert-manager writes it. */
  const ending = (pair: { x509: X509Certificate } | undefined): string =>
    new Date(pair?.x509.validTo ?? 0).toISOString().replace('.000', '');
  /** What the gateway shows for that name. */
  function served(host: string): Promise<X509Certificate> {
    const { hostname, port } = new URL(cluster.gateway.https);
    return new Promise((resolve, reject) => {
      const options = { host: hostname, port: Number(port), servername: host, rejectUnauthorized: false };
      const socket = tls.connect(options, () => {
        resolve(new X509Certificate(socket.getPeerCertificate().raw));
        socket.destroy();
      });
      socket.once('error', reject);
    });
  }
  /** Waits until the gateway serves what that Secret holds. */
  const servedFrom = (host: string, name: string) =>
    cluster.waitFor(`${host} to serve the certificate of ${name}`, async (pending) => {
      const [pair, shown] = [await pairIn(cluster, name), await served(host)];
      pending({ issued: pair?.x509.serialNumber, served: shown.serialNumber });
      return pair !== undefined && shown.serialNumber === pair.x509.serialNumber ? shown : undefined;
    });

  test('is issued into the Secret that the Ingress names, and served', async () => {
    await until(cluster, 'orders', 'Programmed');
    const shown = await servedFrom('orders.example.com', 'orders-tls');
    expect(shown.subjectAltName).toBe('DNS:orders.example.com');
    const made = await read('orders-tls');
    expect(made?.metadata.ownerReferences).toMatchObject([{ kind: 'Ingress', name: 'orders' }]);
    expect(made?.metadata.ownerReferences?.[0]?.controller ?? false).toBe(false);
    expect(made?.spec).toMatchObject({
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      duration: '2160h0m0s',
      renewBefore: '720h0m0s',
    });
  });

  test('an Ingress that names no Secret is given one', async () => {
    await until(cluster, 'plain', 'Programmed');
    await servedFrom('plain.example.com', 'plain-tls');
  });

  test('the status tells when it ends, and the control has seen it on the wire', async () => {
    const pair = await pairIn(cluster, 'orders-tls');
    await cluster.waitFor('tls.certificate of orders to pass', async (pending) => {
      const status = await statusOf(cluster, 'orders');
      pending(status);
      return (await controlOf('orders')) === 'Pass';
    });
    expect((await statusOf(cluster, 'orders'))?.certificates).toMatchObject([
      {
        secretName: 'orders-tls',
        usedFor: 'Server',
        ready: true,
        notAfter: ending(pair),
      },
    ]);
  });

  test("what cert-manager makes for an Ingress's annotation is left to it, and named", async () => {
    await cluster.waitFor('a status of shim', async (pending) => {
      const status = await statusOf(cluster, 'shim');
      pending(status);
      return status?.enforcement?.some(({ result }) => result === 'Conflict');
    });
    await servedFrom('shim.example.com', 'shim-tls');
    expect((await read('shim-tls'))?.metadata.ownerReferences).toMatchObject([
      { kind: 'Ingress', name: 'shim', controller: true },
    ]);
    const certificates = await cluster.waitFor('the certificate of shim on its status', async (pending) => {
      const status = await statusOf(cluster, 'shim');
      pending(status);
      return status?.certificates?.[0]?.ready === true && status.certificates;
    });
    expect(certificates).toMatchObject([
      {
        ...{ secretName: 'shim-tls', usedFor: 'Server', issuer: 'ClusterIssuer/web' },
        notAfter: ending(await pairIn(cluster, 'shim-tls')),
        message: "Certificate shim-tls is not the operator's; it is left alone.",
      },
    ]);
    expect(await controlOf('shim')).not.toBe('Pass');
  });

  test('an issuer that is not there is told, and the gateway serves its own certificate', async () => {
    const condition = await until(cluster, 'lost', 'Programmed', 'False');
    expect(condition.message).toContain('nowhere');
    expect((await served('lost.example.com')).subjectAltName).toContain('*.example.com');
    expect(await controlOf('lost')).not.toBe('Pass');
    const [certificate] = (await statusOf(cluster, 'lost'))?.certificates ?? [];
    expect(certificate).toEqual({
      ...{ secretName: 'lost-tls', usedFor: 'Server', issuer: 'Issuer/nowhere', ready: false },
      message: expect.stringContaining('nowhere'),
    });
  });

  test('renewed: what is served is the new one', async () => {
    await renew(cluster, 'orders-tls');
    await servedFrom('orders.example.com', 'orders-tls');
  });

  test('deleting the policy leaves what the site is served by', async () => {
    const before = await served('orders.example.com');
    await cluster.mustKubectl(['delete', 'apol', 'orders', '-n', namespace]);
    await cluster.waitFor('the Event', async () => {
      const events = await cluster.mustKubectl(['get', 'events', '-n', namespace, '-o', 'json']);
      return events.includes('orders-tls');
    });
    expect(await read('orders-tls')).toBeDefined();
    expect((await served('orders.example.com')).serialNumber).toBe(before.serialNumber);
  });

  test('deleting the Ingress takes the Certificate with it, and not the Secret', async () => {
    await cluster.mustKubectl(['delete', 'ingress', 'orders', '-n', namespace]);
    await cluster.waitFor(
      'the Certificate to be collected',
      async () => (await read('orders-tls')) === undefined,
    );
    expect(await pairIn(cluster, 'orders-tls')).toBeDefined();
  });
});
