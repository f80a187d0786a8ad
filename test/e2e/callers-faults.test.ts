import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrivals, forgetArrivals } from '../cluster/arrivals.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Identity } from '../cluster/identity.ts';
import { operatorDeployment, operatorNamespace } from '../cluster/operator.ts';
import { say } from '../cluster/progress.ts';
import { type Statuses, Traffic } from '../cluster/traffic.ts';
import { authentication, authorization, perUser, policy } from './callers.policy.ts';
import { host, namespace, partner, setTheStage } from './callers.stage.ts';

const none = 'no credentials';
const spec = { authentication, authorization, rateLimit: perUser(1_000_000) };

describe('while things break, nobody comes in without credentials', { timeout: 240_000 }, () => {
  let cluster: Cluster;
  let identity: Identity;
  let token: string;
  let strangers: Traffic;
  let partners: Traffic;
  const table: string[] = [];

  const get = (headers: Readonly<Record<string, string>>) =>
    cluster.gateway.request({ host, path: '/orders', scheme: 'https', headers });
  const kubectl = (...args: string[]) => cluster.mustKubectl(['-n', namespace, ...args]);
  const kill = (selector: string) =>
    kubectl('delete', 'pods', '-l', selector, '--grace-period=0', '--force', '--wait=false');

  beforeAll(async () => {
    ({ cluster, identity } = await setTheStage());
    // The gateway may not know the provider's pods yet.
    token = await cluster.waitFor('a token', () => identity.machineToken(partner.id).catch(() => undefined));
  });

  afterAll(async () => {
    await Promise.all([strangers?.stop(), partners?.stop()]);
    say(['fault | without credentials | with a token', ...table].join('\n'));
    await cluster?.stop();
  });

  /** Until both kinds of requests have been answered so many times more, each as it should be. */
  const steady = (times = 20) =>
    cluster.waitFor(
      'both kinds of requests to be answered as they should be',
      async (pending) => {
        const [first, second] = [strangers.answered, partners.answered];
        strangers.take();
        partners.take();
        await cluster.waitFor(
          'more requests',
          () => strangers.answered >= first + times && partners.answered >= second + times,
        );
        const seen = [strangers.take(), partners.take()];
        pending(seen);
        return Object.keys(seen[0] ?? {}).join() === '401' && Object.keys(seen[1] ?? {}).join() === '200';
      },
      { timeoutMs: 120_000 },
    );

  /** What both kinds of requests were answered while that was done and until all was well again. */
  async function during(
    fault: string,
    deed: () => Promise<unknown>,
  ): Promise<{ stranger: Statuses; partner: Statuses }> {
    strangers.take();
    partners.take();
    const [first, second] = [strangers.answered, partners.answered];
    await deed();
    await cluster.waitFor(
      'requests during it',
      () => strangers.answered >= first + 50 && partners.answered >= second + 50,
    );
    const seen = { stranger: strangers.take(), partner: partners.take() };
    await steady();
    table.push(`${fault} | ${JSON.stringify(seen.stranger)} | ${JSON.stringify(seen.partner)}`);
    const letIn = Object.keys(seen.stranger).filter((status) => Number(status) < 400);
    expect(letIn, fault).toEqual([]);
    expect((await arrivals(cluster, namespace)).byMark[none] ?? 0, fault).toBe(0);
    return seen;
  }

  test('once the policy is ready, and ever after', async () => {
    await cluster.apply([policy(spec)]);
    await kubectl('wait', 'apol/orders', '--for=condition=Ready', '--timeout=120s');
    strangers = new Traffic(() => get({ 'x-test-mark': none }));
    partners = new Traffic(() => get({ authorization: `Bearer ${token}` }));
    // Ready says that it is written; workers of nginx with the configuration before may answer for a moment.
    await steady();
    await forgetArrivals(cluster, namespace);
    await during('nothing', async () => undefined);
  });

  test('the policy is changed', async () => {
    const requests = perUser(999_999);
    const { partner: seen } = await during('policy changed', () =>
      cluster.apply([policy({ ...spec, rateLimit: requests, validation: { methods: ['GET', 'POST'] } })]),
    );
    expect(Object.keys(seen)).toEqual(['200']);
  });

  test('a replica of the gate is killed', async () => {
    const [pod = ''] = (await kubectl('get', 'pods', '-o', 'name'))
      .split('\n')
      .filter((it) => it.includes('gate'));
    await during('gate replica killed', () =>
      kubectl('delete', pod, '--grace-period=0', '--force', '--wait=false'),
    );
  });

  test('the gate is rolled', async () => {
    const { partner: seen } = await during('gate rolled', async () => {
      await kubectl('rollout', 'restart', 'deployment/apipolicy-gate');
      await kubectl('rollout', 'status', 'deployment/apipolicy-gate', '--timeout=120s');
    });
    expect(Object.keys(seen)).toEqual(['200']);
  });

  test('the login is rolled', async () => {
    const { partner: seen } = await during('login rolled', async () => {
      const all = (await kubectl('get', 'deployments', '-o', 'name')).split('\n');
      const login = all.find((it) => it.includes('apipolicy-login-')) ?? '';
      await kubectl('rollout', 'restart', login);
      await kubectl('rollout', 'status', login, '--timeout=120s');
    });
    expect(Object.keys(seen)).toEqual(['200']);
  });

  test('the store is away, and comes back', async () => {
    await during('store away', async () => {
      await kubectl('scale', 'deployment/redis', '--replicas=0');
      await cluster.waitForDeployment(namespace, 'redis');
    });
    await during('store back', async () => {
      await kubectl('scale', 'deployment/redis', '--replicas=1');
      await cluster.waitForDeployment(namespace, 'redis');
    });
  });

  test('the provider is away', async () => {
    const { partner: seen } = await during('provider away', () => identity.scale(0));
    expect(Object.keys(seen)).toEqual(['200']);
    await during('provider back', () => identity.scale(1));
  });

  test("the provider's keys are rotated, and tokens of the new key are taken", async () => {
    await during('keys rotated, the old one published', async () => {
      await identity.rotate({ keep: true });
      token = await identity.machineToken(partner.id);
    });
    await during('keys rotated, the old one gone', async () => {
      await identity.rotate();
      token = await identity.machineToken(partner.id);
    });
  });

  test('the operator is killed', async () => {
    const { partner: seen } = await during('operator killed', async () => {
      const of = ['-n', operatorNamespace];
      await cluster.mustKubectl([...of, 'delete', 'pods', '--all', '--grace-period=0', '--force']);
      await cluster.waitForDeployment(operatorNamespace, operatorDeployment);
    });
    expect(Object.keys(seen)).toEqual(['200']);
  });

  test('all pods of the gate are killed at once', async () => {
    await during('whole gate killed', () => kill('app.kubernetes.io/name=apipolicy-gate'));
  });
});
