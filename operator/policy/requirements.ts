import type { ControlResult } from '../api/control-id.ts';
import type { ClusterApiPolicy } from '../api/types.generated.ts';

/** What is known of a policy when its baselines' requirements are judged. */
export interface Assessed {
  readonly mode: 'Enforce' | 'Audit' | 'Paused';
  /** Absent: nothing was judged, or no control applies. */
  readonly score?: number;
  readonly controls: readonly {
    readonly id: string;
    readonly result: ControlResult;
    /** An exception is in force for it. */
    readonly excepted: boolean;
  }[];
}

/** A requirement that a policy does not meet. */
export interface UnmetRequirement {
  /** Name of the ClusterApiPolicy. */
  readonly baseline: string;
  /** Of the baseline: `spec.require.controls[1]`. */
  readonly field: string;
  /** What is missing; names neither the policy nor the baseline. */
  readonly message: string;
}

/**
 * What the policy lacks of that which the baselines of its namespace require, in their order. A control that does not
 * apply meets a requirement, and so does one with an exception; one that is not known does not.
 */
export function unmetRequirements(
  assessed: Assessed,
  baselines: Iterable<ClusterApiPolicy>,
): readonly UnmetRequirement[] {
  return [...baselines].flatMap(({ metadata, spec }) => {
    const { enforcement, minimumScore, controls = [] } = spec.require ?? {};
    const messages: [string, string | undefined][] = [
      ['enforcement', enforcement === undefined ? undefined : lackingEnforcement(assessed)],
      ['minimumScore', minimumScore === undefined ? undefined : lackingScore(assessed, minimumScore)],
      ...controls.map((id, index): [string, string | undefined] => [
        `controls[${index}]`,
        lackingControl(assessed, id),
      ]),
    ];
    return messages.flatMap(([field, message]) =>
      message === undefined ? [] : [{ baseline: metadata.name, field: `spec.require.${field}`, message }],
    );
  });
}

function lackingEnforcement({ mode }: Assessed): string | undefined {
  if (mode === 'Enforce') return undefined;
  return mode === 'Audit'
    ? 'enforcement is Audit and must be Enforce'
    : 'the policy is paused: remove the annotation apipolicy.dev/paused';
}

function lackingScore({ score }: Assessed, least: number): string | undefined {
  if (score === undefined) return `there is no score yet, and it must be at least ${least}`;
  return score >= least ? undefined : `the score is ${score} and must be at least ${least}`;
}

function lackingControl({ controls }: Assessed, id: string): string | undefined {
  const control = controls.find((candidate) => candidate.id === id);
  if (control === undefined) return `${id} must pass and was not judged`;
  if (control.excepted || control.result === 'Pass' || control.result === 'NotApplicable') return undefined;
  return control.result === 'Fail' ? `${id} must pass and fails` : `${id} must pass and is not known`;
}
