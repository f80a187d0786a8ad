import type { ControlResult, ControlSeverity } from '../api/control-id.ts';

/** What a control weighs by its severity. */
export const WEIGHTS: Readonly<Record<ControlSeverity, number>> = { Critical: 8, High: 4, Medium: 2, Low: 1 };

/** Least score of each grade, best first; below the last it is F. */
export const GRADES = [
  ['A', 90],
  ['B', 80],
  ['C', 70],
  ['D', 60],
  ['E', 50],
] as const;
export type Grade = (typeof GRADES)[number][0] | 'F';

/** The best grade while a critical control fails, and while one is not known. */
export const CAPS = { criticalFails: 'D', criticalUnknown: 'B' } as const;

interface Scored {
  readonly result: ControlResult;
  readonly severity: ControlSeverity;
  /** Did not pass, and an exception is granted. */
  readonly excepted: boolean;
}

/**
 * The weight of what passed against the weight of all that passed, failed or is not known, rounded down: 100 is for those
 * where everything passed. Undefined where nothing counts.
 */
export function scoreOf(controls: readonly Scored[]): { score: number; grade: Grade } | undefined {
  const counted = controls.filter(({ result, excepted }) => result !== 'NotApplicable' && !excepted);
  const weigh = (some: readonly Scored[]): number =>
    some.reduce((sum, one) => sum + WEIGHTS[one.severity], 0);
  const total = weigh(counted);
  if (total === 0) return undefined;
  const score = Math.floor((100 * weigh(counted.filter(({ result }) => result === 'Pass'))) / total);
  const critical = counted.filter(({ severity }) => severity === 'Critical').map(({ result }) => result);
  const earned = GRADES.find(([, least]) => score >= least)?.[0] ?? 'F';
  const grades: Grade[] = [
    earned,
    ...(critical.includes('Fail') ? [CAPS.criticalFails] : []),
    ...(critical.includes('Unknown') ? [CAPS.criticalUnknown] : []),
  ];
  return { score, grade: grades.toSorted().at(-1) ?? earned };
}
