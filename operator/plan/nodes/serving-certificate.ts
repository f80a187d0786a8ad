import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** The Secret, in the target's namespace, whose certificate the gateway serves. */
export interface ServingCertificateNode {
  readonly kind: 'serving-certificate';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly secretName: Stated<string>;
}

export function servingCertificate(
  parts: Omit<ServingCertificateNode, 'kind' | 'fields'>,
): ServingCertificateNode {
  return seal({ kind: 'serving-certificate' as const, ...parts });
}
