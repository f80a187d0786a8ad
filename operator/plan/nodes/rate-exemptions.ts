import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** Networks, in canonical text and order, whose clients no limit counts. */
export interface RateExemptionsNode {
  readonly kind: 'rate-exemptions';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly networks: Stated<readonly string[]>;
}

export function rateExemptions(parts: Omit<RateExemptionsNode, 'kind' | 'fields'>): RateExemptionsNode {
  return seal({ kind: 'rate-exemptions' as const, ...parts });
}
