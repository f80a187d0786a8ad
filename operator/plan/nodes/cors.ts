import { deepFreeze } from '../freeze.ts';
import type { Stated } from '../stated.ts';

/** Answers to cross-origin requests (Fetch standard). Lists stand in the order in which they were written. */
export interface CorsNode {
  readonly kind: 'cors';
  readonly allowOrigins: Stated<readonly string[]>;
  readonly allowMethods: Stated<readonly string[]>;
  readonly allowHeaders: Stated<readonly string[]>;
  readonly exposeHeaders: Stated<readonly string[]>;
  readonly allowCredentials: Stated<boolean>;
  readonly maxAgeSeconds: Stated<number>;
}

export function cors(parts: Omit<CorsNode, 'kind'>): CorsNode {
  return deepFreeze<CorsNode>({ kind: 'cors', ...parts });
}
