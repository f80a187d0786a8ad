import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** Media types of request bodies, in small letters and sorted; any other is answered 415 (RFC 9110 section 15.5.16). */
export interface ContentTypesNode {
  readonly kind: 'content-types';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly allowed: Stated<readonly string[]>;
}

export function contentTypes(parts: Omit<ContentTypesNode, 'kind' | 'fields'>): ContentTypesNode {
  return seal({ kind: 'content-types' as const, ...parts });
}
