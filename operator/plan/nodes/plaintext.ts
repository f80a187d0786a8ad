import { deepFreeze } from '../freeze.ts';
import type { Stated } from '../stated.ts';

/** What a request over http meets: a redirect to https, or the API itself. */
export interface PlaintextNode {
  readonly kind: 'plaintext';
  readonly mode: Stated<'Redirect' | 'Allow'>;
}

export function plaintext(parts: Omit<PlaintextNode, 'kind'>): PlaintextNode {
  return deepFreeze<PlaintextNode>({ kind: 'plaintext', ...parts });
}
