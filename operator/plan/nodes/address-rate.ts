import { deepFreeze } from '../freeze.ts';

/** One limit of requests from one client address. A rule is one leaf: half a limit is no limit. */
export interface AddressRateNode {
  readonly kind: 'address-rate';
  readonly name: string;
  readonly requests: number;
  readonly per: 'Second' | 'Minute';
  /** Requests above the rate that may come at once; absent: as many as `requests`. */
  readonly burst?: number;
  /** `spec.rateLimit.rules[0]` */
  readonly field: string;
}

export function addressRate(parts: Omit<AddressRateNode, 'kind'>): AddressRateNode {
  return deepFreeze<AddressRateNode>({ kind: 'address-rate', ...parts });
}
