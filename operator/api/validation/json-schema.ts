import type { StructuralSchema } from '../structural.ts';

/** A JSON Schema as ajv takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const COPIED = [
  'required',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'maxProperties',
] as const;

/**
 * Translates a structural schema. What JSON Schema lacks is put in its words (int-or-string), what the API server does
 * beside it is left out, and objects are closed, as the server's fieldValidation=Strict has it.
 */
export const toJsonSchema = (schema: StructuralSchema): JsonSchema => {
  const kept = COPIED.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]]);
  return {
    ...Object.fromEntries(kept),
    ...(schema['x-kubernetes-int-or-string'] ? { type: ['integer', 'string'] } : {}),
    ...(schema.type === undefined ? {} : { type: schema.type }),
    ...(schema.items === undefined ? {} : { items: toJsonSchema(schema.items) }),
    ...members(schema),
  };
};

const members = (schema: StructuralSchema): JsonSchema => {
  if (schema.additionalProperties) return { additionalProperties: toJsonSchema(schema.additionalProperties) };
  if (schema.properties === undefined) return {};
  const properties = Object.entries(schema.properties).map(([name, value]) => [name, toJsonSchema(value)]);
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return { properties: Object.fromEntries(properties), additionalProperties: isOpen };
};
