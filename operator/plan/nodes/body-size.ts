import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** The largest request body that the gateway passes on. */
export interface BodySizeNode {
  readonly kind: 'body-size';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly bytes: Stated<number>;
}

export function bodySize(parts: Omit<BodySizeNode, 'kind' | 'fields'>): BodySizeNode {
  return seal({ kind: 'body-size' as const, ...parts });
}
