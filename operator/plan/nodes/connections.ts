import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** Requests at once from one client address. */
export interface ConnectionsNode {
  readonly kind: 'connections';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly count: Stated<number>;
}

export function connections(parts: Omit<ConnectionsNode, 'kind' | 'fields'>): ConnectionsNode {
  return seal({ kind: 'connections' as const, ...parts });
}
