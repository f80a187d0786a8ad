import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../operator/api/kubernetes.ts';
import type { ApiPolicySpec, ApiPolicyStatus } from '../../operator/api/types.generated.ts';
import type { HostObservation } from '../../operator/compliance/wire.ts';
import { binary } from '../cluster/binaries.ts';
import { mustRun } from '../cluster/process.ts';
import { anIngress, aPolicy } from '../generators/objects.ts';
import { seenStatus } from '../generators/seen-status.ts';
import { GOOD, NOW, seen } from '../unit/compliance/subjects.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/gitops.md', import.meta.url)), 'utf8');
const scripts = new Map(
  [...page.matchAll(/```yaml\n([\s\S]*?)```/g)]
    .flatMap(([, text = '']) => Object.entries((parse(text) as { data?: Record<string, string> }).data ?? {}))
    .map(([key, script]) => [key.replace('resource.customizations.health.apipolicy.dev_', ''), script]),
);

/** What Argo CD makes of an object by the script of its kind in the docs. */
async function healthOf(kind: string, object: object): Promise<{ status: string; message: string }> {
  const script = scripts.get(kind);
  if (script === undefined) throw new Error(`docs/gitops.md has no health script for ${kind}`);
  const stdout = await mustRun([await binary('argo-health')], {
    input: JSON.stringify({ script, object }),
  });
  return JSON.parse(stdout) as { status: string; message: string };
}

const spec: Partial<ApiPolicySpec> = { tls: { plaintext: 'Redirect' }, validation: { maxBodySize: '1Mi' } };
const statusOf = (
  stated: Partial<ApiPolicySpec>,
  documents: readonly KubernetesObject[],
  wire: HostObservation = GOOD,
): Promise<ApiPolicyStatus> =>
  seenStatus([aPolicy(stated), ...documents], 'orders', { probe: () => wire, now: NOW });
const policyHealth = async (status: object | undefined, generation = 0) =>
  healthOf('ApiPolicy', { metadata: { name: 'orders', generation }, ...(status && { status }) });

const swapped = { ...GOOD, tls: seen({ ...GOOD.tls.value, chainError: 'self-signed certificate' }) };
const OLD = '2020-01-01T00:00:00Z';
const theirs = { 'nginx.ingress.kubernetes.io/proxy-body-size': '100m' };

test.each([
  ['in force, whatever else fails', 'Healthy', 'controls failed', await statusOf(spec, [anIngress()])],
  ['refuted on the wire', 'Degraded', 'tls.https', await statusOf(spec, [anIngress()], swapped)],
  [
    'in a conflict',
    'Degraded',
    'spec.validation.maxBodySize',
    await statusOf(spec, [anIngress({ metadata: { annotations: theirs } })]),
  ],
  [
    'that lost its target to another',
    'Degraded',
    'governed by ApiPolicy first',
    await statusOf(spec, [anIngress(), aPolicy(spec, { name: 'first', creationTimestamp: OLD })]),
  ],
  ['without its target yet', 'Progressing', 'Ingress orders does not exist', await statusOf(spec, [])],
])('an ApiPolicy %s is %s, and says %s', async (_, health, says, status) => {
  const found = await policyHealth(status);
  expect(found.status).toBe(health);
  expect(found.message).toContain(says);
});

test('an ApiPolicy that the operator has not seen, or not this spec of it, is Progressing', async () => {
  const status = await statusOf(spec, [anIngress()]);
  const pending = { conditions: [{ type: 'Ready', status: 'Unknown', reason: 'Pending', message: '' }] };
  for (const found of [
    await policyHealth(undefined),
    await policyHealth(pending),
    await policyHealth(status, 7),
  ])
    expect(found).toEqual({ status: 'Progressing', message: 'Waiting for the operator' });
});

const condition = (type: string, status: string, message = '') => ({ type, status, reason: 'Some', message });
const accepted = condition('Accepted', 'True');
const ready = condition('Ready', 'True');

test.each([
  ['accepted', 'Healthy', '', [accepted, condition('Compliant', 'True'), ready]],
  [
    'that policies do not meet',
    'Healthy',
    'not met by shop/orders',
    [accepted, condition('Compliant', 'False', 'spec.require is not met by shop/orders.'), ready],
  ],
  [
    'refused',
    'Degraded',
    'spec.defaults',
    ['Accepted', 'Ready'].map((type) => condition(type, 'False', 'spec.defaults: wrong')),
  ],
  ['of which nothing is said yet', 'Progressing', 'Waiting', []],
])('a ClusterApiPolicy %s is %s', async (_, health, says, conditions) => {
  const object = { metadata: { name: 'b', generation: 2 }, status: { observedGeneration: 2, conditions } };
  const found = await healthOf('ClusterApiPolicy', object);
  expect(found.status).toBe(health);
  expect(found.message).toContain(says);
});

test('a ClusterApiPolicy that changed since is Progressing', async () => {
  const status = { observedGeneration: 1, conditions: [accepted, ready] };
  const found = await healthOf('ClusterApiPolicy', { metadata: { name: 'b', generation: 2 }, status });
  expect(found.status).toBe('Progressing');
});
