import { deepFreeze } from '../freeze.ts';
import type { Stated } from '../stated.ts';

/** Inspection of requests with the OWASP Core Rule Set: not at all, log only, or refuse. */
export interface WafNode {
  readonly kind: 'waf';
  readonly mode: Stated<'Off' | 'Detect' | 'Block'>;
}

export function waf(parts: Omit<WafNode, 'kind'>): WafNode {
  return deepFreeze<WafNode>({ kind: 'waf', ...parts });
}
