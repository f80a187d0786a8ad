import { isDeepStrictEqual } from 'node:util';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A merge patch that makes one status of another. What is equal is left out: a status is long, and mostly the same. What is
 * to go has to be said (RFC 7396), within objects as well; lists are replaced whole.
 */
export function patchOf(previous: object | undefined, next: object): Record<string, unknown> {
  const before = (previous ?? {}) as Fields;
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(before)) if (!(key in next)) patch[key] = null;
  for (const [key, value] of Object.entries(next)) {
    const old = before[key];
    if (isDeepStrictEqual(old, value)) continue;
    patch[key] = isFields(old) && isFields(value) ? patchOf(old, value) : value;
  }
  return patch;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
