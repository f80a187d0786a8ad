import type { AuthenticationNode } from '../../plan/nodes/authentication.ts';
import { nodeOf } from '../../plan/plan.ts';
import type { RequestMatch } from '../../plan/request-match.ts';
import { demandsCertificates } from '../client-wall.ts';
import type { Subject } from '../subject.ts';

/** What to ask where callers have to say who they are. Nothing of it is a credential that anybody issued. */
export interface CallersRequest {
  /** Paths that the policy does not open; empty where it opens all that can be named. */
  readonly closedPaths: readonly string[];
  /** Request targets that a careless reader takes for an open path, or for none at all. */
  readonly tricks: readonly string[];
  readonly login: boolean;
  /** For tokens that claim to be of this issuer. */
  readonly jwt?: { readonly issuer: string; readonly audience: string };
  readonly apiKeyHeader?: string;
}

/** A segment that no application has. */
const SEGMENT = 'apipolicy-probe';

/** Undefined where the policy authenticates nobody. Rules that open a path never lift a certificate that is demanded. */
export function callersOf(subject: Subject, host: string): CallersRequest | undefined {
  const node = nodeOf(subject.plan, 'authentication');
  const demanded = demandsCertificates(subject.plan);
  if (!node && !demanded) return undefined;
  const base = subject.paths.get(host) ?? '/';
  const open = demanded ? [] : (node?.anonymous ?? []).filter((rule) => concernsHost(rule, host));
  const isClosed = (path: string): boolean => !open.some((rule) => opens(rule, path));
  const below = subject.prefixes.has(host);
  const opened = open.flatMap(({ path }) => (path && isBelow(path.value, base) ? [path.value] : []));
  const neighbours = opened.slice(0, 2).map((value) => `${value.replace(/\/$/, '')}-${SEGMENT}`);
  const candidates = [base, ...(below ? [join(base, SEGMENT), ...neighbours] : [])];
  const closedPaths = [...new Set(candidates.filter(isClosed))];
  const [issuer] = node?.jwt ?? [];
  return {
    closedPaths,
    tricks: tricksAround(closedPaths[0], below ? opened[0] : undefined, isClosed),
    login: node?.oidc !== undefined,
    ...(issuer && { jwt: { issuer: issuer.issuer, audience: issuer.audiences[0] ?? '' } }),
    ...(node?.apiKeys && { apiKeyHeader: node.apiKeys.header }),
  };
}

type AnonymousRules = AuthenticationNode['anonymous'];

/** True for a path that a rule lets anyone GET. Conservative: a rule without a path opens all. */
function opens({ path, methods }: AnonymousRules[number], asked: string): boolean {
  if (methods && !methods.includes('GET')) return false;
  if (!path) return true;
  return path.type === 'Exact' ? asked === path.value : isBelow(asked, path.value);
}

const concernsHost = ({ hosts }: RequestMatch, host: string): boolean =>
  hosts === undefined ||
  hosts.some((named) => named === host || (named.startsWith('*.') && host.endsWith(named.slice(1))));

function isBelow(path: string, prefix: string): boolean {
  const stem = prefix.endsWith('/') ? prefix : `${prefix}/`;
  return path === prefix || path.startsWith(stem);
}

const join = (base: string, segment: string): string =>
  base.endsWith('/') ? `${base}${segment}` : `${base}/${segment}`;

/**
 * Ways to write a closed path that servers and applications read in different ways (OWASP WSTG, path confusion). All of
 * them stay below the target's path, so that only the API itself could answer.
 */
function tricksAround(
  closed: string | undefined,
  open: string | undefined,
  isClosed: (path: string) => boolean,
): string[] {
  if (closed === undefined) return [];
  const around =
    open === undefined || open === '/'
      ? []
      : [
          `${open}/..${closed}`,
          `${open}/%2e%2e${closed}`,
          `${open}%2f..${closed}`,
          `${open};/..${closed}`,
          ...(isClosed(open.toUpperCase()) ? [open.toUpperCase()] : []),
        ];
  const query = open ?? '/';
  return [`/${closed}`, `${closed}?x=${query}`, ...around];
}
