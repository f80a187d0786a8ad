import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** Methods that the API takes, in capitals and sorted; any other is answered 405 (RFC 9110 section 15.5.6). */
export interface MethodsNode {
  readonly kind: 'methods';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly allowed: Stated<readonly string[]>;
}

export function methods(parts: Omit<MethodsNode, 'kind' | 'fields'>): MethodsNode {
  return seal({ kind: 'methods' as const, ...parts });
}
