import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** What a request over http meets: a redirect to https, a refusal, or the API itself. */
export interface PlaintextNode {
  readonly kind: 'plaintext';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly mode: Stated<'Redirect' | 'Refuse' | 'Allow'>;
}

export function plaintext(parts: Omit<PlaintextNode, 'kind' | 'fields'>): PlaintextNode {
  return seal({ kind: 'plaintext' as const, ...parts });
}
