import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrivals, forgetArrivals } from '../cluster/arrivals.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { ingress } from '../cluster/manifests/ingress.ts';
import { operatorNamespace } from '../cluster/operator.ts';
import { say } from '../cluster/progress.ts';
import { type Statuses, Traffic } from '../cluster/traffic.ts';
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
/** An old CA stays trusted so long after its last certificate: shorter than by default, for nobody here reads late by minutes. */
const LEAST_OVERLAP_SECONDS = 20;
const STEPS = ['Issuing', 'Bundled', 'Reissuing', 'Overlapping', 'Settled'];

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

/** The statuses that were answered at all, by who asked. */
const statuses = (counts: Readonly<Record<'prompt' | 'late' | 'strangers', Statuses>>) => ({
  prompt: Object.keys(counts.prompt),
  late: Object.keys(counts.late),
  strangers: Object.keys(counts.strangers),
});

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
  /** When the late caller was refused for the first time. */
  let refusedAt: number | undefined;

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
    stage = await setTheStage({
      operator: [`--set=certificates.leastOverlapSeconds=${LEAST_OVERLAP_SECONDS}`],
    });
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
    late = new Traffic(async () => {
      const response = await get(first);
      if (response.status !== 200) refusedAt ??= Date.now();
      return response;
    }, 1);
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
    const counts = taken();
    say(`renewal: ${JSON.stringify(counts)}`);
    expect(statuses(counts)).toEqual({ prompt: ['200'], late: ['200'], strangers: ['400'] });
  });

  test('rotated to its end, with the operator killed in each step: the old certificate is refused at the end alone', async () => {
    const before = await authority();
    const caBefore = (await pairIn(cluster, client))?.x509.issuer;
    taken();
    await cluster.apply([rotated(2, '1s')]);
    const seen: string[] = [];
    const counted: Record<string, ReturnType<typeof taken>> = {};
    let overlapSince = Number.POSITIVE_INFINITY;
    await cluster.waitFor(
      'the rotation to settle',
      async (pending) => {
        const now = await authority();
        pending(now);
        if (now === undefined || now.name === before?.name) return false;
        if (now.step === 'Overlapping') overlapSince = Date.parse(now.since ?? '');
        const last = seen.at(-1);
        if (last !== now.step) {
          counted[last ?? 'before'] = taken();
          seen.push(now.step);
          await killOperator();
        }
        return now.step === 'Settled';
      },
      { timeoutMs: 240_000 },
    );
    await answered(cluster, 'the old certificate to be refused', () => get(first), 400);
    counted.Settled = taken();
    // The operator that was killed last has a successor, which takes the old CA away.
    await cluster.waitFor('the old CA to be removed', async (pending) => {
      const left = await cluster.mustKubectl(['get', 'issuers', '-n', namespace, '-o', 'name']);
      pending(left);
      return !left.split('\n').some((line) => line.endsWith(`/${before?.name}`));
    });
    const sent = prompt.answered;
    await cluster.waitFor('more requests', () => prompt.answered > sent + 50);
    const afterwards = taken();
    for (const [step, counts] of Object.entries({ ...counted, afterwards }))
      say(`rotation, ${step}: ${JSON.stringify(counts)}`);
    say(`the old certificate was refused ${(refusedAt ?? 0) - overlapSince} ms after the overlap began`);

    // The short ones may be over before anybody looks.
    expect(seen).toEqual(STEPS.filter((step) => seen.includes(step)));
    expect(seen).toEqual(expect.arrayContaining(['Bundled', 'Overlapping', 'Settled']));
    expect((await authority())?.step).toBe('Settled');
    expect((await pairIn(cluster, client))?.x509.issuer).not.toBe(caBefore);
    const { Overlapping, Settled, ...early } = counted;
    for (const [step, counts] of Object.entries(early))
      expect(statuses(counts), step).toEqual({ prompt: ['200'], late: ['200'], strangers: ['400'] });
    // The bundle may lose the old CA a moment before the status says so.
    for (const counts of [Overlapping, Settled]) {
      const { late: byOld, ...others } = statuses(counts ?? taken());
      expect(others).toEqual({ prompt: ['200'], strangers: ['400'] });
      expect(['200', '400']).toEqual(expect.arrayContaining(byOld));
    }
    expect(refusedAt).toBeGreaterThanOrEqual(overlapSince + LEAST_OVERLAP_SECONDS * 1_000);
    expect(statuses(afterwards)).toEqual({ prompt: ['200'], late: ['400'], strangers: ['400'] });
    expect((await arrivals(cluster, namespace)).byMark.nobody ?? 0).toBe(0);
  });

  test('a CA that was stolen is dropped at once by the next revision without overlap', async () => {
    const stolen = current;
    await cluster.apply([rotated(3, '0s')]);
    await answered(cluster, 'the old certificate to be refused', () => get(stolen), 400);
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
