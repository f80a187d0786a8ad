import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';

/**
 * The document as the API server reads it: a field of an object that holds null, as YAML's `tls:` with nothing behind
 * it, is dropped before anything is validated. An entry of a list that is null stays.
 */
export const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutNulls(item)]));
};

/**
 * Fields below spec that the API server drops because nothing is written in them. Legal, and hardly meant: an empty
 * section protects nothing, a label without a value widens a selector.
 */
export const emptyFields = (document: unknown): readonly Problem[] => {
  const spec = (document as { readonly spec?: unknown } | null | undefined)?.spec;
  return [...nullsBelow(spec, ['spec'])].map((path) => ({
    path,
    rule: 'empty-field',
    message: 'nothing is written here, so the API server drops the field: write a value or remove it',
  }));
};

function* nullsBelow(value: unknown, path: Path): Generator<Path> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const below = [...path, Array.isArray(value) ? Number(key) : key];
    if (item === null && !Array.isArray(value)) yield below;
    else yield* nullsBelow(item, below);
  }
}
