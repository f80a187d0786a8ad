import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../operator/kube/logger.ts';
import { type RunningOperator, startOperator } from '../../operator/main.ts';
import { waitFor } from '../cluster/wait.ts';
import { Harness, refs } from '../integration/operator/harness.ts';
import type { Write } from './faults.ts';
import { OperatorChild } from './operator-child.ts';
import { FaultProxy } from './proxy.ts';

const LEASE = '/leases/apipolicy-operator';
const COUNT = 12;

let harness: Harness;
let first: FaultProxy;
let second: FaultProxy;
let namespace: string;

const isLease = ({ path }: Write): boolean => path.includes('/leases');
const isApply = ({ path }: Write): boolean => path.includes('/ingresses/');
const besideLeases = (write: Write): boolean => !isLease(write);

beforeAll(async () => {
  harness = await Harness.start();
  first = await FaultProxy.start(harness.cluster);
  second = await FaultProxy.start(harness.cluster);
});
afterAll(async () => {
  for (const part of [first, second, harness]) await part?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await harness.cluster.request('DELETE', `/apis/coordination.k8s.io/v1/namespaces/default${LEASE}`);
  namespace = await harness.namespace();
  for (const proxy of [first, second]) proxy.arm({}, besideLeases);
  for (let index = 0; index < COUNT; index++) await harness.ingress(namespace, `app-${index}`);
});

/** Who holds the lease; undefined while nobody does. */
async function holder(): Promise<string | undefined> {
  const { body } = await harness.cluster.request(
    'GET',
    `/apis/coordination.k8s.io/v1/namespaces/default${LEASE}`,
  );
  return (body as { spec?: { holderIdentity?: string } }).spec?.holderIdentity || undefined;
}

const led = (by?: string): Promise<string> =>
  waitFor(
    `a leader other than ${by}`,
    async () => {
      const name = await holder();
      return name !== by && name;
    },
    { timeoutMs: 30_000, everyMs: 20 },
  );

async function createPolicies(): Promise<void> {
  for (let index = 0; index < COUNT; index++)
    await harness.policy(namespace, `app-${index}`, {
      targetRefs: refs(`app-${index}`),
      rateLimit: { connections: 10 },
    });
}

async function allProgrammed(): Promise<void> {
  for (let index = 0; index < COUNT; index++)
    await harness.condition(namespace, `app-${index}`, 'Programmed', 'True');
}

/** Writes that take so long that a change of leaders falls among them. */
const slowly = (write: Write) => (isLease(write) ? undefined : { delayMs: 400 });

test('a leader that cannot renew its lease in the middle of its work stops writing before the next one begins', async () => {
  const start = (proxy: FaultProxy): Promise<RunningOperator> =>
    startOperator({
      kubeconfig: proxy.kubeconfig,
      gateways: [],
      logger: silentLogger,
      workers: 1,
      election: { namespace: 'default', leaseMs: 3_000, renewDeadlineMs: 1_500, retryMs: 300 },
    });
  const one = await start(first);
  const leader = await led();
  const other = await start(second);
  try {
    first.arm({ write: slowly }, besideLeases);
    await createPolicies();
    await waitFor('the first writes', () => first.counted.length >= 2, { everyMs: 5 });
    first.arm({ write: (write) => (isLease(write) ? { reply: 503 } : slowly(write)) }, besideLeases);
    await one.deposed;
    const writes = first.counted.length;
    await led(leader);
    await allProgrammed();
    expect(first.counted, 'no write by the old leader after its term').toHaveLength(writes);
    const last = Math.max(...first.counted.map(({ at }) => at));
    const next = Math.min(...second.counted.map(({ at }) => at));
    expect(second.counted.length).toBeGreaterThan(0);
    expect(last, 'their times do not overlap').toBeLessThan(next);
  } finally {
    await Promise.all([one.stop(), other.stop()]);
  }
});

test('a leader that is stopped past its lease and wakes writes nothing, and ends', async () => {
  const flags = ['--leader-elect', '--leader-elect-namespace=default', '--workers=1'];
  await using one = new OperatorChild(first.kubeconfig, flags);
  const leader = await led();
  await using _other = new OperatorChild(second.kubeconfig, flags);
  first.arm({ write: slowly }, besideLeases);
  await createPolicies();
  // Within an apply: a status would follow.
  await waitFor('the second apply', () => first.counted.filter(isApply).length >= 2, { everyMs: 5 });
  one.signal('SIGSTOP');
  await led(leader);
  await allProgrammed();
  const [before, leases] = [first.counted.length, first.writes.filter(isLease).length];
  expect(second.counted.length, 'the new leader did the rest').toBeGreaterThan(0);
  one.signal('SIGCONT');
  expect(await one.exited).toEqual({ code: 1, signal: null });
  expect(first.counted, 'no write after waking').toHaveLength(before);
  expect(first.writes.filter(isLease).length - leases, 'writes to the lease').toBeLessThanOrEqual(1);
  expect(await holder(), 'the new leader still leads').not.toBe(leader);
}, 90_000);

test('a leader that is asked to stop hands over at once', async () => {
  const flags = ['--leader-elect', '--leader-elect-namespace=default'];
  await using one = new OperatorChild(first.kubeconfig, flags);
  const leader = await led();
  await using _other = new OperatorChild(second.kubeconfig, flags);
  await waitFor('the second replica to wait', () => second.openWatches.length >= 3);
  one.signal('SIGTERM');
  expect(await one.exited).toEqual({ code: 0, signal: null });
  await led(leader);
  await createPolicies();
  await allProgrammed();
  expect(second.counted.length).toBeGreaterThan(0);
});
