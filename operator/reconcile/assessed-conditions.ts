import type { Assessed } from './assessor.ts';
import type { Verdict } from './conditions.ts';

const NAMED = 8;

const list = (ids: readonly string[]): string =>
  ids.length > NAMED ? `${ids.slice(0, NAMED).join(', ')} and ${ids.length - NAMED} more` : ids.join(', ');

/** Verified: was what the policy states seen on the wire? */
export function verifiedCondition(assessed: Assessed | undefined): Verdict {
  const type = 'Verified';
  if (!assessed)
    return {
      type,
      status: 'Unknown',
      reason: 'NotProbed',
      message: 'Nothing is governed that could be asked.',
    };
  if (assessed.probing === 'Off') {
    return { type, status: 'Unknown', reason: 'VerificationOff', message: 'spec.verification.mode is Off.' };
  }
  const stated = assessed.controls.filter(({ id }) => assessed.stated.has(id));
  const failed = assessed.controls
    .filter(({ id }) => assessed.stated.has(id) || assessed.foundations.has(id))
    .filter(({ result, exception }) => result === 'Fail' && !exception)
    .map(({ id }) => id);
  if (failed.length > 0) {
    const message = `Seen not to hold: ${list(failed)}. status.controls says what was seen and what to do.`;
    return { type, status: 'False', reason: 'ProofFailed', message };
  }
  if (assessed.moved) {
    const message =
      'A Service that a target names leads elsewhere than when it was proved; what was seen then is no proof of this. The gateway is asked again within seconds.';
    return { type, status: 'Unknown', reason: 'NotProbed', message };
  }
  if (assessed.unreachable.length > 0) {
    return {
      type,
      status: 'Unknown',
      reason: 'Unreachable',
      message: assessed.unreachable.slice(0, 3).join('; '),
    };
  }
  const proved = stated.filter(({ result }) => result === 'Pass');
  if (assessed.compliance.provedAt === undefined || (assessed.awaited && proved.length === 0)) {
    const message =
      'The gateway was not asked yet. Without status.loadBalancer on the Ingress its address is the chart value gateways[].address.';
    return { type, status: 'Unknown', reason: 'NotProbed', message };
  }
  const unknown = stated.filter(({ result }) => result === 'Unknown').map(({ id }) => id);
  if (unknown.length > 0) {
    return {
      type,
      status: 'Unknown',
      reason: 'Stale',
      message: `Not seen, or too long ago: ${list(unknown)}.`,
    };
  }
  return {
    type,
    status: 'True',
    reason: 'Proved',
    message: `Seen to hold: ${list(proved.map(({ id }) => id))}.`,
  };
}

/**
 * Controls of weight that fail without an exception, as `host.ungoverned (High)`: a policy can be in force beside them, and
 * must not read as if all were well.
 */
export function graveFailures(assessed: Assessed | undefined): string {
  const grave = (assessed?.controls ?? []).filter(
    ({ result, severity, exception }) =>
      result === 'Fail' && !exception && (severity === 'Critical' || severity === 'High'),
  );
  return list(grave.map(({ id, severity }) => `${id} (${severity})`));
}

/** Compliant: do all controls pass that apply to the governed APIs, asked for or not? */
export function compliantCondition(assessed: Assessed | undefined): Verdict {
  const type = 'Compliant';
  if (!assessed)
    return {
      type,
      status: 'Unknown',
      reason: 'NotAssessed',
      message: 'Nothing is governed that could be judged.',
    };
  const { controls, unmet } = assessed;
  const counted = controls.filter(({ result, exception }) => result !== 'NotApplicable' && !exception);
  const failed = counted.filter(({ result }) => result === 'Fail').map(({ id }) => id);
  if (failed.length > 0) {
    const message = `${failed.length} of ${counted.length} controls failed: ${list(failed)}`;
    return { type, status: 'False', reason: 'ControlsFailed', message };
  }
  if (unmet.length > 0) {
    const message = unmet
      .map(({ baseline, message: text }) => `ClusterApiPolicy ${baseline}: ${text}`)
      .join('; ');
    return { type, status: 'False', reason: 'RequirementsNotMet', message };
  }
  const unknown = counted.filter(({ result }) => result === 'Unknown').map(({ id }) => id);
  if (unknown.length > 0) {
    return { type, status: 'Unknown', reason: 'ControlsUnknown', message: `Not observed: ${list(unknown)}` };
  }
  return { type, status: 'True', reason: 'Compliant', message: '' };
}
