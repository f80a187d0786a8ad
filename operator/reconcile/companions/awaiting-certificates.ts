import { nodeOf } from '../../plan/plan.ts';
import type { TargetResult } from '../decide.ts';
import { bareName } from '../group-decision.ts';
import { narrowed } from '../narrowed.ts';
import { GOVERNED_BY, WRITTEN } from '../ownership.ts';

type Governed = Extract<TargetResult, { kind: 'governed' }>;

/** True while the gateway is not told to ask for the certificates that the policy demands: there is no CA to name yet. */
export const awaitsCertificates = ({ plan, decision }: Governed): boolean =>
  nodeOf(plan, 'client-certificates') !== undefined &&
  !Object.keys(decision.desired.annotations).some((key) => bareName(key) === 'auth-tls-secret');

/**
 * The target with all that the policy gave up in the edit that demands certificates: it may go when they are demanded, in
 * the same write.
 */
export function withWhatWasGivenUp(target: Governed): Governed {
  const { ingress, decision } = target;
  const { [GOVERNED_BY]: _by, [WRITTEN]: _written, ...wanted } = decision.desired.annotations;
  const annotations: Record<string, string> = { ...wanted };
  const held = new Set<string>();
  for (const key of ingress.ownership.ours) {
    const value = ingress.metadata.annotations?.[key];
    if (value === undefined || key in decision.desired.annotations) continue;
    annotations[key] = value;
    held.add(key);
  }
  return narrowed(target, { annotations, held, waiting: [], because: '' });
}
