import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_COMPANION_SETTINGS } from '../../operator/companions/settings.ts';
import { parseConfig } from '../../operator/config.ts';
import { objects, template } from './helm.ts';

const everything = fileURLToPath(new URL('values/everything.yaml', import.meta.url));

interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly securityContext: unknown;
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly livenessProbe: unknown;
  readonly readinessProbe: unknown;
}

interface PodSpec {
  readonly securityContext: unknown;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes: readonly Readonly<Record<string, unknown>>[];
}

async function deployment(
  ...args: readonly string[]
): Promise<{ strategy: unknown; replicas: number; pod: PodSpec }> {
  const found = objects(await template(...args)).find(({ kind }) => kind === 'Deployment');
  const spec = found?.spec as { strategy: unknown; replicas: number; template: { spec: PodSpec } };
  return { strategy: spec.strategy, replicas: spec.replicas, pod: spec.template.spec };
}

describe.each([
  ['as installed', []],
  ['with everything set', ['--values', everything]],
])('the pod, %s', (_, args) => {
  test('keeps the restricted Pod Security Standard', async () => {
    const { pod } = await deployment(...args);
    expect(pod).not.toHaveProperty('hostNetwork');
    expect(pod).not.toHaveProperty('hostPID');
    expect(pod).not.toHaveProperty('hostIPC');
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pod.initContainers ?? []).toEqual([]);
    for (const container of pod.containers) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
    const kinds = pod.volumes.flatMap((volume) => Object.keys(volume).filter((key) => key !== 'name'));
    expect(new Set(kinds)).toEqual(new Set(['configMap']));
  });

  test('has replicas, of which a Lease lets one write', async () => {
    const { replicas, strategy, pod } = await deployment(...args);
    expect(replicas).toBeGreaterThan(1);
    expect(strategy).toMatchObject({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } });
    expect(pod.containers[0]?.args).toContain('--leader-elect');
  });

  test('is asked for its health on the health port', async () => {
    const container = (await deployment(...args)).pod.containers[0];
    expect(container?.ports).toMatchObject([
      { name: 'http-metrics', containerPort: 8080 },
      { name: 'http-health', containerPort: 8081 },
    ]);
    expect(container?.livenessProbe).toMatchObject({ httpGet: { path: '/healthz', port: 'http-health' } });
    expect(container?.readinessProbe).toMatchObject({ httpGet: { path: '/readyz', port: 'http-health' } });
  });
});

test('without an election there is one at a time', async () => {
  const alone = ['--set', 'leaderElection.enabled=false,replicas=1'];
  const { replicas, strategy, pod } = await deployment(...alone);
  expect({ replicas, strategy }).toEqual({ replicas: 1, strategy: { type: 'Recreate' } });
  expect(pod.containers[0]?.args).not.toContain('--leader-elect');
  await expect(template('--set', 'leaderElection.enabled=false')).rejects.toThrow('needs leaderElection');
});

describe('the image', () => {
  const image = async (...args: string[]) => (await deployment(...args)).pod.containers[0]?.image;

  test('has the chart’s own version, a given tag, or a digest before both', async () => {
    expect(await image()).toBe('apipolicy/apipolicy:0.1.0');
    expect(await image('--set', 'image.tag=1.2.3')).toBe('apipolicy/apipolicy:1.2.3');
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(await image('--set', `image.tag=1.2.3,image.digest=${digest}`)).toBe(
      `apipolicy/apipolicy@${digest}`,
    );
  });
});

test('the operator is told of its gateways and of what companions are made of by a file', async () => {
  const config = objects(await template('--values', everything)).find(({ kind }) => kind === 'ConfigMap');
  expect(parse(config?.data?.['config.yaml'] ?? '')).toEqual({
    logLevel: 'debug',
    gateways: [
      {
        class: 'nginx',
        namespace: 'ingress-nginx',
        configMap: 'ingress-nginx-controller',
        deployment: 'ingress-nginx-controller',
        address: 'ingress-nginx-controller.ingress-nginx.svc',
      },
      { class: 'internal', namespace: 'ingress-internal', configMap: 'controller', deployment: 'controller' },
    ],
    companions: {
      gateImage: `images.example.com/gate@sha256:${'ab'.repeat(32)}`,
      oauth2ProxyImage: 'images.example.com/oauth2-proxy:v7.16.0',
      replicas: 3,
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1Gi' } },
      trustedProxyIPs: ['10.0.0.0/8'],
      gatewayFrom: [{ ipBlock: { cidr: '192.0.2.0/24' } }],
      pullSecrets: [{ name: 'pull-companions' }],
      clusterDomain: 'cluster.example.com',
      operatorNamespace: 'apipolicy-system',
    },
  });
  expect((await deployment('--values', everything)).pod.containers[0]?.args).toEqual([
    'operator',
    '--config=/etc/apipolicy/config.yaml',
    '--metrics-port=8080',
    '--health-port=8081',
    '--log-level=debug',
    '--leader-elect',
    '--probe-ca=/etc/apipolicy-probe/bundle.pem',
    '--least-overlap-seconds=60',
    '--workers=4',
  ]);
});

describe('what gates and logins are made of', () => {
  const told = async (...args: string[]) => {
    const config = objects(await template(...args)).find(({ kind }) => kind === 'ConfigMap');
    return parseConfig(config?.data?.['config.yaml'] ?? '', 'config.yaml').companions;
  };

  test('is, without a word, what offline commands go by too', async () => {
    expect(await told()).toEqual(DEFAULT_COMPANION_SETTINGS);
  });

  test('the gateway is sought in the namespaces of the gateways, or in ingress-nginx', async () => {
    const namespaces = (...names: string[]) =>
      names.map((name) => ({
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
      }));
    expect((await told()).gatewayFrom).toEqual(namespaces('ingress-nginx'));
    const gateways = [1, 2].map((n) => ({ class: `c${n}`, namespace: 'edge', configMap: 'c' }));
    expect((await told('--set-json', `gateways=${JSON.stringify(gateways)}`)).gatewayFrom).toEqual(
      namespaces('edge'),
    );
  });

  test.each([
    ['gate.image.tag=v1', 'need gate.image.repository'],
    ['gate.image.repository=a', 'needs gate.image.tag or gate.image.digest'],
    ['oauth2Proxy.image.tag=', 'needs a tag or a digest'],
  ])('%s is refused', async (setting, message) => {
    await expect(template('--set', setting)).rejects.toThrow(message);
  });
});
