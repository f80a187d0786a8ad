import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { objects, type Rule, template } from './helm.ts';

const everything = fileURLToPath(new URL('values/everything.yaml', import.meta.url));

async function roles(): Promise<{ kind: string; name: string; rule: Rule }[]> {
  return objects(await template('--values', everything)).flatMap(({ kind, metadata, rules }) =>
    (rules ?? []).map((rule) => ({ kind, name: metadata.name, rule })),
  );
}

async function verbsOn(resource: string): Promise<string[]> {
  const rules = (await roles()).filter(
    ({ name, rule }) => name === 'api-guard' && rule.resources.includes(resource),
  );
  return rules.flatMap(({ rule }) => rule.verbs).sort();
}

describe('the rights of the operator', () => {
  test('of secrets it creates, and has no other verb: none is read, changed or deleted', async () => {
    const held = (await roles()).filter(({ rule }) =>
      rule.resources.some((name) => name.startsWith('secrets')),
    );
    expect(held).toEqual([
      {
        kind: 'ClusterRole',
        name: 'api-guard',
        rule: { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      },
    ]);
  });

  test('no role holds a wildcard, escalate or impersonate', async () => {
    const words = (await roles()).flatMap(({ rule }) => [
      ...rule.apiGroups,
      ...rule.resources,
      ...rule.verbs,
    ]);
    expect(words.length).toBeGreaterThan(20);
    expect(words.filter((word) => ['*', 'escalate', 'impersonate'].includes(word))).toEqual([]);
  });

  test('the one role that it may give away reads the plan of a gate', async () => {
    const held = await roles();
    expect(held.filter(({ rule }) => rule.verbs.includes('bind'))).toEqual([
      {
        kind: 'ClusterRole',
        name: 'api-guard',
        rule: {
          apiGroups: ['rbac.authorization.k8s.io'],
          resources: ['clusterroles'],
          resourceNames: ['apipolicy-gate'],
          verbs: ['bind'],
        },
      },
    ]);
    expect(held.filter(({ name }) => name === 'apipolicy-gate').map(({ rule }) => rule)).toEqual([
      {
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: ['apipolicy-gate-plan'],
        verbs: ['get', 'watch'],
      },
    ]);
  });

  test.each([
    ...['deployments', 'services', 'serviceaccounts', 'configmaps', 'poddisruptionbudgets'],
    ...['networkpolicies', 'rolebindings', 'ingresses', 'certificates', 'issuers'],
  ])('%s are made, by apply', async (resource) => {
    expect(await verbsOn(resource)).toEqual(['create', 'delete', 'get', 'list', 'patch', 'watch']);
  });

  test('no right is given on pods, roles, webhooks or anything else', async () => {
    const resources = (await roles()).flatMap(({ rule }) => rule.resources);
    expect([...new Set(resources)].sort()).toEqual([
      ...['apipolicies', 'apipolicies/status', 'certificaterequests', 'certificates'],
      ...['clusterapipolicies', 'clusterapipolicies/status', 'clusterissuers'],
      ...['clusterroles', 'configmaps', 'customresourcedefinitions', 'deployments', 'endpointslices'],
      ...['events', 'ingressclasses', 'ingresses', 'issuers', 'leases', 'namespaces', 'networkpolicies'],
      ...['poddisruptionbudgets', 'rolebindings', 'secrets', 'serviceaccounts', 'services'],
    ]);
  });

  test.each(['apipolicies', 'clusterapipolicies'])('of %s the status alone is written', async (kind) => {
    expect(await verbsOn(kind)).toEqual(['get', 'list', 'watch']);
    expect(await verbsOn(`${kind}/status`)).toEqual(['patch']);
  });

  test.each(['certificaterequests', 'clusterissuers'])('%s are only read', async (resource) => {
    expect(await verbsOn(resource)).toEqual(['get', 'list', 'watch']);
  });

  test('of CRDs it reads its own and those of cert-manager, by name', async () => {
    const held = (await roles()).filter(({ rule }) => rule.resources.includes('customresourcedefinitions'));
    expect(held.map(({ rule }) => rule.verbs)).toEqual(held.map(() => ['get']));
    expect(held.flatMap(({ rule }) => rule.resourceNames ?? []).sort()).toEqual([
      'apipolicies.apipolicy.dev',
      'certificaterequests.cert-manager.io',
      'certificates.cert-manager.io',
      'clusterapipolicies.apipolicy.dev',
      'clusterissuers.cert-manager.io',
      'issuers.cert-manager.io',
    ]);
  });

  test('a namespace is only read', async () => {
    expect(await verbsOn('namespaces')).toEqual(['get', 'list', 'watch']);
  });

  test('of Leases it makes one, and writes that one alone', async () => {
    const held = (await roles()).filter(({ rule }) => rule.resources.includes('leases'));
    expect(held.map(({ kind, rule }) => [kind, rule.resourceNames, rule.verbs])).toEqual([
      ['Role', undefined, ['create']],
      ['Role', ['apipolicy-operator'], ['get', 'update', 'patch']],
    ]);
  });

  test("of a gateway's namespace the operator reads two objects, by name", async () => {
    const inNamespaces = (await roles()).filter(
      ({ kind, name }) => kind === 'Role' && !name.endsWith('-leader-election'),
    );
    expect(
      inNamespaces.map(({ name, rule }) => [name, rule.resources, rule.resourceNames, rule.verbs]),
    ).toEqual([
      ['api-guard-nginx', ['configmaps'], ['ingress-nginx-controller'], ['get', 'list', 'watch']],
      ['api-guard-nginx', ['deployments'], ['ingress-nginx-controller'], ['get', 'list', 'watch']],
      ['api-guard-internal', ['configmaps'], ['controller'], ['get', 'list', 'watch']],
      ['api-guard-internal', ['deployments'], ['controller'], ['get', 'list', 'watch']],
    ]);
  });

  test('without gateways and without an election no Role is made', async () => {
    const alone = ['--set', 'leaderElection.enabled=false,replicas=1'];
    expect(objects(await template(...alone)).filter(({ kind }) => kind === 'Role')).toEqual([]);
  });
});
