import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** The set of security headers on every answer. */
export interface SecurityHeadersNode {
  readonly kind: 'security-headers';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly profile: Stated<'Standard' | 'None'>;
}

export function securityHeaders(parts: Omit<SecurityHeadersNode, 'kind' | 'fields'>): SecurityHeadersNode {
  return seal({ kind: 'security-headers' as const, ...parts });
}
