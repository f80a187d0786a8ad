import { byDefault, type Stated, stated } from '../plan/stated.ts';

/** A leaf of the policy, or its default where the section is present and the leaf is not. */
export function orDefault<T>(value: T | undefined, field: string, fallback: T): Stated<T> {
  return value === undefined ? byDefault(fallback) : stated(value, field);
}
