import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Ingress } from '../../../operator/api/kubernetes.ts';
import type { ApiPolicy } from '../../../operator/api/types.generated.ts';
import {
  authorityCertificate,
  authorityIssuer,
  authorityName,
  bundleName,
  bundleSecret,
  rootIssuer,
} from '../../../operator/companions/cert-manager/authority/objects.ts';
import { certificatesOf } from '../../../operator/companions/cert-manager/certificates-of.ts';
import { companionsOf } from '../../../operator/companions/companions-of.ts';
import { DEFAULT_COMPANION_SETTINGS } from '../../../operator/companions/settings.ts';
import { planPolicy } from '../../../operator/policy/plan-policy.ts';
import { certManagerCrds } from '../../cluster/cert-manager-crds.ts';
import { certificate } from './certificate-samples.ts';
import { ChartCluster, type KubernetesObject, OPERATOR, said } from './chart-cluster.ts';
import { networkPolicy, secret } from './companion-samples.ts';

const EXAMPLES = join(import.meta.dirname, '../../../examples');

function documents(example: string): KubernetesObject[] {
  return readdirSync(join(EXAMPLES, example))
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parseAllDocuments(readFileSync(join(EXAMPLES, example, name), 'utf8')))
    .map((document) => document.toJS() as KubernetesObject);
}

function inputs(example: string) {
  const objects = documents(example);
  const targets = objects.filter(({ kind }) => kind === 'Ingress') as unknown as Ingress[];
  const policies = objects.filter(({ kind }) => kind === 'ApiPolicy') as unknown as ApiPolicy[];
  return policies.map((policy) => {
    const { name } = policy.metadata;
    return { name, uid: `uid-of-${name}`, plan: planPolicy(policy), targets };
  });
}

const companions = (example: string) => companionsOf('shop', inputs(example), DEFAULT_COMPANION_SETTINGS);

function certificates(example: string): KubernetesObject[] {
  const policies = inputs(example);
  const ingresses = policies.flatMap(({ targets }) => targets);
  const { clusterDomain } = DEFAULT_COMPANION_SETTINGS;
  const { wanted } = certificatesOf('shop', policies, { ingresses, certificates: [] }, clusterDomain);
  return wanted.map(({ object }) => object as unknown as KubernetesObject);
}

const folders = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const examples = folders.filter((name) => companions(name).objects.length > 0);
const issuing = folders.filter((name) => certificates(name).length > 0);

test('the check saw gates, logins, a session store and certificates', () => {
  const seen = examples.flatMap((name) => companions(name).objects);
  expect(seen.filter(({ kind }) => kind === 'Deployment').length).toBeGreaterThan(3);
  expect(seen.filter(({ kind }) => kind === 'Ingress').length).toBeGreaterThan(0);
  expect(JSON.stringify(seen)).toContain('OAUTH2_PROXY_REDIS_PASSWORD');
  expect(issuing.flatMap(certificates).length).toBeGreaterThan(5);
});

describe('all that the operator makes for the examples passes what binds it', () => {
  let chart: ChartCluster;

  beforeAll(async () => {
    chart = await ChartCluster.start();
    await chart.cluster.mustKubectl(['apply', '--server-side', '-f', await certManagerCrds()]);
    await chart.cluster.mustKubectl(['wait', '--for=condition=Established', 'crd', '--all']);
    await chart.cluster.mustKubectl([
      ...['label', 'namespace', 'shop'],
      ...['pod-security.kubernetes.io/enforce=restricted', 'pod-security.kubernetes.io/warn=restricted'],
    ]);
    await chart.inForce('must select pods', () =>
      chart.apply(OPERATOR, networkPolicy('apipolicy-gate', {}), { dryRun: true }),
    );
    await chart.inForce('writes and deletes no Certificates', () =>
      chart.apply(OPERATOR, certificate('a', { metadata: { labels: {} } }), { dryRun: true }),
    );
  });

  afterAll(() => chart?.[Symbol.asyncDispose]());

  test.each(examples)('%s', async (example) => {
    const { objects, logins } = companions(example);
    for (const object of objects)
      expect(
        said(await chart.apply(OPERATOR, object as unknown as KubernetesObject)),
        `${object.kind} ${object.metadata.name}`,
      ).toMatch(/^20[01]$/);
    for (const login of new Set(Object.values(logins).flat())) {
      const name = `${login}-cookie-${Buffer.from(example).toString('hex').slice(0, 8).padEnd(8, '0')}`;
      expect(said(await chart.create(OPERATOR, secret(name)))).toBe('201');
    }
  });

  test.each(issuing)('%s, what it has issued', async (example) => {
    for (const object of certificates(example))
      expect(said(await chart.apply(OPERATOR, object)), object.metadata.name).toMatch(/^20[01]$/);
  });

  test('and so does a CA that it manages', async () => {
    const owner = { namespace: 'shop', policy: { name: 'devices', uid: 'uid-of-devices' } };
    const name = authorityName('devices', 2, 'a1b2c');
    const parts = { name, number: 2, revision: 2, atOnce: true, durationSeconds: 86_400 };
    const objects = [rootIssuer(owner), authorityCertificate(owner, parts), authorityIssuer(owner, name)];
    for (const object of objects)
      expect(said(await chart.apply(OPERATOR, object as unknown as KubernetesObject)), object.kind).toBe(
        '201',
      );
    const list = ['one CA', 'another'];
    const secret = bundleSecret(owner, bundleName('devices', list, '0123abcd'), list);
    expect(said(await chart.create(OPERATOR, { apiVersion: 'v1', kind: 'Secret', ...secret }))).toBe('201');
  });

  test.each(examples)('%s, as pods under the restricted Pod Security Standard', async (example) => {
    for (const { kind, metadata, spec } of companions(example).objects) {
      if (kind !== 'Deployment') continue;
      const { template } = spec as { template: { metadata: object; spec: object } };
      const pod = { ...template, apiVersion: 'v1', kind: 'Pod' };
      const { code, stderr } = await chart.cluster.kubectl(
        ['create', '--dry-run=server', '-n', 'shop', '-f', '-'],
        { input: JSON.stringify({ ...pod, metadata: { ...template.metadata, name: metadata.name } }) },
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
  });
});
