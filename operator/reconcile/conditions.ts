import type { ConditionReason, ConditionType } from '../api/conditions.ts';
import { formatPath } from '../api/path.ts';
import type { Condition } from '../api/types.generated.ts';
import { ISSUANCE_RULE } from '../policy/issuance.ts';
import { compliantCondition, graveFailures, verifiedCondition } from './assessed-conditions.ts';
import type { Assessed } from './assessor.ts';
import { cut } from './cut.ts';
import type { PolicyDecision, TargetResult } from './decide.ts';

/** A condition before it has a time: `lastTransitionTime` is carried over from the status that is there. */
export interface Verdict extends Pick<Condition, 'status' | 'message'> {
  readonly type: ConditionType;
  readonly reason: ConditionReason;
}

/** How the write to one target ended; absent for targets to which nothing had to be written. */
export type WriteFailures = ReadonlyMap<string, string>;

const MAX_MESSAGE = 1024;

const verdict = (
  type: ConditionType,
  status: Verdict['status'],
  reason: ConditionReason,
  message = '',
): Verdict => ({
  type,
  status,
  reason,
  message: cut(message, MAX_MESSAGE),
});

/**
 * Conditions of a policy, as GEP-713 and kstatus have them: Accepted, Programmed, Compliant, Ready, and Reconciling and
 * Stalled only while they are true.
 */
export function policyConditions(
  decision: PolicyDecision,
  failures: WriteFailures,
  assessed: Assessed | undefined,
): Verdict[] {
  const accepted = acceptance(decision);
  const programmed = programming(decision, accepted, failures);
  const verified = verifiedCondition(assessed);
  const ready = readiness(accepted, programmed, verified, graveFailures(assessed));
  const conditions = [accepted, programmed, verified, compliantCondition(assessed), ready];
  if (failures.size > 0) {
    conditions.push(
      verdict('Reconciling', 'True', 'Retrying', 'A write failed; it is tried again with growing pauses.'),
    );
  } else if (isStalled(decision, accepted)) {
    const cause = accepted.status === 'False' ? accepted : programmed;
    conditions.push(verdict('Stalled', 'True', cause.reason, cause.message));
  } else if (decision.certificates?.unmet ?? decision.gate?.unmet) {
    conditions.push(verdict('Reconciling', 'True', 'Waiting', 'Looked at again by itself; see Programmed.'));
  }
  return conditions;
}

/** Accepted and Programmed of one target, for `status.targets[]`. */
export function targetConditions(
  target: TargetResult,
  decision: PolicyDecision,
  failure: string | undefined,
): Verdict[] {
  switch (target.kind) {
    case 'missing':
      return [verdict('Accepted', 'False', 'TargetNotFound', missingMessage(target.ref.name))];
    case 'lost':
      return [verdict('Accepted', 'False', 'Conflicted', lostMessage(target))];
    case 'unsupported':
      return [
        verdict('Accepted', 'True', 'Accepted'),
        verdict('Programmed', 'False', target.reason, target.message),
      ];
    case 'governed':
      return [verdict('Accepted', 'True', 'Accepted'), programmedTarget(target, decision, failure)];
  }
}

function programmedTarget(
  target: Extract<TargetResult, { kind: 'governed' }>,
  { mode, certificates }: PolicyDecision,
  failure: string | undefined,
): Verdict {
  if (failure !== undefined) return verdict('Programmed', 'False', 'ApplyFailed', failure);
  if (mode === 'Audit')
    return verdict('Programmed', 'True', 'AuditOnly', 'Nothing is written: enforcement is Audit.');
  if (mode === 'Paused') return verdict('Programmed', 'True', 'Paused', PAUSED_MESSAGE);
  const conflicts = target.decision.shortfalls.filter(({ result }) => result === 'Conflict');
  const waiting = target.decision.shortfalls.find(({ result }) => result === 'Pending');
  if (conflicts.length === 0 && waiting)
    return verdict('Programmed', 'False', certificates?.unmet?.reason ?? 'GateNotReady', waiting.message);
  if (conflicts.length === 0) return verdict('Programmed', 'True', 'Programmed', 'Written, and read back.');
  const fields = conflicts.map(({ field }) => field).join(', ');
  return verdict(
    'Programmed',
    'False',
    'PartiallyProgrammed',
    `In conflict with values of somebody else: ${fields}. status.enforcement says whose, and how to hand them over.`,
  );
}

const PAUSED_MESSAGE = 'Nothing is written or repaired: the policy carries apipolicy.dev/paused: "true".';
const missingMessage = (name: string): string =>
  `Ingress ${name} does not exist in this namespace: create it, or correct the name in spec.targetRefs.`;
const lostMessage = (target: Extract<TargetResult, { kind: 'lost' }>): string =>
  `Ingress ${target.ref.name} is governed by ApiPolicy ${target.to}: ${target.because}. This policy takes effect there when that one goes.`;

