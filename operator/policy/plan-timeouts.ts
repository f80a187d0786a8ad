import type { ApiPolicySpec } from '../api/types.generated.ts';
import { timeouts as timeoutsNode } from '../plan/nodes/timeouts.ts';
import type { PlanNode } from '../plan/plan.ts';
import { type Stated, stated } from '../plan/stated.ts';
import { parseWholeSeconds } from './duration.ts';

/** `spec.timeouts`: no defaults, a timeout that is not stated stays the gateway's. */
export function planTimeouts(timeouts: NonNullable<ApiPolicySpec['timeouts']>): PlanNode[] {
  const { connect, read, send } = timeouts;
  return [
    timeoutsNode({
      ...(connect !== undefined && { connectSeconds: seconds(connect, 'connect') }),
      ...(read !== undefined && { readSeconds: seconds(read, 'read') }),
      ...(send !== undefined && { sendSeconds: seconds(send, 'send') }),
    }),
  ];
}

function seconds(text: string, leaf: string): Stated<number> {
  const field = `spec.timeouts.${leaf}`;
  return stated(parseWholeSeconds(text, field), field);
}
