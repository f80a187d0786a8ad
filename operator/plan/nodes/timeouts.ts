import { deepFreeze } from '../freeze.ts';
import type { Stated } from '../stated.ts';

/** How long the gateway waits for the application, in whole seconds. What is absent is left alone. */
export interface TimeoutsNode {
  readonly kind: 'timeouts';
  readonly connectSeconds?: Stated<number>;
  readonly readSeconds?: Stated<number>;
  readonly sendSeconds?: Stated<number>;
}

export function timeouts(parts: Omit<TimeoutsNode, 'kind'>): TimeoutsNode {
  return deepFreeze<TimeoutsNode>({ kind: 'timeouts', ...parts });
}
