import { seal } from '../seal.ts';
import type { Stated } from '../stated.ts';

/** Answers to cross-origin requests (Fetch standard). Lists stand in the order in which they were written. */
export interface CorsNode {
  readonly kind: 'cors';
  /** Paths of the stated leaves. */
  readonly fields: readonly string[];
  readonly allowOrigins: Stated<readonly string[]>;
  readonly allowMethods: Stated<readonly string[]>;
  readonly allowHeaders: Stated<readonly string[]>;
  readonly exposeHeaders: Stated<readonly string[]>;
  readonly allowCredentials: Stated<boolean>;
  readonly maxAgeSeconds: Stated<number>;
}

export function cors(parts: Omit<CorsNode, 'kind' | 'fields'>): CorsNode {
  return seal({ kind: 'cors' as const, ...parts });
}
