/**
 * What a gateway answers to one stated leaf of a policy (contract: `status.enforcement[].result`).
 *
 * - `NeedsGlobalSetting`: only the controller's own configuration can do it, and what is seen of it does not.
 * - `NotEnforceable`: this gateway cannot do it.
 * - `Conflict`: somebody else's value stands in the way.
 * - `Pending`: it would be written, and something has to happen first.
 *
 * A leaf that is written, or met by somebody else's value or by a global setting, has no shortfall.
 */
export type ShortfallResult = 'NeedsGlobalSetting' | 'NotEnforceable' | 'Conflict' | 'Pending';

export interface Shortfall {
  /** Path of the stated leaf, as `spec.tls.hsts.maxAgeSeconds` or `spec.rateLimit.rules[0].requests`. */
  readonly field: string;
  readonly result: ShortfallResult;
  /** For the person who reads it: what is wrong and the exact line or command that puts it right. */
  readonly message: string;
}

/** The limit that callers really meet (contract: `status.limits[]`, without the target's name). */
export interface EffectiveLimit {
  /** Name of the rule; `connections` for the limit of concurrent connections. */
  readonly rule: string;
  /** As `180 per Minute`. */
  readonly effective: string;
  /** Name of the annotation group that sets it: it holds only where that group is ours. */
  readonly group: string;
  /** The arithmetic: replicas, burst, status code of a refusal. */
  readonly because: string;
}

/** Something a person should know although no stated leaf falls short of it; shown by lint, not on the status. */
export interface Remark {
  readonly severity: 'warning' | 'info';
  /** Path in the policy whose intent suffers. */
  readonly field: string;
  /** Stable kebab-case id of the finding. */
  readonly rule: string;
  readonly message: string;
  /** Objects that the remark is about, as `Ingress shop/orders`. */
  readonly related?: readonly string[];
  /** Where it stands, if not in the policy: an annotation of the Ingress, as `metadata.annotations["…"]`. */
  readonly at?: { readonly object: string; readonly path: string };
}
