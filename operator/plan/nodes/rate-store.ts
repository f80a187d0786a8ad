import type { RedisStore } from '../request-match.ts';
import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** Where counted rates are kept, and what happens while that cannot be reached. */
export interface RateStoreNode {
  readonly kind: 'rate-store';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  /** Local: each replica counts its share. Only where a store is named. */
  readonly onFailure: Stated<'Local' | 'Deny' | 'Allow'>;
  /** Absent: in the memory of each replica. One leaf: a password belongs to its address. */
  readonly redis?: RedisStore & { readonly field: string };
}

export function rateStore(parts: Omit<RateStoreNode, 'kind' | 'fields'>): RateStoreNode {
  return seal({ kind: 'rate-store' as const, ...parts });
}
