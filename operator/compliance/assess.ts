import type { ControlId, ControlResult, ControlSeverity } from '../api/control-id.ts';
import { CATALOGUE } from './catalogue.ts';
import type { Control } from './control.ts';
import { scoreOf } from './score.ts';
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

/** Contract: `status.controls[].failing`. */
const MAX_FAILING = 16;
/** The schema's maxLength of a message. */
const LONGEST_MESSAGE = 1024;
const RANK: Readonly<Record<ControlResult, number>> = { Fail: 0, Unknown: 1, Pass: 2, NotApplicable: 3 };

/**
 * Judges one policy over all of its targets: the worst target counts. Pure. Where only times would change, the times of
 * `previous` are kept, so that a status is not written for them.
 */
export function assess(input: AssessInput): Assessment {
  const { subjects, exceptions, now, previous } = input;
  const controls = subjects.length === 0 ? [] : CATALOGUE.map((control) => statusOf(control, input));
  const excepted = (control: ControlStatus): boolean =>
    exceptions.has(control.id) && (control.result === 'Fail' || control.result === 'Unknown');
  const count = (result: ControlResult): number =>
    controls.filter((control) => control.result === result && !excepted(control)).length;
  const provedAt = provedWhen(input, previous?.compliance?.provedAt);
  return {
    controls,
    compliance: {
      ...scoreOf(controls.map((control) => ({ ...control, excepted: excepted(control) }))),
      passed: count('Pass'),
      failed: count('Fail'),
      unknown: count('Unknown'),
      notApplicable: count('NotApplicable'),
      excepted: controls.filter(excepted).length,
      ...(provedAt !== undefined && { provedAt }),
    },
  };

  function statusOf(control: Control, { wire }: AssessInput): ControlStatus {
    const judged = subjects
      .map((subject) => ({ subject, judgement: control.judge(subject, wire, now) }))
      .sort((a, b) => RANK[a.judgement.result] - RANK[b.judgement.result]);
    const { result = 'Unknown', enforcedBy, evidence, message } = judged[0]?.judgement ?? {};
    const failing = judged
      .filter(({ judgement }) => judgement.result === 'Fail' || judgement.result === 'Unknown')
      .flatMap(({ subject: { target }, judgement }) =>
        judgement.failing.length === 0
          ? [{ target }]
          : judgement.failing.map((host) => (host === '' ? { target } : { target, host })),
      );
    const exception = result === 'Fail' || result === 'Unknown' ? exceptions.get(control.id) : undefined;
    const before = previous?.controls?.find(({ id }) => id === control.id);
    const at = judged[0]?.judgement.observedAt ?? now;
    const kept = before?.result === result ? before.observedAt : undefined;
    return {
      id: control.id,
      result,
      severity: control.severity,
      ...(enforcedBy !== undefined && { enforcedBy }),
      ...(evidence !== undefined && { evidence }),
      ...(message !== undefined && { message: cut(message) }),
      ...(failing.length > 0 && { failing: failing.slice(0, MAX_FAILING) }),
      ...(exception && { exception: { ...exceptionOf(exception) } }),
      observedAt: kept ?? new Date(at).toISOString(),
    };
  }
}

/** Only what belongs on the status: what grants an exception may know more. */
const exceptionOf = ({ baseline, owner, reason, expires }: Exception): Exception => ({
  baseline,
  owner,
  reason,
  expires,
});

const cut = (text: string): string =>
  text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE - 1).toWellFormed()}…` : text;

/** When the wire was seen, on the host where that is longest ago; absent while there is one that was never seen. */
function provedWhen({ subjects, wire }: AssessInput, before: string | undefined): string | undefined {
  const times = subjects.flatMap((subject) =>
    (subject.hosts.length > 0 ? subject.hosts : ['']).map((host) => {
      const tls = wire(subject, host)?.tls;
      return tls && 'value' in tls ? tls.at : undefined;
    }),
  );
  const seen = times.filter((time) => time !== undefined);
  if (seen.length === 0 || seen.length < times.length) return before;
  const oldest = Math.min(...seen);
  const half = Math.min(...subjects.map(({ verification }) => verification.intervalSeconds)) * 500;
  const last = before === undefined ? Number.NaN : Date.parse(before);
  return oldest - last < half && oldest >= last ? before : new Date(oldest).toISOString();
}
