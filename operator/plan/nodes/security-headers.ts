import { deepFreeze } from '../freeze.ts';
import type { Stated } from '../stated.ts';

/** The set of security headers on every answer. */
export interface SecurityHeadersNode {
  readonly kind: 'security-headers';
  readonly profile: Stated<'Standard' | 'None'>;
}

export function securityHeaders(parts: Omit<SecurityHeadersNode, 'kind'>): SecurityHeadersNode {
  return deepFreeze<SecurityHeadersNode>({ kind: 'security-headers', ...parts });
}
