import { deepFreeze } from '../freeze.ts';
import type { Stated } from '../stated.ts';

/** The Secret, in the target's namespace, whose certificate the gateway serves. */
export interface ServingCertificateNode {
  readonly kind: 'serving-certificate';
  readonly secretName: Stated<string>;
}

export function servingCertificate(parts: Omit<ServingCertificateNode, 'kind'>): ServingCertificateNode {
  return deepFreeze<ServingCertificateNode>({ kind: 'serving-certificate', ...parts });
}
