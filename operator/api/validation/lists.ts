import type { Problem } from '../problem.ts';
import type { StructuralSchema } from '../structural.ts';
import { type Visited, walk } from './schema-walk.ts';

/** Entries that stand twice in a list of unique entries (x-kubernetes-list-type map and set); the later one is named. */
export const listProblems = (schema: StructuralSchema, document: unknown): readonly Problem[] =>
  [...walk(schema, document)].flatMap(duplicates);

const duplicates = ({ schema, value, path }: Visited): readonly Problem[] => {
  if (!Array.isArray(value)) return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const isMap = schema['x-kubernetes-list-type'] === 'map';
  if (!isMap && schema['x-kubernetes-list-type'] !== 'set') return [];
  const first = new Map<string, number>();
  return value.flatMap((item: unknown, index): readonly Problem[] => {
    const id = isMap ? mapKey(item, keys) : JSON.stringify(item);
    if (id === undefined) return [];
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, index);
      return [];
    }
    return [{ path: [...path, index], rule: 'duplicate', message: word(item, keys, isMap, earlier) }];
  });
};

/** An entry without one of its keys is reported by the schema, and equals nothing. */
const mapKey = (item: unknown, keys: readonly string[]): string | undefined => {
  if (typeof item !== 'object' || item === null) return undefined;
  const values = keys.map((key) => (item as Record<string, unknown>)[key]);
  return values.includes(undefined) ? undefined : JSON.stringify(values);
};

const word = (item: unknown, keys: readonly string[], isMap: boolean, earlier: number): string => {
  if (!isMap) return `${JSON.stringify(item)} stands twice, first as entry ${earlier}: remove one`;
  const fields = item as Record<string, unknown>;
  const shown = keys.map((key) => `${key} ${JSON.stringify(fields[key])}`).join(', ');
  return `${shown} is taken by entry ${earlier}: ${keys.join(', ')} must be unique in this list`;
};
