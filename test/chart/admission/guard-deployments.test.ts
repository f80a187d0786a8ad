import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChartCluster, type KubernetesObject, OPERATOR, said } from './chart-cluster.ts';
import { container, deployment, LOGIN, pod, restricted } from './companion-samples.ts';

const GATE = 'apipolicy-gate';

/** Who may create Deployments can run anything: what is left of that to someone who holds the operator's token. */
describe('whoever acts as the operator', () => {
  let chart: ChartCluster;

  beforeAll(async () => {
    chart = await ChartCluster.start();
    await chart.inForce('network', () =>
      chart.apply(OPERATOR, deployment(GATE, { hostNetwork: true }), { dryRun: true }),
    );
  });

  afterAll(() => chart[Symbol.asyncDispose]());

  const attempt = async (object: KubernetesObject): Promise<string> =>
    said(await chart.apply(OPERATOR, object, { dryRun: true }));

  const both = (name: string, change: (pod: Record<string, unknown>) => object) =>
    deployment(name, change(pod(name)));
  const withContainer = (name: string, change: object) =>
    both(name, () => ({ containers: [{ ...container(name), ...change }] }));
  const secretEnv = (name: string) => ({
    env: [{ name, valueFrom: { secretKeyRef: { name: 'redis', key: 'password' } } }],
  });

  test.each([GATE, LOGIN])('makes %s', async (name) => {
    expect(await attempt(deployment(name))).toBe('201');
  });

  test('gives a login the password of its Redis', async () => {
    expect(await attempt(withContainer(LOGIN, secretEnv('OAUTH2_PROXY_REDIS_PASSWORD')))).toBe('201');
  });

  test.each<[string, KubernetesObject, string]>([
    [
      'another image as a gate',
      withContainer(GATE, { image: 'evil:1' }),
      'of the image that the chart names',
    ],
    [
      'the image of the gate as a login',
      withContainer(LOGIN, { image: 'apipolicy/apipolicy:0.1.0' }),
      'of the image',
    ],
    [
      'a second container',
      both(GATE, () => ({ containers: [container(GATE), { ...container(GATE), name: 'b' }] })),
      'runs one container',
    ],
    [
      'a container before it',
      both(GATE, () => ({ initContainers: [{ ...container(GATE), name: 'first' }] })),
      'runs one container',
    ],
    ['another command', withContainer(LOGIN, { command: ['sh'] }), 'runs what its image starts'],
    ['the operator as a gate', withContainer(GATE, { args: ['operator'] }), 'is started as `gate`'],
    ['a gate without arguments', withContainer(GATE, { args: [] }), 'is started as `gate`'],
    ['the network of the node', both(LOGIN, () => ({ hostNetwork: true })), 'network nor the processes'],
    ['the processes of the node', both(LOGIN, () => ({ hostPID: true })), 'network nor the processes'],
    ['the memory of the node', both(LOGIN, () => ({ hostIPC: true })), 'network nor the processes'],
    [
      'a port of the node',
      withContainer(LOGIN, { ports: [{ containerPort: 4180, hostPort: 80 }] }),
      'network nor the processes',
    ],
    [
      'a privileged container',
      withContainer(GATE, {
        securityContext: { ...restricted, allowPrivilegeEscalation: true, privileged: true },
      }),
      'without root',
    ],
    [
      'a container as root',
      withContainer(GATE, { securityContext: { ...restricted, runAsNonRoot: false } }),
      'without root',
    ],
    ['a container with nothing said', withContainer(GATE, { securityContext: {} }), 'without root'],
    [
      'a capability',
      withContainer(GATE, {
        securityContext: { ...restricted, capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } },
      }),
      'without root',
    ],
    [
      'a folder of the node',
      both(GATE, () => ({ volumes: [{ name: 'a', hostPath: { path: '/' } }] })),
      'mounts ConfigMaps',
    ],
    [
      'a token of another audience',
      both(LOGIN, () => ({
        volumes: [{ name: 'a', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }],
      })),
      'mounts ConfigMaps',
    ],
    [
      'a Secret that a gate waits for',
      both(GATE, () => ({ volumes: [{ name: 'a', secret: { secretName: 'a' } }] })),
      'optional: true',
    ],
    ['a Secret in the environment of a gate', withContainer(GATE, secretEnv('PASSWORD')), 'environment'],
    ['a Secret in the environment of a login', withContainer(LOGIN, secretEnv('OTHER')), 'environment'],
    [
      'a whole Secret in the environment',
      withContainer(LOGIN, { envFrom: [{ secretRef: { name: 'a' } }] }),
      'environment',
    ],
    [
      'a gate with another account',
      both(GATE, () => ({ serviceAccountName: 'admin' })),
      'runs as apipolicy-gate',
    ],
    ['a login with another account', both(LOGIN, () => ({ serviceAccountName: 'admin' })), 'without a token'],
    ['a login with a token', both(LOGIN, () => ({ automountServiceAccountToken: true })), 'without a token'],
  ])('is refused %s', async (_, object, message) => {
    const answer = await attempt(object);
    expect(answer).toMatch(/^(403|422) /);
    expect(answer).toContain(message);
  });
});
