import type { RequestMatch } from '../request-match.ts';
import { seal } from '../seal.ts';

/**
 * One limit that needs to know the caller, the path or a longer time than the gateway's own counter has. A rule is one
 * leaf: half a limit is no limit.
 */
export interface CountedRateNode extends CountedRate {
  readonly kind: 'counted-rate';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  /** `spec.rateLimit.rules[0]` */
  readonly field: string;
}

export interface CountedRate {
  readonly name: string;
  readonly requests: number;
  readonly per: 'Second' | 'Minute' | 'Hour' | 'Day';
  /** A request without the key counts by client address. */
  readonly by: 'User' | 'ClientAddress' | 'Header' | 'Claim' | 'APIKey' | 'ClientCertificate';
  /** Where by is Claim. */
  readonly claim?: string;
  /** Where by is Header. */
  readonly header?: string;
  /** Any one; none: every request. */
  readonly matches: readonly RequestMatch[];
}

export function countedRate(parts: Omit<CountedRateNode, 'kind' | 'fields'>): CountedRateNode {
  return seal({ kind: 'counted-rate' as const, ...parts });
}
