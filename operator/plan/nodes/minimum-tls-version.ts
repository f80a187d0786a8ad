import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** The oldest TLS version that a handshake may agree on. */
export interface MinimumTlsVersionNode {
  readonly kind: 'minimum-tls-version';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly version: Stated<'TLS1.2' | 'TLS1.3'>;
}

export function minimumTlsVersion(
  parts: Omit<MinimumTlsVersionNode, 'kind' | 'fields'>,
): MinimumTlsVersionNode {
  return seal({ kind: 'minimum-tls-version' as const, ...parts });
}
