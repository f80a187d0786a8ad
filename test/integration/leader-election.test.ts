import { expect, it } from 'vitest';
import { Client } from '../../operator/kube/client.ts';
import { systemClock } from '../../operator/kube/clock.ts';
import { LeaderElection } from '../../operator/kube/leader-election.ts';
import { holderOf, LEASES } from '../../operator/kube/lease.ts';
import { leaseStore } from '../../operator/kube/lease-store.ts';
import { silentLogger } from '../../operator/kube/logger.ts';
import { WriteRefusedError } from '../../operator/kube/write-gate.ts';
import { startOperator } from '../../operator/main.ts';
import { freePorts } from '../cluster/free-ports.ts';
import { waitFor } from '../cluster/wait.ts';
import { client, cluster, configMap, configMaps, connect, namespace, stop } from './runtime-harness.ts';

const name = 'operator';

const candidate = (identity: string): LeaderElection =>
  new LeaderElection({
    lease: leaseStore(client, { namespace, name }),
    identity,
    clock: systemClock,
    random: Math.random,
    logger: silentLogger,
    leaseMs: 1_000,
    renewDeadlineMs: 600,
    retryMs: 100,
  });

const held = async (): Promise<string> => holderOf(await client.get(LEASES, { namespace, name }));

it('lets one of two lead, and the other when the first has released', async () => {
  const [one, other] = [candidate('one'), candidate('other')];
  const terms = [one, other].map((election) => election.acquire(stop.signal).then(() => election));
  const leader = await Promise.race(terms);
  const follower = leader === one ? other : one;
  expect([leader.isLeader, follower.isLeader]).toEqual([true, false]);
  expect(await held()).toBe(leader === one ? 'one' : 'other');
  await leader.release();
  expect(leader.mayWrite()).not.toBe(true);
  await Promise.all(terms);
  expect(follower.isLeader).toBe(true);
  const { spec } = await client.get(LEASES, { namespace, name });
  expect(spec).toMatchObject({ leaseDurationSeconds: 1, leaseTransitions: 1 });
  await follower.release();
  expect(await held()).toBe('');
});

it('lets another lead when a leader has gone without a word', async () => {
  const lost = await candidate('gone').acquire(AbortSignal.timeout(5_000));
  expect(lost).toBeDefined();
  // Nothing renews this one: it is written over, as by a process that died.
  await client.mergePatch(LEASES, { namespace, name }, { spec: { holderIdentity: 'dead' } });
  const next = candidate('next');
  expect(await next.acquire(stop.signal)).toBeDefined();
  expect(await held()).toBe('next');
  await waitFor('the first to notice', () => lost?.lost.aborted, { everyMs: 10 });
  await next.release();
});

it('lets a client write for as long as it leads', async () => {
  const election = candidate('one');
  const transport = await connect();
  const gatedClient = new Client(transport, { mayWrite: election.mayWrite });
  await expect(gatedClient.create(configMaps, configMap('early'))).rejects.toThrow(WriteRefusedError);
  await election.acquire(stop.signal);
  await gatedClient.create(configMaps, configMap('now'));
  await election.release();
  await expect(gatedClient.create(configMaps, configMap('late'))).rejects.toThrow(WriteRefusedError);
  await transport.close();
  const { items } = await client.list(configMaps, { namespace });
  expect(items.map(({ metadata }) => metadata.name)).toEqual(['now']);
});

it('has followers ready, and shows by a metric who leads', async () => {
  await cluster.mustKubectl(['apply', '--server-side', '-f', 'crds']);
  await cluster.mustKubectl(['wait', '--for=condition=Established', 'crd', '--all']);
  const operators = await Promise.all(
    [0, 1].map(async () => {
      const [healthPort = 0, metricsPort = 0] = await freePorts(2);
      const operator = await startOperator({
        kubeconfig: cluster.kubeconfig,
        gateways: [],
        logger: silentLogger,
        healthPort,
        metricsPort,
        election: { namespace },
      });
      return { operator, healthPort, metricsPort };
    }),
  );
  const statuses = (): Promise<string[]> =>
    Promise.all(
      operators.map(async ({ healthPort, metricsPort }) => {
        const ready = await fetch(`http://127.0.0.1:${healthPort}/readyz`);
        const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
        const [, leads] =
          /^leader_election_master_status\{name="apipolicy-operator"\} (\d)$/m.exec(metrics) ?? [];
        return `ready ${ready.status}, leads ${leads}`;
      }),
    );
  await waitFor('one to lead and both to be ready', async (pending) => {
    const seen = (await statuses()).sort();
    pending(seen);
    return seen.join('; ') === 'ready 200, leads 0; ready 200, leads 1';
  });
  await Promise.all(operators.map(({ operator }) => operator.stop()));
});
