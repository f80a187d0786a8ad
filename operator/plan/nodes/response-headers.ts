import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** One header to set. Each entry is a leaf of its own: `spec.exposure.responseHeaders.set[2]`. */
export interface HeaderToSet {
  readonly name: string;
  readonly value: string;
  readonly field: string;
}

/** Headers that are set on, or taken off, every answer. Names are compared without regard to case. */
export interface ResponseHeadersNode {
  readonly kind: 'response-headers';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly set: readonly HeaderToSet[];
  readonly remove?: Stated<readonly string[]>;
}

export function responseHeaders(parts: Omit<ResponseHeadersNode, 'kind' | 'fields'>): ResponseHeadersNode {
  return seal({ kind: 'response-headers' as const, ...parts });
}
