import { deepFreeze } from '../freeze.ts';
import type { Stated } from '../stated.ts';

/** The largest request body that the gateway passes on. */
export interface BodySizeNode {
  readonly kind: 'body-size';
  readonly bytes: Stated<number>;
}

export function bodySize(parts: Omit<BodySizeNode, 'kind'>): BodySizeNode {
  return deepFreeze<BodySizeNode>({ kind: 'body-size', ...parts });
}
