import type { Ingress, IngressTls } from '../api/kubernetes.ts';
import { coversHost, hostsOf, ruleHosts } from './hosts.ts';

/** Record on an Ingress of what the operator wrote there, and its word for `spec.tls`. */
const WRITTEN = 'apipolicy.dev/written';
const TLS = 'spec.tls';

/** Secret that an Ingress without `spec.tls` gets a certificate into. */
export const issuedSecret = ({ metadata }: Ingress): string => `${metadata.name}-tls`;

/**
 * `spec.tls` that the operator gives an Ingress for a certificate to be issued; undefined where somebody else's stands
 * there, which is then what the certificate goes by, or where there is no host to name in it.
 */
export function issuedTls(target: Ingress): readonly IngressTls[] | undefined {
  const live = target.spec.tls ?? [];
  const secretName = issuedSecret(target);
  const recorded = (target.metadata.annotations?.[WRITTEN] ?? '').split(',').includes(TLS);
  const ours = recorded && live.every((entry) => entry.secretName === secretName);
  const hosts = ruleHosts(target);
  return (live.length === 0 || ours) && hosts.length > 0 ? [{ hosts, secretName }] : undefined;
}

/** Hosts of an Ingress by the Secret whose certificate is served for them; `''` where none is named. */
export function hostsBySecret(target: Ingress, tls: readonly IngressTls[]): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  for (const host of hostsOf(target)) {
    const named =
      tls.find(({ hosts = [] }) => hosts.some((name) => name.toLowerCase() === host)) ??
      tls.find(({ hosts = [] }) => hosts.length === 0 || hosts.some((name) => coversHost(name, host)));
    const secretName = named?.secretName ?? '';
    found.set(secretName, [...(found.get(secretName) ?? []), host]);
  }
  return found;
}
