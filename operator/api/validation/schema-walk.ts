import type { Path } from '../path.ts';
import type { StructuralSchema } from '../structural.ts';

/** A value of the document that the schema knows, and where both stand. */
export interface Visited {
  readonly schema: StructuralSchema;
  readonly value: unknown;
  readonly path: Path;
}

/** The schema of what stands at a path; undefined where the schema does not know it. */
export const schemaAt = (root: StructuralSchema, path: Path): StructuralSchema | undefined => {
  let schema: StructuralSchema | undefined = root;
  for (const step of path) {
    if (schema === undefined) return undefined;
    if (typeof step === 'number') schema = schema.items;
    else schema = ownProperty(schema, step) ?? schema.additionalProperties;
  }
  return schema;
};

const ownProperty = (schema: StructuralSchema, name: string): StructuralSchema | undefined =>
  schema.properties !== undefined && Object.hasOwn(schema.properties, name)
    ? schema.properties[name]
    : undefined;

/** Every value that the schema describes, parents first, in the order of the schema. The status is passed over. */
export function* walk(schema: StructuralSchema, value: unknown, path: Path = []): Generator<Visited> {
  if (value === undefined) return;
  yield { schema, value, path };
  if (Array.isArray(value)) {
    if (schema.items === undefined) return;
    for (const [index, item] of value.entries()) yield* walk(schema.items, item, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    for (const name of Object.keys(value)) {
      if (path.length === 0 && name === 'status') continue;
      const child = schemaAt(schema, [name]);
      if (child) yield* walk(child, (value as Record<string, unknown>)[name], [...path, name]);
    }
  }
}
