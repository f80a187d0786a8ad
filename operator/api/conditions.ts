/**
 * The closed list of condition types and reasons on an ApiPolicy and a ClusterApiPolicy. Reasons are part of the API:
 * people and tools match on them, so a new one is added here, to docs/concepts.md and to docs/conditions.md, and none
 * changes its meaning.
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
  /** The protection was seen on the wire. */
  verified: 'Verified',
  /** The governed APIs meet the controls that apply to them; on a ClusterApiPolicy: what it requires is met. */
  compliant: 'Compliant',
  /** Accepted and Programmed, and not Verified=False. */
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
  /** False: with the defaults of a ClusterApiPolicy the spec breaks a rule; the message names both and the field. */
  invalidAfterMerge: 'InvalidAfterMerge',
  /** False: no Ingress of that name, or none with those labels, exists in the namespace. Mended by creating one. */
  targetNotFound: 'TargetNotFound',
  /** False: another policy governs every target; the message names it. This one takes effect when that one goes. */
  conflicted: 'Conflicted',
  /** False: the gate's plan of the namespace has no room for the policy beside the older ones. */
  planTooLarge: 'PlanTooLarge',
  /** False: mutualTLS would issue an identity, or by an issuer, that no ClusterApiPolicy permits in the namespace. */
  issuanceNotPermitted: 'IssuanceNotPermitted',
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
  /** False: not every ready replica of the gate enforces the policy as it is now; the gate refuses meanwhile. */
  gateNotReady: 'GateNotReady',
  /** False: what the gate depends on for this policy does not work: a login, an issuer's keys, a store. */
  companionUnhealthy: 'CompanionUnhealthy',
  /** False: cert-manager is not installed, and the policy has certificates issued. */
  certManagerMissing: 'CertManagerMissing',
  /** False: the Issuer or ClusterIssuer does not exist. Mended by creating it or naming another. */
  issuerMissing: 'IssuerMissing',
  /** False: the issuer gives no CA, as ACME's, so nobody's certificate could be verified against it. */
  noCa: 'NoCA',
  /** False: somebody else has the Secret issued, or an object of that name is not the operator's. */
  certificateForeign: 'CertificateForeign',
  /** False: a certificate is not issued yet; the message holds what cert-manager says. */
  certificateNotReady: 'CertificateNotReady',
} as const;

export type ProgrammedReason = (typeof programmedReason)[keyof typeof programmedReason];

/** Why `Verified` is what it is. */
export const verifiedReason = {
  /** True: what can be proved was seen on the wire within twice the interval, and nothing was seen to fail. */
  proved: 'Proved',
  /** False: a probe saw a control fail; the message names the controls, status.controls has what was seen. */
  proofFailed: 'ProofFailed',
  /** Unknown: nothing was asked yet, or the spec has changed since. */
  notProbed: 'NotProbed',
  /** Unknown: the gateway could not be asked; the message says where and why. */
  unreachable: 'Unreachable',
  /** Unknown: the last proof is older than twice the interval. */
  stale: 'Stale',
  /** Unknown: spec.verification.mode is Off, or Passive and nothing can be proved by handshakes alone. */
  verificationOff: 'VerificationOff',
} as const;

export type VerifiedReason = (typeof verifiedReason)[keyof typeof verifiedReason];

/** Why `Compliant` is what it is; the later ones are worse, and the worst is told. */
export const compliantReason = {
  /** True: every control that applies passes, or has an exception. */
  compliant: 'Compliant',
  /** Unknown: nothing has judged the policy yet. */
  notAssessed: 'NotAssessed',
  /** Unknown: none fails, but some could not be observed; the message names them. */
  controlsUnknown: 'ControlsUnknown',
  /** False: the controls do not reach what a ClusterApiPolicy requires; the message names it and what is missing. */
  requirementsNotMet: 'RequirementsNotMet',
  /** False: controls fail; the message names them. */
  controlsFailed: 'ControlsFailed',
} as const;

export type CompliantReason = (typeof compliantReason)[keyof typeof compliantReason];

/** Why `Compliant` is what it is on a ClusterApiPolicy, beside `Compliant` and `NotAssessed`. */
export const baselineReason = {
  /** False: policies do not meet spec.require; the message names some. */
  policiesFailing: 'PoliciesFailing',
  /** False: Ingresses have no ApiPolicy, and spec.require.ungovernedIngresses asks for it; the message names some. */
  ungovernedIngresses: 'UngovernedIngresses',
} as const;

export type BaselineReason = (typeof baselineReason)[keyof typeof baselineReason];

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

export type ReadyReason =
  | (typeof readyReason)[keyof typeof readyReason]
  | AcceptedReason
  | ProgrammedReason
  | typeof verifiedReason.proofFailed;

/** Why `Reconciling` is true. */
export const reconcilingReason = {
  /** The last try failed and is made again; the message says what failed. */
  retrying: 'Retrying',
  /** Something beside the gateway is not ready yet; Programmed says what. */
  waiting: 'Waiting',
} as const;

export type ReconcilingReason = (typeof reconcilingReason)[keyof typeof reconcilingReason];

/** Every reason that a condition can have. */
export type ConditionReason =
  | ReadyReason
  | VerifiedReason
  | CompliantReason
  | BaselineReason
  | ReconcilingReason;

/** Why `Stalled` is true: the reason of the condition that a person has to mend. */
export type StalledReason = AcceptedReason | ProgrammedReason;
