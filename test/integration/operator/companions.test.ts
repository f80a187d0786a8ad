import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { waitFor } from '../../cluster/wait.ts';
import { BesideGateway } from './beside-gateway.ts';
import { FakeGates } from './fake-gates.ts';
import { Harness, refs } from './harness.ts';

const partners: NonNullable<ApiPolicySpec['authentication']> = {
  jwt: [
    {
      name: 'partners',
      issuer: 'https://partners.example.com',
      audiences: ['https://api.example.com'],
      jwksURI: 'https://partners.example.com/jwks.json',
    },
  ],
};

const login: NonNullable<ApiPolicySpec['authentication']> = {
  oidc: {
    issuerURL: 'https://login.example.com',
    clientID: 'shop',
    clientSecretRef: { name: 'shop-client', key: 'secret' },
  },
};

describe('what stands beside the gateway', () => {
  let harness: Harness;
  let gates: FakeGates;
  let beside: BesideGateway;
  let addresses = 0;
  beforeAll(async () => {
    harness = await Harness.start();
    gates = new FakeGates(harness);
    beside = new BesideGateway(harness);
    await harness.must('POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'apipolicy-gate' },
      rules: [],
    });
    await harness.startOperator([], { gateControl: gates });
  });
  afterAll(() => harness?.[Symbol.asyncDispose]());

  const replicas = (): [string, string] => {
    addresses += 2;
    return [`10.9.0.${addresses}`, `10.9.0.${addresses + 1}`];
  };

  test('a gate is made before an Ingress asks it, and the policy is programmed when every replica enforces it', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), authentication: partners });
    await beside.asked(namespace, 'orders');
    // First without the headers that the gateway is to have seen, and then with them.
    await expect
      .poll(() => beside.authURL(namespace, 'orders'), { timeout: 10_000 })
      .toBe(`http://apipolicy-gate.${namespace}.svc.cluster.local:8080/v1/orders/page`);
    expect(await beside.names(namespace, 'services')).toEqual(['apipolicy-gate', 'apipolicy-gate-errors']);
    expect(await beside.names(namespace, 'deployments')).toEqual(['apipolicy-gate']);
    expect(await beside.names(namespace, 'serviceaccounts')).toEqual(['apipolicy-gate']);
    expect(await beside.names(namespace, 'rolebindings')).toEqual(['apipolicy-gate']);
    expect(await beside.names(namespace, 'networkpolicies')).toEqual(['apipolicy-gate']);
    expect(await beside.names(namespace, 'poddisruptionbudgets')).toEqual(['apipolicy-gate']);
    expect(await beside.names(namespace, 'configmaps')).toEqual([
      'apipolicy-gate-headers',
      'apipolicy-gate-plan',
    ]);
    expect(Object.keys(await beside.plan(namespace))).toEqual(['orders']);
    const { message } = await harness.condition(namespace, 'orders', 'Programmed', 'False', 'GateNotReady');
    expect(message).toContain('No replica of the gate is ready');

    const [one, other] = replicas();
    await gates.start(namespace, [one, other]);
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'CompanionUnhealthy');
    await beside.available(namespace, 'apipolicy-gate');
    await harness.condition(namespace, 'orders', 'Programmed', 'True');
    await waitFor(
      'the error page',
      async () => (await harness.nginx(namespace, 'orders'))['default-backend'],
    );

    await gates.hold(other);
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      authentication: partners,
      validation: { methods: ['GET'] },
    });
    const behind = await harness.condition(namespace, 'orders', 'Programmed', 'False', 'GateNotReady');
    expect(behind.message).toContain(`replica ${other} still enforces`);
    gates.release(other);
    await harness.condition(namespace, 'orders', 'Programmed', 'True');

    const message503 = 'https://partners.example.com/jwks.json answers 503: see its log';
    gates.broken.set(`${namespace}/orders`, {
      kind: 'jwks',
      name: 'jwt partners',
      healthy: false,
      message: message503,
    });
    // A gate is asked every minute; a change of its replicas has it asked at once.
    await gates.start(namespace, replicas());
    const broken = await harness.condition(namespace, 'orders', 'Programmed', 'False', 'CompanionUnhealthy');
    expect(broken.message).toContain(`jwt partners: ${message503}`);
    expect(await beside.authURL(namespace, 'orders')).toBeDefined();
  });

  test('in the steady state and after a restart nothing is written; drift is put back', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await harness.settled();
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), authentication: login });
    await beside.asked(namespace, 'orders');
    await gates.start(namespace, replicas());
    for (const name of await beside.names(namespace, 'deployments')) await beside.available(namespace, name);
    await harness.condition(namespace, 'orders', 'Programmed', 'True');
    await waitFor(
      'the error page',
      async () => (await harness.nginx(namespace, 'orders'))['default-backend'],
    );
    await harness.settled();
    const before = await beside.writes();
    await harness.stopOperator();
    await harness.startOperator([], { gateControl: gates });
    await harness.settled();
    await harness.policy(namespace, 'idle', { targetRefs: refs('nowhere'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'idle', 'Accepted', 'False');
    await harness.settled();
    const news = (await beside.writes())
      .slice(before.length)
      .filter((line) => !/\/(apipolicies\/idle\/|events)/.test(line));
    expect(news).toEqual([]);

    await harness.must(
      'PATCH',
      `/apis/apps/v1/namespaces/${namespace}/deployments/apipolicy-gate`,
      { spec: { replicas: 0 } },
      { 'content-type': 'application/merge-patch+json' },
    );
    await waitFor('the gate to have its replicas', async () => {
      const gate = (await beside.list(namespace, 'deployments')).find(
        ({ metadata }) => metadata.name === 'apipolicy-gate',
      );
      return gate?.spec?.replicas === 2;
    });
  });

  test('the key of cookies is made once, under a name that the Deployment records and owns', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders', {
      spec: { tls: [{ hosts: [`orders.${namespace}.example.com`], secretName: 'orders-tls' }] },
    });
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), authentication: login });
    await beside.asked(namespace, 'orders');
    const [secret, ...more] = await waitFor('the Secret', async () => {
      const secrets = await beside.list(namespace, 'secrets');
      return secrets.length > 0 && secrets;
    });
    expect(more).toEqual([]);
    expect(secret?.metadata.name).toMatch(/^apipolicy-login-[0-9a-f]{8}-cookie-[0-9a-f]{8}$/);
    expect(Buffer.from(secret?.data?.['cookie-secret'] ?? '', 'base64')).toHaveLength(32);
    const deployment = (await beside.list(namespace, 'deployments')).find(({ metadata }) =>
      metadata.name.startsWith('apipolicy-login'),
    );
    expect(JSON.stringify(deployment?.spec)).toContain(`"secretName":"${secret?.metadata.name}"`);
    expect(secret?.metadata.ownerReferences?.[0]?.uid).toBe(deployment?.metadata.uid);
    expect(await beside.names(namespace, 'ingresses')).toEqual([deployment?.metadata.name]);
    await harness.settled();
    expect(await beside.names(namespace, 'secrets')).toEqual([secret?.metadata.name]);
  });

  test("somebody else's Service of the gate's name is never taken over, and no Ingress asks it", async () => {
    const namespace = await harness.namespace();
    await harness.must('POST', `/api/v1/namespaces/${namespace}/services`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'apipolicy-gate', labels: { 'app.kubernetes.io/managed-by': 'apipolicy' } },
      spec: { selector: { app: 'mine' }, ports: [{ port: 8080 }] },
    });
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), authentication: partners });
    const { message } = await harness.condition(namespace, 'orders', 'Programmed', 'False', 'ApplyFailed');
    expect(message).toContain('Service apipolicy-gate is there and is not the operator');
    expect(await beside.authURL(namespace, 'orders')).toBeUndefined();
    const service = (await beside.list(namespace, 'services')).find(
      ({ metadata }) => metadata.name === 'apipolicy-gate',
    );
    expect(JSON.stringify(service)).toContain('"app":"mine"');
    await harness.must('DELETE', `/api/v1/namespaces/${namespace}/services/apipolicy-gate`);
    await beside.asked(namespace, 'orders');
  });

  test('WhenReady: an Ingress in service waits for the gate, a new one does not', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'served');
    await harness.nextSecond();
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('served', 'fresh'),
      activation: 'WhenReady',
      authentication: partners,
    });
    await harness.ingress(namespace, 'fresh');
    await beside.asked(namespace, 'fresh');
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'GateNotReady');
    expect(await beside.authURL(namespace, 'served')).toBeUndefined();
    const { status } = await harness.readPolicy(namespace, 'orders');
    const waiting = status?.enforcement?.find(({ result }) => result === 'Pending');
    expect(waiting).toMatchObject({ target: 'served' });
    expect(waiting?.message).toContain('every ready replica of the gate');
    await gates.start(namespace, replicas());
    await beside.available(namespace, 'apipolicy-gate');
    await beside.asked(namespace, 'served');
    await harness.condition(namespace, 'orders', 'Programmed', 'True');
  });

  test('what a paused policy had made goes on, also when another policy comes and goes', async () => {
    const namespace = await harness.namespace();
    const spec: ApiPolicySpec = { targetRefs: refs('orders'), authentication: partners };
    await harness.ingress(namespace, 'orders');
    await harness.ingress(namespace, 'other');
    await harness.policy(namespace, 'orders', spec);
    await beside.asked(namespace, 'orders');
    const { orders } = await beside.plan(namespace);
    await harness.policy(namespace, 'orders', spec, { 'apipolicy.dev/paused': 'true' });
    await harness.condition(namespace, 'orders', 'Programmed', 'True', 'Paused');
    await harness.policy(namespace, 'other', { ...spec, targetRefs: refs('other') });
    await beside.asked(namespace, 'other');
    expect(await beside.plan(namespace)).toMatchObject({ orders, other: {} });
    await harness.delete(namespace, 'apipolicies', 'other');
    await waitFor(
      'the other Ingress to be released',
      async () => !(await beside.authURL(namespace, 'other')),
    );
    await harness.settled();
    expect((await beside.plan(namespace)).orders).toEqual(orders);
    expect(await beside.names(namespace, 'deployments')).toEqual(['apipolicy-gate']);
  });

  test('when no policy needs it the gate goes, after the last Ingress has stopped asking', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), authentication: login });
    await beside.asked(namespace, 'orders');
    await harness.delete(namespace, 'apipolicies', 'orders');
    await waitFor('the Ingress to be released', async () => !(await beside.authURL(namespace, 'orders')));
    expect(await beside.names(namespace, 'services')).toContain('apipolicy-gate');
    for (const plural of ['deployments', 'services', 'configmaps', 'rolebindings', 'ingresses'] as const)
      await waitFor(`${plural} to go`, async (pending) => {
        const left = await beside.names(namespace, plural);
        pending(left);
        return left.length === 0;
      });
  }, 120_000);
});
