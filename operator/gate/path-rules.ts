import type { GatePolicy } from '../plan/gate-plan.ts';

/** Whether anything of a policy goes by path: then a path that could be read in two ways is refused. */
export function hasRuleByPath({ authentication, authorization, rates }: GatePolicy): boolean {
  return [
    ...(authentication?.anonymous ?? []),
    ...(authorization?.rules ?? []).flatMap(({ matches }) => matches),
    ...rates.flatMap(({ matches }) => matches),
  ].some(({ path }) => path !== undefined);
}
