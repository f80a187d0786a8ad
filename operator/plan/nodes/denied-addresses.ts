import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** Networks, in canonical text and order, whose clients are refused even where they are allowed elsewhere. */
export interface DeniedAddressesNode {
  readonly kind: 'denied-addresses';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly networks: Stated<readonly string[]>;
}

export function deniedAddresses(parts: Omit<DeniedAddressesNode, 'kind' | 'fields'>): DeniedAddressesNode {
  return seal({ kind: 'denied-addresses' as const, ...parts });
}
