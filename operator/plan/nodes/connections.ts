import { deepFreeze } from '../freeze.ts';
import type { Stated } from '../stated.ts';

/** Requests at once from one client address. */
export interface ConnectionsNode {
  readonly kind: 'connections';
  readonly count: Stated<number>;
}

export function connections(parts: Omit<ConnectionsNode, 'kind'>): ConnectionsNode {
  return deepFreeze<ConnectionsNode>({ kind: 'connections', ...parts });
}
