import type { Ingress } from '../api/kubernetes.ts';

/** `server-alias` adds names to the server of an Ingress (read by ingress-nginx and by those that follow it). */
const SERVER_ALIAS = 'nginx.ingress.kubernetes.io/server-alias';

/** Hosts of the rules; a rule without a host is none. Small letters, each once. */
export function ruleHosts(target: Ingress): string[] {
  const hosts = (target.spec.rules ?? []).map(({ host = '' }) => host.toLowerCase());
  return [...new Set(hosts.filter((host) => host !== ''))];
}

/** Hosts that an Ingress serves: those of its rules, then its aliases. */
export function hostsOf(target: Ingress, alias: string = SERVER_ALIAS): string[] {
  const aliases = (target.metadata.annotations?.[alias] ?? '')
    .split(',')
    .map((host) => host.trim().toLowerCase());
  return [...new Set([...ruleHosts(target), ...aliases.filter((host) => host !== '')])];
}

/** Whether a name of a certificate or of `spec.tls` covers a host: a `*` stands for one label. */
export function coversHost(name: string, host: string): boolean {
  const [pattern, wanted] = [name.toLowerCase(), host.toLowerCase()];
  if (pattern === wanted) return true;
  return (
    pattern.startsWith('*.') && wanted.includes('.') && wanted.slice(wanted.indexOf('.')) === pattern.slice(1)
  );
}
