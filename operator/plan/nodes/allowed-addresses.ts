import { deepFreeze } from '../freeze.ts';
import type { Stated } from '../stated.ts';

/** The only networks, in canonical text and order, whose clients are let in. */
export interface AllowedAddressesNode {
  readonly kind: 'allowed-addresses';
  readonly networks: Stated<readonly string[]>;
}

export function allowedAddresses(parts: Omit<AllowedAddressesNode, 'kind'>): AllowedAddressesNode {
  return deepFreeze<AllowedAddressesNode>({ kind: 'allowed-addresses', ...parts });
}
