import { createHash } from 'node:crypto';
import type { SecurityPlan } from '../plan/plan.ts';
import { remembered } from '../plan/remembered.ts';
import type { ObservedIngress } from './ownership.ts';

/**
 * Of a plan, of what counts of its targets, and of what else is given. Plans and cached objects never change, and the
 * same are asked for at each turn of a namespace.
 */
export const fingerprint = (
  plan: SecurityPlan,
  targets: readonly ObservedIngress[],
  partOf: (target: ObservedIngress) => string,
  besides: readonly unknown[] = [],
): string =>
  createHash('sha256')
    .update(JSON.stringify([digestOf(plan), targets.map(partOf).sort(), besides]))
    .digest('base64');

const digestOf = remembered((plan: SecurityPlan): string =>
  createHash('sha256').update(JSON.stringify(plan)).digest('base64'),
);
