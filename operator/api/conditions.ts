/**
 * The closed list of condition types and reasons on an ApiPolicy. Reasons are part of the API: people and tools match on
 * them, so a new one is added here and to docs/concepts.md, and none changes its meaning.
 *
 * `Accepted` and `Programmed` as Gateway API's policy attachment has them (GEP-713); `Ready`, `Reconciling` and
 * `Stalled` as kstatus reads them.
 */

/** Names of conditions. */
export const conditionType = {
  /** The policy is valid and no other policy holds its targets. */
  accepted: 'Accepted',
  /** All that can be written to the gateway is written, and was read back. */
  programmed: 'Programmed',
  /** The governed APIs meet the controls that apply to them. */
  compliant: 'Compliant',
  /** Accepted and Programmed. */
  ready: 'Ready',
  /** The operator is at work on the policy; present only while true. */
  reconciling: 'Reconciling',
  /** Only a person can bring the policy further; present only while true. */
  stalled: 'Stalled',
} as const;

export type ConditionType = (typeof conditionType)[keyof typeof conditionType];

/** Why `Accepted` is what it is. */
export const acceptedReason = {
  /** True: valid, and at least one target is this policy's. */
  accepted: 'Accepted',
  /** False: the spec breaks a rule that the API server could not check; the message names the field. */
  invalid: 'Invalid',
  /** False: no Ingress of that name, or none with those labels, exists in the namespace. Mended by creating one. */
  targetNotFound: 'TargetNotFound',
  /** False: another policy governs every target; the message names it. This one takes effect when that one goes. */
  conflicted: 'Conflicted',
} as const;

export type AcceptedReason = (typeof acceptedReason)[keyof typeof acceptedReason];

/** Why `Programmed` is what it is. */
export const programmedReason = {
  /** True: all that can be written is written and was read back. Fields that cannot be: status.enforcement. */
  programmed: 'Programmed',
  /** True: enforcement is Audit; nothing is written, status.pending says what would be. */
  auditOnly: 'AuditOnly',
  /** True: the annotation apipolicy.dev/paused stands on the policy; nothing is written or repaired. */
  paused: 'Paused',
  /** False: somebody else's value stands in the way of a part; the other parts are written. Comes with Stalled. */
  partiallyProgrammed: 'PartiallyProgrammed',
  /** False: the controller of the target's class is known, and is none that this operator can program. Stalled. */
  gatewayNotSupported: 'GatewayNotSupported',
  /** False: no IngressClass tells which controller serves the target. Mended by creating it or naming another. */
  gatewayUnknown: 'GatewayUnknown',
  /** False: there is no target to write to. */
  targetNotFound: 'TargetNotFound',
  /** False: the policy is not accepted, so nothing new is written; what was written before stays. */
  notAccepted: 'NotAccepted',
  /** False: the API server refused a write; the message holds its answer. It is tried again. */
  applyFailed: 'ApplyFailed',
} as const;

export type ProgrammedReason = (typeof programmedReason)[keyof typeof programmedReason];

/** Why `Compliant` is what it is. */
export const compliantReason = {
  /** Unknown: nothing has judged the policy yet. */
  notAssessed: 'NotAssessed',
} as const;

export type CompliantReason = (typeof compliantReason)[keyof typeof compliantReason];

/**
 * Why `Ready` is what it is: `Ready` when True; when False, the reason of the condition that is in the way; `Pending`
 * (Unknown) before the operator has seen the policy, as the CRD's default has it. A policy in Audit or paused is Ready
 * for that reason, so that the column says it.
 */
export const readyReason = {
  /** True: accepted and in force. */
  ready: 'Ready',
  /** Unknown: the operator has not looked at the policy yet. */
  pending: 'Pending',
} as const;

export type ReadyReason = (typeof readyReason)[keyof typeof readyReason] | AcceptedReason | ProgrammedReason;

/** Why `Reconciling` is true. */
export const reconcilingReason = {
  /** The last try failed and is made again; the message says what failed. */
  retrying: 'Retrying',
} as const;

export type ReconcilingReason = (typeof reconcilingReason)[keyof typeof reconcilingReason];

/** Every reason that a condition can have. */
export type ConditionReason = ReadyReason | CompliantReason | ReconcilingReason;

/** Why `Stalled` is true: the reason of the condition that a person has to mend. */
export type StalledReason = AcceptedReason | ProgrammedReason;
