import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** Inspection of requests with the OWASP Core Rule Set: not at all, log only, or refuse. */
export interface WafNode {
  readonly kind: 'waf';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly mode: Stated<'Off' | 'Detect' | 'Block'>;
}

export function waf(parts: Omit<WafNode, 'kind' | 'fields'>): WafNode {
  return seal({ kind: 'waf' as const, ...parts });
}
