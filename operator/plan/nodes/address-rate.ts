import { seal } from '../seal.ts';

/** One limit of requests from one client address. A rule is one leaf: half a limit is no limit. */
export interface AddressRateNode {
  readonly kind: 'address-rate';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly name: string;
  readonly requests: number;
  readonly per: 'Second' | 'Minute';
  /** Requests above the rate that may come at once; absent: as many as `requests`. */
  readonly burst?: number;
  /** `spec.rateLimit.rules[0]` */
  readonly field: string;
}

export function addressRate(parts: Omit<AddressRateNode, 'kind' | 'fields'>): AddressRateNode {
  return seal({ kind: 'address-rate' as const, ...parts });
}
