import type { ControlId, ControlResult, ControlSeverity } from '../api/control-id.ts';
import type { Subject } from './subject.ts';
import type { Wire } from './wire.ts';

/** The part of an exception that the assessment needs (`operator/policy/exceptions.ts` grants them). */
export interface Exception {
  readonly baseline: string;
  readonly owner: string;
  readonly reason: string;
  /** Last day, as `2027-01-31`. */
  readonly expires: string;
}

/** Contract: `status.controls[]`. */
export interface ControlStatus {
  readonly id: ControlId;
  readonly result: ControlResult;
  readonly severity: ControlSeverity;
  readonly enforcedBy?: string;
  readonly evidence?: string;
  readonly message?: string;
  readonly failing?: readonly { readonly target: string; readonly host?: string }[];
  readonly exception?: Exception;
  /** When the result last changed. */
  readonly observedAt?: string;
}

/** Contract: `status.compliance`. */
export interface ComplianceStatus {
  readonly score?: number;
  readonly grade?: string;
  readonly passed: number;
  readonly failed: number;
  readonly unknown: number;
  readonly notApplicable: number;
  readonly excepted: number;
  /** When the wire was last seen; written again at most every half interval. */
  readonly provedAt?: string;
}

export interface Assessment {
  readonly controls: readonly ControlStatus[];
  readonly compliance: ComplianceStatus;
}

export interface AssessInput {
  /** One for each governed target of the policy. */
  readonly subjects: readonly Subject[];
  readonly wire: Wire;
  /** Those in force, by control. */
  readonly exceptions: ReadonlyMap<string, Exception>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The status as it stands: times are kept where nothing else changed. */
  readonly previous?: {
    readonly controls?: readonly {
      readonly id: string;
      readonly result: string;
      readonly observedAt?: string;
    }[];
    readonly compliance?: { readonly provedAt?: string };
  };
}

export declare function assess(input: AssessInput): Assessment;
