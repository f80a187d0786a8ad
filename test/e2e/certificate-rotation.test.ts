import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrivals, forgetArrivals } from '../cluster/arrivals.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { ingress } from '../cluster/manifests/ingress.ts';
import { operatorNamespace } from '../cluster/operator.ts';
import { say } from '../cluster/progress.ts';
import { Traffic } from '../cluster/traffic.ts';
import {
  answered,
  namespace,
  pairIn,
  policy,
  renew,
  type Stage,
  setTheStage,
  statusOf,
  until,
} from './certificates.stage.ts';

const host = 'orders.example.com';
const client = 'billing-client';

const rotated = (revision: number, overlap = '168h') =>
  policy('orders', {
    tls: { certificate: { issuerRef: { kind: 'ClusterIssuer', name: 'web' } } },
    mutualTLS: {
      clients: {
        ca: { managed: { duration: '8760h', overlap, revision } },
        subjects: [{ name: 'billing', commonName: 'billing' }],
        issue: [{ name: 'billing', secretName: client, commonName: 'billing', duration: '720h' }],
      },
    },
  });

interface Pair {
  cert: string;
  key: string;
}

describe('a CA of the policy alone, under constant requests', { timeout: 300_000 }, () => {
  let stage: Stage;
  let cluster: Cluster;
  /** A caller that reads its Secret anew all the time, and one that never does. */
  let prompt: Traffic;
  let late: Traffic;
  let strangers: Traffic;
  let current: Pair;
  let first: Pair;
  let following: NodeJS.Timeout;

  const get = (shown?: Pair) =>
    cluster.gateway.request({
      host,
      scheme: 'https',
      ...(shown === undefined ? { headers: { 'x-test-mark': 'nobody' } } : { tls: shown }),
    });
  const certificate = async (): Promise<Pair | undefined> => {
    const pair = await pairIn(cluster, client);
    return pair && { cert: pair.cert, key: pair.key };
  };
  const authority = async () => (await statusOf(cluster, 'orders'))?.certificateAuthority;
  const killOperator = () =>
    cluster.mustKubectl([
      ...['-n', operatorNamespace, 'delete', 'pods', '--all', '--grace-period=0', '--force', '--wait=false'],
    ]);
  /** All that was answered since the last time. */
  const taken = () => ({ prompt: prompt.take(), late: late.take(), strangers: strangers.take() });

  beforeAll(async () => {
    stage = await setTheStage();
    ({ cluster } = stage);
    await cluster.apply([
      ingress({ namespace, name: 'orders', host, service: 'echo', secretName: 'orders-tls' }),
    ]);
    await cluster.apply([rotated(1)]);
    await until(cluster, 'orders', 'Programmed');
    first = await cluster.waitFor("the caller's certificate", certificate);
    current = first;
    await answered(cluster, "the caller's certificate to be taken", () => get(current), 200);
    await answered(cluster, 'nobody to come in without', () => get(), 400);
    await forgetArrivals(cluster, namespace);
    following = setInterval(() => {
      certificate().then(
        (read) => {
          current = read ?? current;
        },
        () => undefined,
      );
    }, 500);
    prompt = new Traffic(() => get(current), 1);
    late = new Traffic(() => get(first), 1);
    strangers = new Traffic(() => get(), 1);
  });
  afterAll(async () => {
    clearInterval(following);
    await Promise.all([prompt, late, strangers].map((traffic) => traffic?.stop()));
    await stage?.stop();
  });

  test("the gateway's certificate and the caller's are renewed: no request fails", async () => {
    await renew(cluster, 'orders-tls');
    await renew(cluster, client);
    await cluster.waitFor(
      'requests with the new one',
      () => current.cert !== first.cert && prompt.answered > 100,
    );
    expect(taken()).toMatchObject({
      prompt: { 200: expect.any(Number) as number },
      late: { 200: expect.any(Number) as number },
      strangers: { 400: expect.any(Number) as number },
    });
  });

  test('rotated, with the operator killed in each step: no request fails', async () => {
    const before = await authority();
    const caBefore = (await pairIn(cluster, client))?.x509.issuer;
    taken();
    await cluster.apply([rotated(2)]);
    const seen: string[] = [];
    await cluster.waitFor(
      'the last certificate to be issued by the new CA',
      async (pending) => {
        const now = await authority();
        pending(now);
        if (now === undefined || now.name === before?.name) return false;
        if (seen.at(-1) !== now.step) {
          seen.push(now.step);
          await killOperator();
        }
        return now.step === 'Overlapping' || now.step === 'Settled';
      },
      { timeoutMs: 240_000 },
    );
    const issuer = (await pairIn(cluster, client))?.x509.issuer;
    expect(issuer).not.toBe(caBefore);
    const answered = prompt.answered;
    await cluster.waitFor('requests by the new CA', () => prompt.answered > answered + 50);
    const counts = taken();
    say(`rotation by ${seen.join(', ')}: ${JSON.stringify(counts)}`);
    expect(Object.keys(counts.prompt)).toEqual(['200']);
    expect(Object.keys(counts.late)).toEqual(['200']);
    expect(Object.keys(counts.strangers)).toEqual(['400']);
    expect((await arrivals(cluster, namespace)).byMark.nobody ?? 0).toBe(0);
  });

  test('a CA that was stolen is dropped at once by the next revision without overlap', async () => {
    await cluster.apply([rotated(3, '0s')]);
    await answered(cluster, 'the old certificate to be refused', () => get(first), 400);
    await answered(cluster, 'the new certificate to be taken', () => get(current), 200);
    taken();
    expect((await arrivals(cluster, namespace)).byMark.nobody ?? 0).toBe(0);
  });

  test('deleting the policy takes its CA with it and leaves the Secrets of the CAs', async () => {
    await cluster.mustKubectl(['delete', 'apol', 'orders', '-n', namespace]);
    await cluster.waitFor('its Issuers to be collected', async (pending) => {
      const left = await cluster.mustKubectl(['get', 'issuers', '-n', namespace, '-o', 'name']);
      pending(left);
      return !left.includes('orders-ca');
    });
    expect(await pairIn(cluster, client)).toBeDefined();
  });
});
