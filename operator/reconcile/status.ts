import type { ApiPolicyStatus, Condition } from '../api/types.generated.ts';
import { hostsOf } from '../plan/hosts.ts';
import { describeField, type Origins } from '../policy/merge.ts';
import type { Assessed } from './assessor.ts';
import { policyConditions, targetConditions, type Verdict, type WriteFailures } from './conditions.ts';
import { cut } from './cut.ts';
import type { PolicyDecision, TargetResult } from './decide.ts';

const NO_ORIGINS: Origins = new Map();

/** Sizes of the lists on the status (the schema's maxItems). */
const MAX_TARGETS = 64;
const MAX_ENTRIES = 64;
const MAX_PENDING = 32;
/** Lengths of the texts on the status (the schema's maxLength). */
const LONGEST = { message: 4096, because: 1024, pending: 1024 };

/**
 * The whole status of a policy after a reconcile.
 *
 * @param failures targets whose write failed, by name, with the reason.
 * @param now RFC 3339 time for conditions whose status changed; the others keep their time.
 */
export function composeStatus(
  decision: PolicyDecision,
  failures: WriteFailures,
  assessed: Assessed | undefined,
  now: string,
): ApiPolicyStatus {
  const { policy, mode, targets } = decision;
  const previous = policy.status;
  const generation = policy.metadata.generation ?? 0;
  const timed = (verdicts: readonly Verdict[], before: readonly Condition[] | undefined): Condition[] =>
    verdicts.map((verdict) => {
      const old = before?.find(({ type }) => type === verdict.type);
      const since = old?.status === verdict.status && old.lastTransitionTime ? old.lastTransitionTime : now;
      return { ...verdict, observedGeneration: generation, lastTransitionTime: since };
    });

  const shown = [...targets]
    .sort((a, b) => rank(a) - rank(b) || (a.ref.name < b.ref.name ? -1 : 1))
    .slice(0, MAX_TARGETS);
  return {
    observedGeneration: generation,
    mode,
    ...(assessed && { compliance: complianceOf(assessed), controls: assessed.controls }),
    conditions: timed(policyConditions(decision, failures, assessed), previous?.conditions),
    targetCount: targets.length,
    targets: shown.map((target) => ({
      group: 'networking.k8s.io',
      kind: 'Ingress',
      name: target.ref.name,
      ...(target.kind === 'governed' && { gateway: target.gateway.id }),
      ...(target.kind === 'governed' && target.version !== undefined && { gatewayVersion: target.version }),
      ...(target.kind !== 'missing' && { hosts: hostsOf(target.ingress).slice(0, MAX_ENTRIES) }),
      conditions: timed(
        targetConditions(target, decision, failures.get(target.ref.name)),
        previous?.targets?.find(({ name }) => name === target.ref.name)?.conditions,
      ),
    })),
    limits: targets.flatMap((target) => limitsOf(target, decision)).slice(0, MAX_ENTRIES),
    enforcement: targets
      .flatMap((target) => enforcementOf(target, decision))
      .slice(0, MAX_ENTRIES)
      .map((entry) => ({ ...entry, field: describeField(entry.field, decision.origins ?? NO_ORIGINS) })),
    ...(decision.certificates && {
      certificates: decision.certificates.certificates,
      ...(decision.certificates.authority && { certificateAuthority: decision.certificates.authority }),
    }),
    pending: mode === 'Enforce' ? [] : targets.flatMap(pendingOf).slice(0, MAX_PENDING),
  };
}

/** A policy of which nothing counts has no score. */
function complianceOf({ compliance }: Assessed): NonNullable<ApiPolicyStatus['compliance']> {
  return compliance as NonNullable<ApiPolicyStatus['compliance']>;
}

/** Worst first. */
function rank(target: TargetResult): number {
  if (target.kind === 'governed') return target.decision.conflicts.length > 0 ? 3 : 4;
  return { missing: 0, lost: 1, unsupported: 2 }[target.kind];
}

/** What is held back in Audit, or stands behind somebody else's value, is no limit that a caller meets. */
function limitsOf(target: TargetResult, { mode }: PolicyDecision): NonNullable<ApiPolicyStatus['limits']> {
  if (target.kind !== 'governed') return [];
  const { limits, limitsInForce } = target.decision;
  return (mode === 'Enforce' ? limits : limitsInForce).map(({ rule, effective, because }) => ({
    rule,
    target: target.ref.name,
    effective,
    because: cut(because, LONGEST.because),
  }));
}

function enforcementOf(
  target: TargetResult,
  { mode }: PolicyDecision,
): NonNullable<ApiPolicyStatus['enforcement']> {
  if (target.kind === 'unsupported')
    return target.shortfalls.map((entry) => ({ ...entry, target: target.ref.name }));
  if (target.kind !== 'governed') return [];
  const { shortfalls, unwritten } = target.decision;
  const entries = shortfalls.map((entry) => ({
    ...entry,
    message: cut(entry.message, LONGEST.message),
    target: target.ref.name,
  }));
  if (mode === 'Enforce') return entries;
  const message =
    mode === 'Audit'
      ? 'Not written: set spec.enforcement to Enforce. status.pending shows what would change.'
      : 'Not written: remove the annotation apipolicy.dev/paused. status.pending shows what would change.';
  return [
    ...entries,
    ...unwritten.map((field) => ({ field, target: target.ref.name, result: 'Pending' as const, message })),
  ];
}

const pendingOf = (target: TargetResult): string[] =>
  target.kind === 'governed'
    ? target.decision.differences.map((line) => cut(`Ingress/${target.ref.name}: ${line}`, LONGEST.pending))
    : [];
