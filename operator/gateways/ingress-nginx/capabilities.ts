import { atLeast } from './deployment.ts';

/** How something is known of a version: its controller ran in this project's tests, or its source was read. */
export type Evidence = 'run' | 'read';

/** What a controller of some versions does, and others do not. Versions are `1.11.0`. */
export interface Capability {
  /** First version that does it; absent: from the start. */
  readonly since?: string;
  /** First version of an earlier line that does it, too. */
  readonly backported?: string;
  /** First version that does it no longer; absent: all later ones do. */
  readonly until?: string;
  /** Of the boundary. */
  readonly evidence: Evidence;
  /** For the table in docs/ingress-nginx.md. */
  readonly what: string;
}

/** Every difference between versions that the translation goes by; docs/ingress-nginx.md shows the same table. */
export const CAPABILITIES = {
  allowlistNames: {
    since: '1.9.1',
    evidence: 'read',
    what: 'the names `allowlist-source-range` and `limit-allowlist`, which the operator writes',
  },
  errorPage: {
    since: '1.9.5',
    evidence: 'read',
    what: '`disable-proxy-intercept-errors`, with which the gate answers refusals as they are meant: a login, 405, 415, 429',
  },
  customHeaders: { since: '1.11.0', evidence: 'run', what: '`custom-headers`, for `exposure`' },
  headersAtOnce: {
    since: '1.12.1',
    backported: '1.11.5',
    evidence: 'run',
    what: '`custom-headers` takes effect at once; before, only with the next reload of nginx, which some other change causes',
  },
  validatesByDefault: {
    since: '1.12.0',
    evidence: 'read',
    what: 'values of annotations are checked unless a flag says no: one bad value, whoever wrote it, and the Ingress is ignored',
  },
  riskLevelHigh: {
    since: '1.12.0',
    evidence: 'read',
    what: '`annotations-risk-level` is High where it is not set (Critical before), which takes all that the operator writes',
  },
  globalRateLimit: { until: '1.12.0', evidence: 'read', what: 'the shared counter of `global-rate-limit`' },
} as const satisfies Readonly<Record<string, Capability>>;

/** The line of versions that runs in this project's tests. */
const RUN = '1.11';

/** Whether a controller does it; undefined: its version is not known. */
export function can(capability: Capability, version: string | undefined): boolean | undefined {
  if (version === undefined) return undefined;
  const { since, backported, until } = capability;
  if (until !== undefined && atLeast(version, until)) return false;
  if (since === undefined || atLeast(version, since)) return true;
  return backported !== undefined && lineOf(version) === lineOf(backported) && atLeast(version, backported);
}

/** `1.11` of `1.11.5`. */
const lineOf = (version: string): string => version.split('.').slice(0, 2).join('.');

/** How the behaviour of a version is known; undefined: the version is not. */
export function evidenceOf(version: string | undefined): Evidence | undefined {
  if (version === undefined) return undefined;
  return version.startsWith(`${RUN}.`) ? 'run' : 'read';
}
