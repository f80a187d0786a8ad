import { deepFreeze } from '../freeze.ts';
import type { Stated } from '../stated.ts';

/** Strict-Transport-Security on every answer over https (RFC 6797). */
export interface HstsNode {
  readonly kind: 'hsts';
  readonly maxAgeSeconds: Stated<number>;
  readonly includeSubDomains: Stated<boolean>;
  readonly preload: Stated<boolean>;
}

export function hsts(parts: Omit<HstsNode, 'kind'>): HstsNode {
  return deepFreeze<HstsNode>({ kind: 'hsts', ...parts });
}
