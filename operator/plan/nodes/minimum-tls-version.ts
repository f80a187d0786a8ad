import { deepFreeze } from '../freeze.ts';
import type { Stated } from '../stated.ts';

/** The oldest TLS version that a handshake may agree on. */
export interface MinimumTlsVersionNode {
  readonly kind: 'minimum-tls-version';
  readonly version: Stated<'TLS1.2' | 'TLS1.3'>;
}

export function minimumTlsVersion(parts: Omit<MinimumTlsVersionNode, 'kind'>): MinimumTlsVersionNode {
  return deepFreeze<MinimumTlsVersionNode>({ kind: 'minimum-tls-version', ...parts });
}
