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
