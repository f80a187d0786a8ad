import type { Ingress } from '../../../operator/api/kubernetes.ts';
import type { ApiPolicySpec } from '../../../operator/api/types.generated.ts';
import {
  type CertificateSeen,
  certificatesOf,
} from '../../../operator/companions/cert-manager/certificates-of.ts';
import type { CompanionInput } from '../../../operator/companions/companions-of.ts';
import { planPolicy } from '../../../operator/policy/plan-policy.ts';
import { anIngress, aPolicy } from '../../generators/objects.ts';

export const issuerRef = { kind: 'ClusterIssuer', name: 'letsencrypt' } as const;
/** A policy that has its certificate issued. */
export const SERVED: Partial<ApiPolicySpec> = { tls: { certificate: { issuerRef } } };
export const clientsOf = (
  parts: NonNullable<NonNullable<ApiPolicySpec['mutualTLS']>['clients']> = {},
): Partial<ApiPolicySpec> => ({
  mutualTLS: { clients: { ca: { issuerRef: { kind: 'Issuer', name: 'clients' } }, ...parts } },
});

export function policy(
  spec: Partial<ApiPolicySpec>,
  targets: readonly Ingress[] = [anIngress()],
  { name = 'orders', createdAt = '2026-01-01T00:00:00Z' } = {},
): CompanionInput {
  return { name, uid: `uid-${name}`, createdAt, plan: planPolicy(aPolicy(spec, { name })), targets };
}

export const made = (
  policies: readonly CompanionInput[],
  ingresses: readonly Ingress[] = policies.flatMap(({ targets }) => targets),
  certificates: readonly CertificateSeen[] = [],
) => certificatesOf('shop', policies, { ingresses, certificates }, 'cluster.local');
