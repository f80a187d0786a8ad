import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** Strict-Transport-Security on every answer over https (RFC 6797). */
export interface HstsNode {
  readonly kind: 'hsts';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly maxAgeSeconds: Stated<number>;
  readonly includeSubDomains: Stated<boolean>;
  readonly preload: Stated<boolean>;
}

export function hsts(parts: Omit<HstsNode, 'kind' | 'fields'>): HstsNode {
  return seal({ kind: 'hsts' as const, ...parts });
}
