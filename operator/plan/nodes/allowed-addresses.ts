import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** The only networks, in canonical text and order, whose clients are let in. */
export interface AllowedAddressesNode {
  readonly kind: 'allowed-addresses';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly networks: Stated<readonly string[]>;
}

export function allowedAddresses(parts: Omit<AllowedAddressesNode, 'kind' | 'fields'>): AllowedAddressesNode {
  return seal({ kind: 'allowed-addresses' as const, ...parts });
}
