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
  test('no role holds a verb on secrets', async () => {
    const held = await roles();
    expect(held.length).toBeGreaterThan(5);
    expect(held.filter(({ rule }) => rule.resources.some((name) => name.startsWith('secrets')))).toEqual([]);
  });

  test('no role holds a wildcard, escalate, bind or impersonate', async () => {
    const words = (await roles()).flatMap(({ rule }) => [
      ...rule.apiGroups,
      ...rule.resources,
      ...rule.verbs,
    ]);
    expect(words.filter((word) => ['*', 'escalate', 'bind', 'impersonate'].includes(word))).toEqual([]);
  });

  test('an Ingress is patched, never made or deleted', async () => {
    expect(await verbsOn('ingresses')).toEqual(['list', 'patch', 'watch']);
  });

  test.each(['apipolicies', 'clusterapipolicies'])('of %s the status alone is written', async (kind) => {
    expect(await verbsOn(kind)).toEqual(['get', 'list', 'watch']);
    expect(await verbsOn(`${kind}/status`)).toEqual(['patch']);
  });

  test('a namespace is only read', async () => {
    expect(await verbsOn('namespaces')).toEqual(['get', 'list', 'watch']);
  });

  test('a Service is only read', async () => {
    expect(await verbsOn('services')).toEqual(['list', 'watch']);
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
