import { coversHost } from '../plan/hosts.ts';
import { parseLenient } from '../plan/network.ts';

const LABELS = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;
const AUTHORITY = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9.-]{1,253})(?::([0-9]{1,5}))?$/;

/**
 * The host of a Host header in small letters, without its port; undefined where it is anything but a name, an address
 * and a port. Stricter than RFC 9110 section 7.2 on purpose: nginx serves `api.example.com:\x` and `api.example.com.`
 * as api.example.com, while an app may read another host there.
 */
export function hostOf(authority: string): string | undefined {
  const [, host, port] = AUTHORITY.exec(authority.toLowerCase()) ?? [];
  if (host === undefined || (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)))
    return undefined;
  if (host.startsWith('[')) return parseLenient(host.slice(1, -1))?.version === 6 ? host : undefined;
  return LABELS.test(host) ? host : undefined;
}

/** Whether one of these names a host: exact, `*.example.com` for one label, or empty for every host. */
export function serves(hosts: readonly string[], host: string): boolean {
  return hosts.some((name) => name === '' || coversHost(name, host));
}

/** The same, but for the empty name. */
export function servesByName(hosts: readonly string[], host: string): boolean {
  return hosts.some((name) => name !== '' && coversHost(name, host));
}
