import { describe, expect, test } from 'vitest';
import { analyse } from '../../../operator/cli/analysis.ts';
import { documentsIn, kubernetesObjects } from '../../../operator/cli/documents.ts';
import { lint } from '../../../operator/cli/lint/engine.ts';
import { renderDocuments } from '../../../operator/cli/render.ts';
import { toYaml } from '../../../operator/cli/yaml-out.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const POLICY = `apiVersion: apipolicy.dev/v1alpha1
kind: ApiPolicy
metadata: {name: orders, namespace: shop}
spec:
  targetRefs: [{group: networking.k8s.io, kind: Ingress, name: orders}]
`;
const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: orders, namespace: shop}
spec: {ingressClassName: nginx, rules: [{host: a.example}], tls: [{hosts: [a.example], secretName: a}]}
`;
const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {exposure: public}}\n';
const baseline = (spec: string, name = 'baseline'): string =>
  `apiVersion: apipolicy.dev/v1alpha1\nkind: ClusterApiPolicy\nmetadata: {name: ${name}}\nspec: ${spec}\n`;

const documents = (...texts: readonly string[]) =>
  documentsIn({ file: 'in.yaml', text: texts.join('---\n'), named: true });
const findings = (...texts: readonly string[]) =>
  lint(documents(...texts), (objects) => analyse(objects, { now: NOW }).findings);
const short = (...texts: readonly string[]): readonly string[] =>
  findings(...texts)
    .filter(({ rule }) => rule !== 'class-assumed')
    .map(({ line, severity, object, path, rule }) => `${line} ${severity} ${object} ${path} ${rule}`);
const rendered = (...texts: readonly string[]): string =>
  toYaml(renderDocuments(kubernetesObjects(documents(...texts)), { now: NOW }).objects);

describe('defaults', () => {
  const body = baseline('{defaults: {validation: {maxBodySize: 2Mi}}}');

  test('are rendered for a policy of the namespace', () => {
    expect(rendered(POLICY, INGRESS, body)).toContain('proxy-body-size: 2m');
  });

  test('give way to the policy', () => {
    const own = `${POLICY}  validation: {maxBodySize: 1Mi}\n`;
    expect(rendered(own, INGRESS, body)).toContain('proxy-body-size: 1m');
  });

  test('need the labels of the namespace where they are selected by them', () => {
    const selected = baseline(
      '{namespaceSelector: {matchLabels: {exposure: public}}, defaults: {validation: {maxBodySize: 2Mi}}}',
    );
    expect(rendered(POLICY, INGRESS, selected, NAMESPACE)).toContain('proxy-body-size: 2m');
    expect(rendered(POLICY, INGRESS, selected, NAMESPACE.replace('public', 'none'))).toBe('');
    expect(short(POLICY, INGRESS, selected)).toEqual([
      '3 info ApiPolicy shop/orders metadata.namespace namespace-not-found',
    ]);
  });

  test('that fall short are told at the baseline, with the policy', () => {
    const hsts = baseline('{defaults: {tls: {hsts: {maxAgeSeconds: 31536000}}}}');
    const found = findings(POLICY, INGRESS, hsts).filter(({ rule }) => rule === 'needs-global-setting');
    expect(found).toMatchObject([
      {
        object: 'ClusterApiPolicy baseline',
        path: 'spec.defaults.tls.hsts.maxAgeSeconds',
        related: ['ApiPolicy shop/orders', 'Ingress shop/orders'],
      },
    ]);
  });

  test('that fall short for several policies are told once', () => {
    const limited = baseline('{defaults: {rateLimit: {connections: 5}}}');
    const [policy, ingress] = [POLICY, INGRESS].map((text) => text.replaceAll('orders', 'web'));
    const found = findings(POLICY, INGRESS, policy ?? '', ingress ?? '', limited);
    expect(found.filter(({ rule }) => rule === 'limit-status-code')).toMatchObject([
      { related: ['ApiPolicy shop/orders', 'Ingress shop/orders', 'ApiPolicy shop/web', 'Ingress shop/web'] },
    ]);
  });

  test('that make a policy invalid are an error at the policy, and nothing is rendered', () => {
    const own = `${POLICY}  tls:\n    hsts: {maxAgeSeconds: 300}\n`;
    const preload = baseline(
      '{defaults: {tls: {hsts: {maxAgeSeconds: 31536000, includeSubDomains: true, preload: true}}}}',
    );
    expect(short(own, INGRESS, preload)).toEqual([
      '7 error ApiPolicy shop/orders spec.tls.hsts invalid-after-merge',
    ]);
    expect(rendered(own, INGRESS, preload)).toBe('');
  });
});

