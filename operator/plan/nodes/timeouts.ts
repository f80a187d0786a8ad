import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** How long the gateway waits for the application, in whole seconds. What is absent is left alone. */
export interface TimeoutsNode {
  readonly kind: 'timeouts';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly connectSeconds?: Stated<number>;
  readonly readSeconds?: Stated<number>;
  readonly sendSeconds?: Stated<number>;
}

export function timeouts(parts: Omit<TimeoutsNode, 'kind' | 'fields'>): TimeoutsNode {
  return seal({ kind: 'timeouts' as const, ...parts });
}
