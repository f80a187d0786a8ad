import type { Ingress } from '../../api/kubernetes.ts';
import type { IssuerReference } from '../../plan/certificates.ts';

const ISSUER = 'cert-manager.io/issuer';
const CLUSTER_ISSUER = 'cert-manager.io/cluster-issuer';
const ISSUER_KIND = 'cert-manager.io/issuer-kind';
const ISSUER_GROUP = 'cert-manager.io/issuer-group';
/** Asks for whatever issuer cert-manager has as its default. */
const ACME = 'kubernetes.io/tls-acme';

/** Go's `strconv.ParseBool`. */
const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

/** Why ingress-shim, a part of cert-manager, makes Certificates for an Ingress. */
export interface ShimRequest {
  /** The annotation that asks, with its value, as `cert-manager.io/issuer: internal-ca`. */
  readonly by: string;
  /** `Issuer internal-ca`; absent: cert-manager's default. */
  readonly issuer?: string;
}

/** It writes every Secret that `spec.tls` of the Ingress names. Undefined: nothing asks it to. */
export function shimRequest({ metadata }: Ingress): ShimRequest | undefined {
  const annotations = metadata.annotations ?? {};
  for (const key of [ISSUER, CLUSTER_ISSUER]) {
    const name = annotations[key];
    if (name === undefined) continue;
    const kind = annotations[ISSUER_KIND] ?? (key === ISSUER ? 'Issuer' : 'ClusterIssuer');
    const group = annotations[ISSUER_GROUP];
    const foreign = group !== undefined && group !== 'cert-manager.io';
    return { by: `${key}: ${name}`, issuer: `${kind}${foreign ? `.${group}` : ''} ${name}` };
  }
  const acme = annotations[ACME];
  return acme !== undefined && TRUE.has(acme) ? { by: `${ACME}: "${acme}"` } : undefined;
}

/** `ClusterIssuer letsencrypt`, as {@link ShimRequest.issuer}. */
export const issuerText = ({ kind, name }: IssuerReference): string => `${kind} ${name}`;
