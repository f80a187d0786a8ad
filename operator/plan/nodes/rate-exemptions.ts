import { deepFreeze } from '../freeze.ts';
import type { Stated } from '../stated.ts';

/** Networks, in canonical text and order, whose clients no limit counts. */
export interface RateExemptionsNode {
  readonly kind: 'rate-exemptions';
  readonly networks: Stated<readonly string[]>;
}

export function rateExemptions(parts: Omit<RateExemptionsNode, 'kind'>): RateExemptionsNode {
  return deepFreeze<RateExemptionsNode>({ kind: 'rate-exemptions', ...parts });
}