test('a baseline is checked like a policy, and a broken one adds nothing', () => {
  const broken = baseline('{defaults: {validation: {maxBodySize: 9Gi, maxBodySiez: 1}}}');
  expect(short(POLICY, INGRESS, broken)).toEqual([
    '15 error ClusterApiPolicy baseline spec.defaults.validation.maxBodySize size',
    '15 error ClusterApiPolicy baseline spec.defaults.validation.maxBodySiez unknown-field',
  ]);
  const twice = short(baseline('{}'), baseline('{}'));
  expect(twice).toEqual(['8 error ClusterApiPolicy baseline metadata.name duplicate-object']);
});

describe('what may be issued', () => {
  const own = `${POLICY}  mutualTLS: {clients: {ca: {issuerRef: {kind: ClusterIssuer, name: corporate-ca}}, subjects: [{name: a, dnsName: a.shop.svc}]}}\n`;

  test('is an error at the field that asks for more, and nothing is rendered', () => {
    const other = baseline('{issuance: {clusterIssuers: [other-ca]}, defaults: {drift: Report}}');
    const issuer = 'spec.mutualTLS.clients.ca.issuerRef issuance-cluster-issuer';
    expect(short(own, INGRESS)).toEqual([`6 error ApiPolicy shop/orders ${issuer}`]);
    expect(short(own, INGRESS, other)).toEqual([`6 error ApiPolicy shop/orders ${issuer}`]);
    expect(rendered(own, INGRESS, other)).toBe('');
  });

  test('is what a baseline permits', () => {
    const permitting = baseline('{issuance: {clusterIssuers: [corporate-ca]}}');
    expect(short(own, INGRESS, permitting)).toEqual([]);
    expect(rendered(own, INGRESS, permitting)).toContain('kind: Certificate');
  });
});

describe('exceptions', () => {
  const excepted = (expires: string, rest = ''): string =>
    baseline(
      `{exceptions: [{control: tls.hsts, namespace: shop, policy: orders, owner: team-shop, reason: old, expires: "${expires}"}]${rest}}`,
    );

  test('are a warning once their day is over', () => {
    expect(short(excepted('2026-11-24'))).toEqual([]);
    expect(short(excepted('2026-11-23'))).toEqual([
      '4 warning ClusterApiPolicy baseline spec.exceptions[0].expires exception-expired',
    ]);
  });

  test('are a warning in a namespace that the baseline leaves out', () => {
    const other = excepted('2026-12-31', ', namespaceSelector: {matchLabels: {exposure: none}}');
    expect(short(other)).toEqual([]);
    expect(short(other, NAMESPACE)).toEqual([
      '4 warning ClusterApiPolicy baseline spec.exceptions[0].namespace exception-elsewhere',
    ]);
  });
});

describe('requirements', () => {
  const required = baseline(
    '{require: {enforcement: Enforce, ungovernedIngresses: Report, minimumScore: 80}}',
  );

  test('a policy that only audits where more is required is a warning', () => {
    expect(short(`${POLICY}  enforcement: Audit\n`, INGRESS, required)).toContain(
      '6 warning ApiPolicy shop/orders spec.enforcement requirement-not-met',
    );
    expect(short(POLICY, INGRESS, required)).toEqual([]);
  });

  test('an Ingress without a policy is an information: its policy may be elsewhere', () => {
    expect(short(INGRESS, required)).toEqual([
      '9 info ClusterApiPolicy baseline spec.require.ungovernedIngresses ungoverned-ingress',
    ]);
  });
});
