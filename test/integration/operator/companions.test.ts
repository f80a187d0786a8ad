import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deployment } from '../../../operator/api/kubernetes.ts';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { waitFor } from '../../cluster/wait.ts';
import { FakeGates } from './fake-gates.ts';
import { Harness, MARKER, refs } from './harness.ts';

interface ObjectList {
  readonly items: readonly (Deployment & { readonly data?: Readonly<Record<string, string>> })[];
}

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

const PLACES = {
  deployments: '/apis/apps/v1',
  services: '/api/v1',
  configmaps: '/api/v1',
  secrets: '/api/v1',
  serviceaccounts: '/api/v1',
  rolebindings: '/apis/rbac.authorization.k8s.io/v1',
  networkpolicies: '/apis/networking.k8s.io/v1',
  poddisruptionbudgets: '/apis/policy/v1',
  ingresses: '/apis/networking.k8s.io/v1',
} as const;

describe('what stands beside the gateway', () => {
  let harness: Harness;
  let gates: FakeGates;
  let addresses = 0;
  beforeAll(async () => {
    harness = await Harness.start();
    gates = new FakeGates(harness);
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

  const list = async (namespace: string, plural: keyof typeof PLACES): Promise<ObjectList['items']> => {
    const answer = (await harness.must(
      'GET',
      `${PLACES[plural]}/namespaces/${namespace}/${plural}`,
    )) as ObjectList;
    return answer.items.filter(({ metadata }) => metadata.name.startsWith('apipolicy-'));
  };

  const names = async (namespace: string, plural: keyof typeof PLACES): Promise<string[]> =>
    (await list(namespace, plural)).map(({ metadata }) => metadata.name).sort();

  const plan = async (namespace: string): Promise<Record<string, { revision: string }>> => {
    const map = (await list(namespace, 'configmaps')).find(({ metadata }) => metadata.name.endsWith('-plan'));
    return Object.fromEntries(
      Object.entries(map?.data ?? {}).map(([name, text]) => [name, JSON.parse(text) as { revision: string }]),
    );
  };

  const writes = async (): Promise<string[]> => {
    const text = await readFile(harness.cluster.auditLog ?? '', 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map(
        (line) => JSON.parse(line) as { stage: string; verb: string; requestURI: string; userAgent?: string },
      )
      .filter(
        ({ stage, verb, userAgent, requestURI }) =>
          stage === 'ResponseComplete' &&
          userAgent?.startsWith('apipolicy/') &&
          !['get', 'list', 'watch'].includes(verb) &&
          !requestURI.includes(`/namespaces/${MARKER}/`),
      )
      .map(({ verb, requestURI }) => `${verb} ${requestURI}`);
  };

  const authURL = async (namespace: string, name: string): Promise<string | undefined> =>
    (await harness.nginx(namespace, name))['auth-url'];

  const asked = (namespace: string, name: string): Promise<unknown> =>
    waitFor(`Ingress ${name} to ask the gate`, () => authURL(namespace, name), {
      timeoutMs: 15_000,
      everyMs: 30,
    });

  test('a gate is made before an Ingress asks it, and the policy is programmed when every replica enforces it', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), authentication: partners });
    await asked(namespace, 'orders');
    expect(await authURL(namespace, 'orders')).toBe(
      `http://apipolicy-gate.${namespace}.svc.cluster.local:8080/v1/orders/page`,
    );
    expect(await names(namespace, 'services')).toEqual(['apipolicy-gate', 'apipolicy-gate-errors']);
    expect(await names(namespace, 'deployments')).toEqual(['apipolicy-gate']);
    expect(await names(namespace, 'serviceaccounts')).toEqual(['apipolicy-gate']);
    expect(await names(namespace, 'rolebindings')).toEqual(['apipolicy-gate']);
    expect(await names(namespace, 'networkpolicies')).toEqual(['apipolicy-gate']);
    expect(await names(namespace, 'poddisruptionbudgets')).toEqual(['apipolicy-gate']);
    expect(await names(namespace, 'configmaps')).toEqual(['apipolicy-gate-headers', 'apipolicy-gate-plan']);
    expect(Object.keys(await plan(namespace))).toEqual(['orders']);
    const { message } = await harness.condition(namespace, 'orders', 'Programmed', 'False', 'GateNotReady');
    expect(message).toContain('No replica of the gate is ready');

    const [one, other] = replicas();
    await gates.start(namespace, [one, other]);
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'CompanionUnhealthy');
    await available(namespace, 'apipolicy-gate');
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
    expect(await authURL(namespace, 'orders')).toBeDefined();
  });

  /** No node runs pods: their Deployment's status is written by hand. */
  const available = async (namespace: string, name: string, count = 2): Promise<void> => {
    await harness.must(
      'PATCH',
      `/apis/apps/v1/namespaces/${namespace}/deployments/${name}/status`,
      { status: { replicas: count, readyReplicas: count, availableReplicas: count } },
      { 'content-type': 'application/merge-patch+json' },
    );
  };

  test('in the steady state and after a restart nothing is written; drift is put back', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await harness.settled();
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), authentication: login });
    await asked(namespace, 'orders');
    await gates.start(namespace, replicas());
    for (const name of await names(namespace, 'deployments')) await available(namespace, name);
    await harness.condition(namespace, 'orders', 'Programmed', 'True');
    await waitFor(
      'the error page',
      async () => (await harness.nginx(namespace, 'orders'))['default-backend'],
    );
    await harness.settled();
    const before = await writes();
    await harness.stopOperator();
    await harness.startOperator([], { gateControl: gates });
    await harness.settled();
    await harness.policy(namespace, 'idle', { targetRefs: refs('nowhere'), rateLimit: { connections: 5 } });
    await harness.condition(namespace, 'idle', 'Accepted', 'False');
    await harness.settled();
    const news = (await writes())
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
      const gate = (await list(namespace, 'deployments')).find(
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
    await asked(namespace, 'orders');
    const [secret, ...more] = await waitFor('the Secret', async () => {
      const secrets = await list(namespace, 'secrets');
      return secrets.length > 0 && secrets;
    });
    expect(more).toEqual([]);
    expect(secret?.metadata.name).toMatch(/^apipolicy-login-[0-9a-f]{8}-cookie-[0-9a-f]{8}$/);
    expect(Buffer.from(secret?.data?.['cookie-secret'] ?? '', 'base64')).toHaveLength(32);
    const deployment = (await list(namespace, 'deployments')).find(({ metadata }) =>
      metadata.name.startsWith('apipolicy-login'),
    );
    expect(JSON.stringify(deployment?.spec)).toContain(`"secretName":"${secret?.metadata.name}"`);
    expect(secret?.metadata.ownerReferences?.[0]?.uid).toBe(deployment?.metadata.uid);
    expect(await names(namespace, 'ingresses')).toEqual([deployment?.metadata.name]);
    await harness.settled();
    expect(await names(namespace, 'secrets')).toEqual([secret?.metadata.name]);
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
    expect(await authURL(namespace, 'orders')).toBeUndefined();
    const service = (await list(namespace, 'services')).find(
      ({ metadata }) => metadata.name === 'apipolicy-gate',
    );
    expect(JSON.stringify(service)).toContain('"app":"mine"');
    await harness.must('DELETE', `/api/v1/namespaces/${namespace}/services/apipolicy-gate`);
    await asked(namespace, 'orders');
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
    await asked(namespace, 'fresh');
    await harness.condition(namespace, 'orders', 'Programmed', 'False', 'GateNotReady');
    expect(await authURL(namespace, 'served')).toBeUndefined();
    const { status } = await harness.readPolicy(namespace, 'orders');
    const waiting = status?.enforcement?.find(({ result }) => result === 'Pending');
    expect(waiting).toMatchObject({ target: 'served' });
    expect(waiting?.message).toContain('every ready replica of the gate');
    await gates.start(namespace, replicas());
    await available(namespace, 'apipolicy-gate');
    await asked(namespace, 'served');
    await harness.condition(namespace, 'orders', 'Programmed', 'True');
  });

  test('what a paused policy had made goes on, also when another policy comes and goes', async () => {
    const namespace = await harness.namespace();
    const spec: ApiPolicySpec = { targetRefs: refs('orders'), authentication: partners };
    await harness.ingress(namespace, 'orders');
    await harness.ingress(namespace, 'other');
    await harness.policy(namespace, 'orders', spec);
    await asked(namespace, 'orders');
    const { orders } = await plan(namespace);
    await harness.policy(namespace, 'orders', spec, { 'apipolicy.dev/paused': 'true' });
    await harness.condition(namespace, 'orders', 'Programmed', 'True', 'Paused');
    await harness.policy(namespace, 'other', { ...spec, targetRefs: refs('other') });
    await asked(namespace, 'other');
    expect(await plan(namespace)).toMatchObject({ orders, other: {} });
    await harness.delete(namespace, 'apipolicies', 'other');
    await waitFor('the other Ingress to be released', async () => !(await authURL(namespace, 'other')));
    await harness.settled();
    expect((await plan(namespace)).orders).toEqual(orders);
    expect(await names(namespace, 'deployments')).toEqual(['apipolicy-gate']);
  });

  test('when no policy needs it the gate goes, after the last Ingress has stopped asking', async () => {
    const namespace = await harness.namespace();
    await harness.ingress(namespace, 'orders');
    await harness.policy(namespace, 'orders', { targetRefs: refs('orders'), authentication: login });
    await asked(namespace, 'orders');
    await harness.delete(namespace, 'apipolicies', 'orders');
    await waitFor('the Ingress to be released', async () => !(await authURL(namespace, 'orders')));
    expect(await names(namespace, 'services')).toContain('apipolicy-gate');
    for (const plural of ['deployments', 'services', 'configmaps', 'rolebindings', 'ingresses'] as const)
      await waitFor(`${plural} to go`, async (pending) => {
        const left = await names(namespace, plural);
        pending(left);
        return left.length === 0;
      });
  }, 120_000);
});
