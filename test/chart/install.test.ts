import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiCluster, startApi } from '../cluster/api.ts';
import { CHART, helm } from './helm.ts';

const NAMESPACE = 'apipolicy-system';
const GATEWAYS = [
  'gateways[0].class=nginx',
  'gateways[0].namespace=ingress-nginx',
  'gateways[0].configMap=controller',
  'gateways[0].deployment=controller',
].join(',');

/** The chart on a real API server: what it takes, and what the operator's account may do there. */
describe('helm install', () => {
  let cluster: ApiCluster;
  let account: string;

  const run = async (...args: readonly string[]): Promise<void> => {
    const { code, stderr } = await helm(
      ...args,
      '--namespace',
      NAMESPACE,
      '--kubeconfig',
      cluster.kubeconfig,
    );
    if (code !== 0) throw new Error(`helm ${args.join(' ')} failed: ${stderr}`);
  };

  const may = async (verb: string, resource: string, ...rest: readonly string[]): Promise<boolean> => {
    const { stdout } = await cluster.kubectl(['auth', 'can-i', verb, resource, ...rest], {
      kubeconfig: account,
    });
    return stdout.trim() === 'yes';
  };

  beforeAll(async () => {
    cluster = await startApi();
    for (const name of [NAMESPACE, 'ingress-nginx', 'shop'])
      await cluster.mustKubectl(['create', 'namespace', name]);
    await cluster.mustKubectl([
      ...['label', 'namespace', NAMESPACE],
      'pod-security.kubernetes.io/enforce=restricted',
      'pod-security.kubernetes.io/warn=restricted',
    ]);
    await run('install', 'apipolicy', CHART, '--set', GATEWAYS);
    account = await cluster.kubeconfigForServiceAccount(NAMESPACE, 'apipolicy');
  });

  afterAll(() => cluster.stop());

  test('brings the CRDs, which are served', async () => {
    await cluster.mustKubectl([
      'wait',
      '--for=condition=Established',
      'crd/apipolicies.apipolicy.dev',
      'crd/clusterapipolicies.apipolicy.dev',
      '--timeout=30s',
    ]);
    const policy = fileURLToPath(new URL('../../examples/quickstart/policy.yaml', import.meta.url));
    expect(await cluster.mustKubectl(['apply', '--server-side', '-f', policy])).toContain(
      'orders serverside-applied',
    );
  });

  test('makes a pod that the restricted Pod Security Standard admits', async () => {
    const deployment = JSON.parse(
      await cluster.mustKubectl(['get', 'deployment', 'apipolicy', '-n', NAMESPACE, '-o', 'json']),
    ) as { spec: { template: { metadata: object; spec: object } } };
    const { metadata, spec } = deployment.spec.template;
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'as-deployed' }, spec };
    const { code, stderr } = await cluster.kubectl(
      ['create', '--dry-run=server', '-n', NAMESPACE, '-f', '-'],
      { input: JSON.stringify(pod) },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('lets the operator do its work', async () => {
    for (const verb of ['get', 'list', 'watch']) {
      expect(await may(verb, 'apipolicies.apipolicy.dev', '-A'), verb).toBe(true);
      if (verb !== 'get') expect(await may(verb, 'ingresses.networking.k8s.io', '-A'), verb).toBe(true);
      expect(await may(verb, 'ingressclasses.networking.k8s.io'), verb).toBe(true);
      expect(await may(verb, 'configmaps/controller', '-n', 'ingress-nginx'), verb).toBe(true);
      expect(await may(verb, 'deployments.apps/controller', '-n', 'ingress-nginx'), verb).toBe(true);
    }
    const made = [
      ...['deployments.apps', 'services', 'serviceaccounts', 'configmaps', 'poddisruptionbudgets.policy'],
      ...['networkpolicies.networking.k8s.io', 'rolebindings.rbac.authorization.k8s.io'],
      'ingresses.networking.k8s.io',
    ];
    for (const resource of made) {
      for (const verb of ['get', 'list', 'watch', 'create', 'patch', 'delete'])
        expect(await may(verb, resource, '-n', 'shop'), `${verb} ${resource}`).toBe(true);
    }
    expect(await may('create', 'secrets', '-n', 'shop')).toBe(true);
    expect(await may('bind', 'clusterroles.rbac.authorization.k8s.io/apipolicy-gate')).toBe(true);
    for (const verb of ['list', 'watch'])
      expect(await may(verb, 'endpointslices.discovery.k8s.io', '-n', 'shop'), verb).toBe(true);
    expect(await may('patch', 'apipolicies.apipolicy.dev', '-n', 'shop', '--subresource=status')).toBe(true);
    expect(await may('create', 'events.events.k8s.io', '-n', 'shop')).toBe(true);
    for (const verb of ['get', 'list', 'watch']) {
      expect(await may(verb, 'clusterapipolicies.apipolicy.dev'), verb).toBe(true);
      expect(await may(verb, 'namespaces'), verb).toBe(true);
    }
    expect(await may('patch', 'clusterapipolicies.apipolicy.dev', '--subresource=status')).toBe(true);
    expect(await may('create', 'leases.coordination.k8s.io', '-n', NAMESPACE)).toBe(true);
    for (const verb of ['get', 'patch']) {
      const lease = 'leases.coordination.k8s.io/apipolicy-operator';
      expect(await may(verb, lease, '-n', NAMESPACE), verb).toBe(true);
    }
    expect(await may('get', 'customresourcedefinitions.apiextensions.k8s.io/apipolicies.apipolicy.dev')).toBe(
      true,
    );
  });

  test('and nothing else', async () => {
    for (const verb of ['get', 'list', 'watch', 'update', 'patch', 'delete', 'deletecollection']) {
      expect(await may(verb, 'secrets', '-n', 'shop'), verb).toBe(false);
      expect(await may(verb, 'secrets', '-n', NAMESPACE), verb).toBe(false);
      expect(await may(verb, 'pods', '-n', 'shop'), verb).toBe(false);
    }
    expect(await may('create', 'pods', '-n', 'shop')).toBe(false);
    for (const resource of ['clusterroles', 'roles', 'clusterrolebindings'])
      for (const verb of ['bind', 'escalate', 'create', 'patch'])
        expect(await may(verb, `${resource}.rbac.authorization.k8s.io`), `${verb} ${resource}`).toBe(false);
    expect(await may('bind', 'clusterroles.rbac.authorization.k8s.io/cluster-admin')).toBe(false);
    expect(await may('create', 'serviceaccounts', '-n', 'shop', '--subresource=token')).toBe(false);
    for (const verb of ['update', 'deletecollection']) {
      expect(await may(verb, 'deployments.apps', '-n', 'shop'), verb).toBe(false);
      expect(await may(verb, 'ingresses.networking.k8s.io', '-n', 'shop'), verb).toBe(false);
    }
    for (const verb of ['create', 'update', 'delete', 'deletecollection'])
      expect(await may(verb, 'apipolicies.apipolicy.dev', '-n', 'shop'), verb).toBe(false);
    expect(await may('patch', 'apipolicies.apipolicy.dev', '-n', 'shop')).toBe(false);
    expect(await may('patch', 'clusterapipolicies.apipolicy.dev')).toBe(false);
    expect(await may('patch', 'namespaces/shop')).toBe(false);
    expect(await may('patch', 'leases.coordination.k8s.io/another', '-n', NAMESPACE)).toBe(false);
    expect(await may('create', 'leases.coordination.k8s.io', '-n', 'shop')).toBe(false);
    expect(await may('get', 'customresourcedefinitions.apiextensions.k8s.io/other.example.com')).toBe(false);
  });

  test('writes ConfigMaps of response headers, and no others', async () => {
    const kubeconfig = await cluster.kubeconfigForUser(`system:serviceaccount:${NAMESPACE}:apipolicy`);
    const apply = (name: string) =>
      cluster.kubectl(['apply', '--server-side', '-f', '-'], {
        kubeconfig,
        input: JSON.stringify({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name, namespace: 'shop' },
          data: {},
        }),
      });
    expect((await apply('orders-apipolicy-headers-0123abcd')).code).toBe(0);
    // A new policy takes effect after a moment.
    await expect
      .poll(async () => (await apply('orders')).stderr, { timeout: 15_000 })
      .toContain('no ConfigMaps but those of response headers');
  });

  test('takes an upgrade with every optional object that the cluster knows', async () => {
    await run(
      ...['upgrade', 'apipolicy', CHART, '--set', GATEWAYS],
      ...['--set', 'networkPolicy.enabled=true,podDisruptionBudget.enabled=true,logLevel=debug'],
    );
    const kinds = 'networkpolicy,poddisruptionbudget,service,configmap';
    const names = await cluster.mustKubectl([
      'get',
      kinds,
      '-n',
      NAMESPACE,
      '-l',
      'app.kubernetes.io/name=apipolicy',
      '-o',
      'name',
    ]);
    expect(names.trim().split('\n').sort()).toEqual([
      'configmap/apipolicy',
      'networkpolicy.networking.k8s.io/apipolicy',
      'poddisruptionbudget.policy/apipolicy',
      'service/apipolicy-metrics',
    ]);
  });

  test('leaves the CRDs and the policies when it is uninstalled, and installs over them again', async () => {
    await run('uninstall', 'apipolicy');
    expect(await cluster.mustKubectl(['get', 'apipolicies', '-A', '-o', 'name'])).toContain('orders');
    await run('install', 'apipolicy', CHART, '--set', GATEWAYS);
  });
});
