import type { IngressPath } from '../api/kubernetes.ts';
import type { ApiPolicySpec } from '../api/types.generated.ts';
import type { GateReport, ObservedCertificate, Subject, Verification } from '../compliance/subject.ts';
import type { Gateway, GatewaySettings } from '../gateways/gateway.ts';
import { ACME_PATH } from '../plan/acme-challenge.ts';
import type { HostFact } from '../plan/host-fact.ts';
import { hostsOf } from '../plan/hosts.ts';
import type { SecurityPlan } from '../plan/plan.ts';
import { parseWholeSeconds } from '../policy/duration.ts';
import type { ObservedIngress } from './ownership.ts';
import type { TargetDecision } from './target-decision.ts';

const DEFAULT_INTERVAL_SECONDS = 600;

export interface SubjectInput {
  readonly plan: SecurityPlan;
  readonly ingress: ObservedIngress;
  readonly decision: TargetDecision;
  /** False in Audit and while paused, and where a write failed: what is not on the Ingress yet is kept by nobody. */
  readonly written: boolean;
  readonly facts: readonly HostFact[];
  readonly gateway: Gateway;
  readonly settings: GatewaySettings;
  readonly verification: Verification;
  /** What the gate says of the policy. */
  readonly report?: GateReport;
  /** Those of the policy, as cert-manager's objects show them; absent: they are not seen. */
  readonly certificates?: readonly ObservedCertificate[];
}

/** What compliance judges: one policy on one target. */
export function subjectOf(input: SubjectInput): Subject {
  const { plan, ingress, decision, written, facts, gateway, settings, verification, report, certificates } =
    input;
  const held = written ? [] : decision.unwritten;
  const { version, knownBy, seen, advisories, trustsForwardedFromAnyone } = gateway.judgeGateway(
    plan,
    settings,
  );
  return {
    target: ingress.metadata.name,
    namespace: ingress.metadata.namespace ?? 'default',
    hosts: hostsOf(ingress),
    paths: pathsOf(ingress),
    prefixes: prefixesOf(ingress),
    plan,
    enforcement: decision.enforcement.filter(({ field }) => !held.includes(field)),
    shortfalls: decision.shortfalls,
    facts,
    gateway: {
      id: gateway.id,
      ...(version !== undefined && { version }),
      ...(knownBy !== undefined && { knownBy }),
      seen,
      advisories,
      ...(trustsForwardedFromAnyone !== undefined && { trustsForwardedFromAnyone }),
    },
    verification,
    ...(report && { gate: report }),
    ...(certificates && { certificates: certificatesFor(certificates, hostsOf(ingress)) }),
  };
}

/** What the gateway serves concerns a target only where it is for one of its hosts; the rest concerns every target. */
const certificatesFor = (
  certificates: readonly ObservedCertificate[],
  hosts: readonly string[],
): ObservedCertificate[] =>
  certificates.filter(
    ({ use, hosts: names }) => use !== 'server' || names.some((name) => hosts.includes(name)),
  );

/** `spec.verification` with its defaults, which hold also where the section is absent: proof is not something to ask for. */
export function verificationOf({ verification }: Pick<ApiPolicySpec, 'verification'>): Verification {
  const { mode = 'Active', interval, limits = 'Disabled' } = verification ?? {};
  const intervalSeconds =
    interval === undefined
      ? DEFAULT_INTERVAL_SECONDS
      : parseWholeSeconds(interval, 'spec.verification.interval');
  return { mode, intervalSeconds, limits };
}

/** Hosts whose first plain path is a prefix. */
function prefixesOf(ingress: ObservedIngress): ReadonlySet<string> {
  const first = new Map<string, boolean>();
  for (const { host = '', http } of ingress.spec.rules ?? []) {
    const plain = http?.paths.find(isPlain);
    if (!first.has(host.toLowerCase())) first.set(host.toLowerCase(), plain?.pathType === 'Prefix');
  }
  return new Set([...first].filter(([, prefix]) => prefix).map(([host]) => host));
}

/** What the gateway asks nothing at, since a challenge of ACME is answered there, says nothing of the API. */
const isPlain = ({ path = '/', pathType }: IngressPath): boolean =>
  pathType !== 'ImplementationSpecific' && PLAIN.test(path) && !path.startsWith(ACME_PATH);

/** A path of each host that nginx takes as it stands; `/` for a host whose paths are all patterns. */
function pathsOf(ingress: ObservedIngress): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const { host = '', http } of ingress.spec.rules ?? []) {
    const plain = http?.paths.find(isPlain);
    if (!paths.has(host.toLowerCase())) paths.set(host.toLowerCase(), plain?.path ?? '/');
  }
  return paths;
}

/** What can stand in a request line and on a command line alike. */
const PLAIN = /^\/[A-Za-z0-9._~/-]{0,200}$/;
