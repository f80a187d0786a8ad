import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../operator/api/kubernetes.ts';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import { renderDocuments } from '../../../operator/cli/render.ts';
import { anIngress, aPolicy } from '../../generators/objects.ts';

const rendered = (spec: Partial<ApiPolicySpec>, ...others: readonly KubernetesObject[]) => {
  const { objects, ...rest } = renderDocuments([anIngress(), aPolicy(spec), ...others]);
  const names = (objects as readonly KubernetesObject[]).map(
    ({ kind, metadata }) => `${kind}/${metadata.name}`,
  );
  return { names, ...rest };
};
const served: Partial<ApiPolicySpec> = {
  tls: { certificate: { issuerRef: { kind: 'Issuer', name: 'internal' } } },
};
const theirs = (labels: Record<string, string>): KubernetesObject & { readonly spec: object } => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { namespace: 'shop', name: 'theirs', labels },
  spec: { secretName: 'orders-tls' },
});

describe('two Ingresses of one app over TLS', () => {
  const over = (name: string, created: string) =>
    anIngress({
      metadata: {
        name,
        namespace: 'shop',
        creationTimestamp: created,
        annotations: { 'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS' },
      },
      spec: {
        ingressClassName: 'nginx',
        rules: [
          {
            host: `${name}.example.com`,
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'app' } },
                },
              ],
            },
          },
        ],
      },
    });
  const backend = { certificate: { secretName: 'gateway' }, serverName: 'app.shop.svc' };
  const policyOf = (name: string) =>
    aPolicy(
      {
        targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name }],
        mutualTLS: { backend },
      },
      { name },
    );
  const rulesOf = (...objects: readonly KubernetesObject[]) =>
    renderDocuments(objects).findings.map(({ rule }) => rule);
  const [one, two] = [over('one', '2026-01-01T00:00:00Z'), over('two', '2026-01-02T00:00:00Z')];

  test('are told of where a policy has one of them verified, and not where each has its own', () => {
    expect(rulesOf(one, two, policyOf('one'))).toContain('backend-connections-shared');
    expect(rulesOf(one, two, policyOf('one'), policyOf('two'))).not.toContain('backend-connections-shared');
  });
});

describe('certificates in what is rendered', () => {
  test('stand before the Ingress that names their Secrets', () => {
    expect(rendered(served).names).toEqual(['Certificate/orders-tls', 'Ingress/orders']);
  });

  test('are left out where a Certificate of the files writes the Secret, unless it is the operator’s', () => {
    const { names, findings } = rendered(served, theirs({}));
    expect(names).toEqual(['Ingress/orders']);
    expect(findings).toContainEqual(
      expect.objectContaining({
        object: 'ApiPolicy shop/orders',
        rule: 'certificate-of-another',
        severity: 'warning',
        related: ['Certificate shop/theirs'],
      }),
    );
    expect(rendered(served, theirs({ 'app.kubernetes.io/managed-by': 'apipolicy' })).names).toContain(
      'Certificate/orders-tls',
    );
  });

  test.each(['Issuer', 'ClusterIssuer'] as const)(
    'by an ACME %s among the files nobody is verified: an error, as the operator has it',
    (kind) => {
      const issuer = (spec: object): KubernetesObject & { readonly spec: object } => ({
        apiVersion: 'cert-manager.io/v1',
        kind,
        metadata: { name: 'internal', ...(kind === 'Issuer' && { namespace: 'shop' }) },
        spec,
      });
      const backend = {
        certificate: { issuerRef: { kind, name: 'internal' } },
        serverName: 'orders.shop.svc',
      };
      const clients = {
        ca: { issuerRef: { kind, name: 'internal' } },
        subjects: [{ name: 'a', dnsName: 'a.shop.svc' }],
      };
      const permitting: readonly (KubernetesObject & { readonly spec?: object })[] = [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
        {
          apiVersion: 'apipolicy.dev/v1alpha1',
          kind: 'ClusterApiPolicy',
          metadata: { name: 'platform' },
          spec: { issuance: { clusterIssuers: ['internal'] } },
        },
      ];
      const paths = (spec: Partial<ApiPolicySpec>, of: object) =>
        rendered(spec, issuer(of), ...permitting).findings.flatMap(({ rule, severity, path, message }) =>
          rule === 'no-ca' && severity === 'error' && message.includes(`${kind} internal gives no CA`)
            ? [path]
            : [],
        );
      expect(paths({ mutualTLS: { clients } }, { acme: {} })).toEqual([
        expect.stringContaining('spec.mutualTLS.clients.ca'),
      ]);
      expect(paths({ mutualTLS: { backend } }, { acme: {} })).not.toEqual([]);
      expect(paths({ mutualTLS: { clients } }, { ca: { secretName: 'ca' } })).toEqual([]);
      expect(
        paths({ tls: { certificate: { issuerRef: { kind, name: 'internal' } } } }, { acme: {} }),
      ).toEqual([]);
    },
  );

  test('of a policy that only audits are none', () => {
    expect(rendered({ ...served, enforcement: 'Audit' }).names).toEqual([]);
  });

  test('a managed CA has placeholders for the names that only the operator knows', () => {
    const { names, bundles } = rendered({ mutualTLS: { clients: { ca: { managed: {} } } } });
    const made = names.filter((name) => /^(Issuer|Certificate|Ingress)\//.test(name));
    expect(made).toEqual([
      'Issuer/orders-ca-root',
      'Certificate/orders-ca',
      'Issuer/orders-ca',
      'Ingress/orders',
    ]);
    expect(bundles).toEqual(['shop/orders-ca-bundle']);
  });
});
