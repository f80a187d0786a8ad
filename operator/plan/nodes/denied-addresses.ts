import { deepFreeze } from '../freeze.ts';
import type { Stated } from '../stated.ts';

/** Networks, in canonical text and order, whose clients are refused even where they are allowed elsewhere. */
export interface DeniedAddressesNode {
  readonly kind: 'denied-addresses';
  readonly networks: Stated<readonly string[]>;
}

export function deniedAddresses(parts: Omit<DeniedAddressesNode, 'kind'>): DeniedAddressesNode {
  return deepFreeze<DeniedAddressesNode>({ kind: 'denied-addresses', ...parts });
}
