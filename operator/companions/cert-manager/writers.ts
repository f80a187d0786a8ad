import type { Ingress } from '../../api/kubernetes.ts';
import { issuedTls } from '../../plan/issued-tls.ts';
import type { CertificateSurroundings } from './certificates-of.ts';
import { shimRequest } from './ingress-shim.ts';

/** Somebody else who writes a Secret: two writers would issue in turns, without an end. */
export interface SecretWriter {
  /** As `cert-manager, for the annotation cert-manager.io/issuer: internal-ca of Ingress shop/mail`. */
  readonly who: string;
  /** How to make room. */
  readonly remedy: string;
  readonly related: string;
  /** As `Issuer internal-ca`; absent: not known. */
  readonly issuer?: string;
}

/** Who writes each Secret of a namespace besides the operator. */
export function otherWriters(
  namespace: string,
  around: CertificateSurroundings,
): ReadonlyMap<string, SecretWriter> {
  const found = new Map<string, SecretWriter>();
  for (const { name, secretName, ours } of around.certificates) {
    if (ours) continue;
    const writer = {
      who: `Certificate ${namespace}/${name}, which is not the operator's,`,
      remedy: 'delete that Certificate, or leave it and take this out of the policy',
      related: `Certificate ${namespace}/${name}`,
    };
    // A Certificate of that name is in the way, whatever it writes.
    found.set(name, found.get(name) ?? writer);
    found.set(secretName, writer);
  }
  for (const ingress of around.ingresses) {
    const request = shimRequest(ingress);
    if (!request) continue;
    const named = `Ingress ${ingress.metadata.namespace ?? 'default'}/${ingress.metadata.name}`;
    const writer = {
      who: `cert-manager, for the annotation ${request.by} of ${named},`,
      remedy: 'remove one of the two',
      related: named,
      ...(request.issuer !== undefined && { issuer: request.issuer }),
    };
    for (const secretName of namedBy(ingress)) found.set(secretName, writer);
  }
  return found;
}

/** Secrets that an Ingress serves from, its own or the one that it is given. */
export function namedBy(ingress: Ingress, governed = false): string[] {
  const tls = (governed ? issuedTls(ingress) : undefined) ?? ingress.spec.tls ?? [];
  return [...new Set(tls.flatMap(({ secretName }) => (secretName ? [secretName] : [])))];
}
