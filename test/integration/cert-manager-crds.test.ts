import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../operator/api/kubernetes.ts';
import { renderDocuments } from '../../operator/cli/render.ts';
import { type ApiCluster, startApi } from '../cluster/api.ts';
import { type CertManagerRelease, certManagerCrds } from '../cluster/cert-manager-crds.ts';
import { waitFor } from '../cluster/wait.ts';
import { documentsAt, documentsOf } from '../documents/documents.ts';

const root = join(import.meta.dirname, '../..');

/** Each thing that a policy can have issued, with every field that has a say in it. */
const everything = `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: orders, namespace: shop}
spec:
  ingressClassName: nginx
  tls: [{hosts: [api.example.com], secretName: orders-tls}]
  rules:
    - host: api.example.com
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: orders, port: {number: 443}}}}]}
---
apiVersion: apipolicy.dev/v1alpha1
kind: ApiPolicy
metadata: {name: orders, namespace: shop}
spec:
  targetRefs: [{group: networking.k8s.io, kind: Ingress, name: orders}]
  tls:
    plaintext: Redirect
    certificate:
      issuerRef: {kind: ClusterIssuer, name: letsencrypt}
      privateKey: {algorithm: RSA, size: 3072}
      duration: 2160h
      renewBefore: 1h30m
  mutualTLS:
    clients:
      ca: {issuerRef: {kind: Issuer, name: clients}}
      verifyDepth: 2
      subjects: [{name: billing, commonName: billing}]
      issue: [{name: billing, secretName: billing-tls, commonName: billing, dnsNames: [billing.shop.svc], duration: 720h}]
    backend:
      certificate: {issuerRef: {kind: Issuer, name: services}}
      serverName: orders.shop.svc
      issue: [{secretName: orders-server-tls, dnsNames: [orders.shop.svc, orders.shop.svc.cluster.local]}]
`;

const rendered: Readonly<Record<string, () => KubernetesObject[]>> = {
  'every field': () => documentsOf(everything, 'every field'),
  examples: () => documentsAt(join(root, 'examples')),
};

/** What is for cert-manager of what these documents come to. */
function forCertManager(documents: readonly KubernetesObject[]): KubernetesObject[] {
  const { objects, findings } = renderDocuments(documents);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return (objects as KubernetesObject[]).filter(({ apiVersion }) =>
    apiVersion.startsWith('cert-manager.io/'),
  );
}

const collection = (namespace: string): string =>
  `/apis/cert-manager.io/v1/namespaces/${namespace}/certificates`;

describe.each<CertManagerRelease>(['1.11', '1.21'])("cert-manager %s's own schema", (release) => {
  let cluster: ApiCluster;
  beforeAll(async () => {
    cluster = await startApi();
    await cluster.mustKubectl(['create', 'namespace', 'shop']);
    await cluster.mustKubectl(['apply', '--server-side', '-f', await certManagerCrds(release)]);
    await waitFor(
      'Certificates to be served',
      async () => (await cluster.request('GET', collection('shop'))).status === 200,
    );
  });
  afterAll(() => cluster?.stop());

  const applied = (object: KubernetesObject) => {
    const { namespace = 'default', name } = object.metadata;
    const plural = `${object.kind.toLowerCase()}s`;
    return cluster.request(
      'PATCH',
      `/apis/${object.apiVersion}/namespaces/${namespace}/${plural}/${name}?fieldManager=apipolicy&fieldValidation=Strict`,
      object,
      { 'content-type': 'application/apply-patch+yaml' },
    );
  };

  test.each(Object.keys(rendered))('takes all of %s, and keeps it as it was sent', async (name) => {
    for (const object of forCertManager(rendered[name]?.() ?? [])) {
      const { status, body } = await applied(object);
      expect(body, `${object.kind} ${object.metadata.name}`).toMatchObject({ ...object });
      expect(status).toBe(201);
    }
  });

  test('was asked for one certificate of each role', () => {
    const names = forCertManager(documentsOf(everything, 'every field')).map(({ metadata }) => metadata.name);
    expect(names.toSorted()).toEqual([
      'billing-tls',
      'orders-clients-ca',
      'orders-gateway',
      'orders-server-tls',
      'orders-tls',
    ]);
  });

  test('refuses a field that it does not know, so that nothing is dropped in silence', async () => {
    const [first] = forCertManager(documentsOf(everything, 'every field'));
    const other = { ...first, spec: { ...(first as { spec?: object }).spec, noSuchField: true } };
    const { status, body } = await applied(other as unknown as KubernetesObject);
    // An apply with such a field is answered 500, not 400.
    expect(status).toBeGreaterThanOrEqual(400);
    expect((body as { message: string }).message).toContain(
      '.spec.noSuchField: field not declared in schema',
    );
  });
});
