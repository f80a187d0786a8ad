import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrivals } from '../cluster/arrivals.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { quickstartImage } from '../cluster/images/stand-in.ts';
import { rawRequest, sendRaw } from '../cluster/raw-request.ts';
import {
  answered,
  judged,
  namespace,
  pairIn,
  type Stage,
  setTheStage,
  statusOf,
  until,
} from './certificates.stage.ts';

const example = join(import.meta.dirname, '../../examples/service-to-service');
const host = 'stock.example.com';
const serverName = `stock.${namespace}.svc`;

describe('examples/service-to-service, applied as it is', { timeout: 120_000 }, () => {
  let stage: Stage;
  let cluster: Cluster;

  beforeAll(async () => {
    stage = await setTheStage({ images: [await quickstartImage()] });
    ({ cluster } = stage);
    await cluster.mustKubectl(['apply', '-f', example]);
    await until(cluster, 'stock', 'Ready');
    await cluster.waitForDeployment(namespace, 'stock');
  });
  afterAll(() => stage?.stop());

  const get = () => cluster.gateway.request({ host, scheme: 'https' });

  test('the service answers through the gateway, and was shown its certificate', async () => {
    await answered(cluster, 'the service behind the gateway', get, 200);
    const gateway = await pairIn(cluster, 'stock-gateway');
    const { caller } = JSON.parse((await get()).body) as { caller?: { serial: string } };
    expect(caller?.serial).toBe(gateway?.x509.serialNumber.replace(/^0+/, ''));
    expect((await cluster.gateway.request({ host })).status).toBe(308);
  });

  test('who comes past the gateway without a certificate, or with one of another CA, is refused', async () => {
    const { body } = await cluster.request('GET', `/api/v1/namespaces/${namespace}/services/stock`);
    const port = await cluster.forward((body as { spec: { clusterIP: string } }).spec.clusterIP, 443);
    const past = (shown: { cert?: string; key?: string } = {}) =>
      sendRaw(`https://127.0.0.1:${port}`, rawRequest('/', serverName), { serverName, ...shown }).then(
        ({ status }) => status,
        () => 0,
      );
    const { refused: before } = await arrivals(cluster, namespace, 'stock');
    expect(await past()).toBe(0);
    expect(await past(await stage.strangers.issue({ subject: '/CN=stock-gateway' }))).toBe(0);
    const { refused } = await arrivals(cluster, namespace, 'stock');
    expect(sum(refused) - sum(before)).toBe(2);
    // It is the certificate that makes the difference.
    expect(await past(await pairIn(cluster, 'stock-gateway'))).toBe(200);
  });

  test('another name that the service has to have counts at once', async () => {
    const named = (name: string) =>
      cluster.mustKubectl([
        ...['patch', 'apol', 'stock', '-n', namespace, '--type=merge', '-p'],
        JSON.stringify({ spec: { mutualTLS: { backend: { serverName: name } } } }),
      ]);
    await named(`other.${namespace}.svc`);
    await answered(cluster, 'a service that is not the one named', get, 502);
    await named(serverName);
    await answered(cluster, 'the service named', get, 200);
  });

  test('the status has proof of it, and both certificates with their ends', async () => {
    const controls = {
      'mtls.backend-verified': 'Pass',
      'mtls.backend-client': 'Pass',
      'tls.plaintext': 'Pass',
    };
    await judged(cluster, 'stock', controls);
    const issuer = 'Issuer/shop-services-ca';
    expect((await statusOf(cluster, 'stock'))?.certificates).toEqual(
      [
        ['stock-gateway', 'Gateway'],
        ['stock-server-tls', 'Service'],
      ].map(([secretName, usedFor]) => ({
        ...{ secretName, usedFor, issuer, ready: true },
        notAfter: expect.any(String),
        renewalTime: expect.any(String),
      })),
    );
  });
});

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);