function acceptance({ policy, problems, targets, origins }: PolicyDecision): Verdict {
  if (problems.length > 0) {
    const list = problems.map(({ path, message }) => `${formatPath(path)}: ${message}`).join('; ');
    const full = problems.some(({ rule }) => rule === 'plan-too-large');
    const unpermitted = problems.every(({ rule }) => rule.startsWith(ISSUANCE_RULE));
    const invalid = origins && origins.size > 0 ? 'InvalidAfterMerge' : 'Invalid';
    const reason = full ? 'PlanTooLarge' : unpermitted ? 'IssuanceNotPermitted' : invalid;
    return verdict('Accepted', 'False', reason, `${list}. What was enforced before stays in force.`);
  }
  const missing = targets.filter((target) => target.kind === 'missing');
  const lost = targets.filter((target) => target.kind === 'lost');
  if (targets.length === 0) {
    const message = `No Ingress in namespace ${policy.metadata.namespace} matches spec.targetSelectors: label an Ingress, or correct the selectors (kubectl get ingress --show-labels).`;
    return verdict('Accepted', 'False', 'TargetNotFound', message);
  }
  if (missing.length + lost.length < targets.length) return verdict('Accepted', 'True', 'Accepted');
  if (lost.length > 0) return verdict('Accepted', 'False', 'Conflicted', lost.map(lostMessage).join(' '));
  return verdict(
    'Accepted',
    'False',
    'TargetNotFound',
    missing.map(({ ref }) => missingMessage(ref.name)).join(' '),
  );
}

function programming(decision: PolicyDecision, accepted: Verdict, failures: WriteFailures): Verdict {
  const { targets, mode } = decision;
  if (accepted.status === 'False') {
    const reason = accepted.reason === 'TargetNotFound' ? 'TargetNotFound' : 'NotAccepted';
    return verdict('Programmed', 'False', reason, accepted.message);
  }
  if (failures.size > 0) {
    const list = [...failures].map(([name, message]) => `Ingress ${name}: ${message}`);
    return verdict('Programmed', 'False', 'ApplyFailed', list.join(' '));
  }
  const short = targets.flatMap((target) => {
    const programmed = targetConditions(target, decision, undefined).find(({ status }) => status === 'False');
    return programmed && !WAITING.has(programmed.reason) ? [{ target, programmed }] : [];
  });
  if (short.length > 0) {
    const unsupported =
      short.every(({ target }) => target.kind === 'unsupported') && short.length === targets.length;
    const reason = unsupported
      ? (short[0]?.programmed.reason ?? 'GatewayNotSupported')
      : 'PartiallyProgrammed';
    const list = short.map(({ target, programmed }) => `Ingress ${target.ref.name}: ${programmed.message}`);
    return verdict('Programmed', 'False', reason, list.join(' '));
  }
  const unmet = decision.certificates?.unmet ?? decision.gate?.unmet;
  if (unmet) return verdict('Programmed', 'False', unmet.reason, unmet.message);
  if (mode === 'Audit') {
    return verdict(
      'Programmed',
      'True',
      'AuditOnly',
      'Nothing is written: enforcement is Audit. See status.pending.',
    );
  }
  if (mode === 'Paused') return verdict('Programmed', 'True', 'Paused', PAUSED_MESSAGE);
  return verdict('Programmed', 'True', 'Programmed', 'Written, and read back.');
}

/** Reasons of Verified where the wire could be asked and tells nothing. */
const LOST_SIGHT: readonly string[] = ['Unreachable', 'Stale'];

/**
 * Ready: accepted, programmed, and not seen to fail. A policy that is held back is not in force on purpose. What fails beside
 * it, or cannot be seen any more, does not lower it, and is named.
 */
function readiness(accepted: Verdict, programmed: Verdict, verified: Verdict, beside: string): Verdict {
  const held = programmed.reason === 'AuditOnly' || programmed.reason === 'Paused';
  const refuted = verified.status === 'False' && !held ? [verified] : [];
  const cause = [accepted, programmed].find(({ status }) => status !== 'True') ?? refuted[0];
  if (cause) return verdict('Ready', 'False', cause.reason, cause.message);
  const notes = [
    ...(held ? [programmed.message] : []),
    ...(beside === '' ? [] : [`Failed: ${beside}. status.controls says what to do.`]),
    ...(LOST_SIGHT.includes(verified.reason) ? [`Not proved: Verified is Unknown, ${verified.reason}.`] : []),
  ];
  const inForce = held || notes.length === 0 ? [] : ['In force.'];
  return verdict('Ready', 'True', held ? programmed.reason : 'Ready', [...inForce, ...notes].join(' '));
}

/** Why a target waits for something beside the gateway, which is told once, of the whole policy. */
const WAITING: ReadonlySet<string> = new Set([
  'GateNotReady',
  'CertManagerMissing',
  'IssuerMissing',
  'NoCA',
  'CertificateForeign',
  'CertificateNotReady',
]);

/** Waiting does not help: a person has to change the spec, the Ingress, or who owns what. */
function isStalled({ targets, certificates }: PolicyDecision, accepted: Verdict): boolean {
  if (accepted.status === 'False') return accepted.reason !== 'TargetNotFound';
  if (certificates?.unmet?.reason === 'NoCA') return true;
  return targets.some(
    (target) =>
      target.kind === 'lost' ||
      target.kind === 'unsupported' ||
      (target.kind === 'governed' && target.decision.shortfalls.some(({ result }) => result === 'Conflict')),
  );
}
