import type { Shortfall } from '../plan/outcome.ts';
import type { TargetResult } from './decide.ts';
import { bareName, type GroupDecision } from './group-decision.ts';
import { recordedKeys } from './ownership.ts';
import { differences, isWritten, withRecord } from './target-decision.ts';

type Governed = Extract<TargetResult, { kind: 'governed' }>;

/** What may be written on a target now, where that is less than what is wanted in the end. */
export interface Now {
  /** Without the record. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Keys that wait; what of them was written before is still ours. */
  readonly held: ReadonlySet<string>;
  /** Groups of which the status is to say that they wait. */
  readonly waiting: readonly GroupDecision[];
  readonly because: string;
}

/** The target with what may be written on it now in place of what is wanted in the end. */
export function narrowed(target: Governed, { annotations, held, waiting, because }: Now): Governed {
  const { ingress, decision, by } = target;
  const recorded = recordedKeys(ingress);
  const kept = [...held].filter((key) => recorded.has(bareName(key)));
  const desired = withRecord(by, annotations, decision.desired.tls, [
    ...conflictDrift(decision.groups),
    ...kept,
  ]);
  if (same(desired.annotations, decision.desired.annotations)) return target;
  const fields = new Set(waiting.flatMap(({ group }) => group.fields));
  const names = new Set(waiting.map(({ group }) => group.name));
  const pending = [...fields].map((field): Shortfall => ({ field, result: 'Pending', message: because }));
  const drifted = decision.drifted.filter((key) => key in desired.annotations);
  return {
    ...target,
    decision: {
      ...decision,
      desired,
      changed: !isWritten(desired, ingress),
      drifted,
      force: drifted.length > 0 || ingress.ownership.emptyMapHeld,
      differences: differences(desired, ingress),
      shortfalls: [...decision.shortfalls, ...pending],
      enforcement: decision.enforcement.filter(({ field }) => !fields.has(field)),
      limits: decision.limits.filter(({ group }) => !names.has(group)),
    },
  };
}

const conflictDrift = (groups: readonly GroupDecision[]): string[] =>
  groups.flatMap((decision) => (decision.kind === 'conflict' ? decision.drifted : []));

const same = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([key, value]) => other[key] === value);
