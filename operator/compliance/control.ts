import type { ControlId, ControlSeverity } from '../api/control-id.ts';
import type { Judgement, Subject } from './subject.ts';
import type { Wire } from './wire.ts';

/** A requirement of a standard. */
export interface Reference {
  /** `API8:2023` (OWASP API Security Top 10), `v5.0.0-12.1.1` (OWASP ASVS), `RFC 6797`. */
  readonly id: string;
  readonly title: string;
  /** True: the text was read and says what the control proves. False: named from memory, and shown as unverified. */
  readonly checked: boolean;
}

/** One entry of the catalogue: what it is about, and how it is judged. */
export interface Control {
  readonly id: ControlId;
  readonly title: string;
  /** What an attacker can do, or what goes wrong, without it. */
  readonly threat: string;
  readonly severity: ControlSeverity;
  readonly references: readonly Reference[];
  readonly appliesWhen: string;
  readonly proof: string;
  /** Stated leaves (and all below them) that fall short of it when the gateway does. */
  readonly fields: readonly string[];
  applies(subject: Subject): boolean;
  /** Pure. `now` in milliseconds since the epoch. */
  judge(subject: Subject, wire: Wire, now: number): Judgement;
}

/** What a control answers for one host. */
export interface Verdict {
  readonly result: 'Pass' | 'Fail' | 'Unknown';
  readonly evidence?: string;
  readonly message?: string;
  /** Milliseconds since the epoch of the observation that decided. */
  readonly at?: number;
  readonly repeat?: string;
  /** Where it is not the gateway. */
  readonly enforcedBy?: string;
}
