import type { Ingress } from '../../api/kubernetes.ts';
import { coversHost } from '../../plan/hosts.ts';
import { hostsBySecret, issuedTls } from '../../plan/issued-tls.ts';

const LABEL = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(\\*\\.)?${LABEL}(\\.${LABEL})*$`);

export interface NotIssued {
  /** Empty: any host. */
  readonly host: string;
  readonly why: string;
  /** True: outside `spec.tls`, which is told of every host there, whatever is issued. */
  readonly outside: boolean;
}

/** What certificates are issued for one Ingress. */
export interface ServedNames {
  /** DNS names by Secret. */
  readonly bySecret: ReadonlyMap<string, readonly string[]>;
  /** Hosts for which there can be none, each with why. */
  readonly without: readonly NotIssued[];
}

/**
 * Hosts of an Ingress that certificates can be issued for. Never one that stands for a Service of another namespace:
 * whoever holds such a certificate can pretend to be that Service.
 */
export function servedNames(target: Ingress, namespace: string, clusterDomain: string): ServedNames {
  const bySecret = new Map<string, readonly string[]>();
  const without: NotIssued[] = [];
  const tls = issuedTls(target) ?? target.spec.tls ?? [];
  for (const [secretName, hosts] of hostsBySecret(target, tls)) {
    const allowed = hosts.filter((host) => {
      const why = whyNot(host, secretName, namespace, clusterDomain);
      const outside = !tls.some(
        ({ hosts: named = [] }) => named.length === 0 || named.some((name) => coversHost(name, host)),
      );
      if (why !== undefined) without.push({ host, why, outside });
      return why === undefined;
    });
    if (allowed.length > 0) bySecret.set(secretName, allowed);
  }
  if ((target.spec.rules ?? []).every(({ host }) => !host))
    without.push({
      ...{ host: '', outside: false },
      why: 'a certificate needs a host, and the Ingress has a rule for any',
    });
  return { bySecret, without };
}

function whyNot(
  host: string,
  secretName: string,
  namespace: string,
  clusterDomain: string,
): string | undefined {
  if (host.length > 253 || !HOST.test(host)) return 'it is no DNS name that a certificate could hold';
  if (isForeignService(host, namespace, clusterDomain))
    return 'it is the name of a Service of another namespace';
  return secretName === '' ? 'spec.tls of the Ingress names no Secret for it; name one there' : undefined;
}

/** Names by which pods find a Service of a namespace that is not this one. */
export function isForeignService(host: string, namespace: string, clusterDomain: string): boolean {
  const suffix = ['.svc', `.svc.${clusterDomain.toLowerCase()}`].find((end) => host.endsWith(end));
  if (suffix === undefined) return false;
  const labels = host.slice(0, -suffix.length).split('.');
  return labels.length < 2 || labels.at(-1) !== namespace;
}
