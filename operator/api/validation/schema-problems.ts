import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { type Path, valueAt } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { StructuralSchema } from '../structural.ts';
import { type JsonSchema, toJsonSchema } from './json-schema.ts';
import { schemaAt } from './schema-walk.ts';
import { wordSchemaError } from './wording.ts';

const validators = new WeakMap<StructuralSchema, ValidateFunction>();

/** What breaks the structural schema: types, bounds, alphabets, missing and unknown fields. */
export const schemaProblems = (schema: StructuralSchema, document: unknown): readonly Problem[] => {
  const validate = validatorOf(schema);
  if (validate(document)) return [];
  return (validate.errors ?? []).map((error) => toProblem(schema, document, error));
};

const validatorOf = (schema: StructuralSchema): ValidateFunction => {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const ajv = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    strictTypes: false,
    verbose: false,
    // Our own schemas, which tests hold against a real API server. An operator with 1,000 policies starts a tenth of a second earlier.
    validateSchema: false,
    code: { optimize: false },
  });
  const compiled = ajv.compile(withoutStatus(toJsonSchema(schema)));
  validators.set(schema, compiled);
  return compiled;
};

/** The API server ignores the status of an object that is created or applied. */
const withoutStatus = (json: JsonSchema): JsonSchema => ({
  ...json,
  properties: { ...(json as { readonly properties?: JsonSchema }).properties, status: {} },
});

const toProblem = (schema: StructuralSchema, document: unknown, error: ErrorObject): Problem => {
  const at = pathOf(error.instancePath, document);
  const path = [...at, ...missingStep(error)];
  const own = schemaAt(schema, path) ?? {};
  const parent = schemaAt(schema, at) ?? {};
  const problem = wordSchemaError({
    keyword: error.keyword,
    own,
    parent,
    value: valueAt(document, path),
    path,
  });
  return { path, ...problem };
};

/** The field that is missing or unknown stands below the object that the error is about. */
const missingStep = (error: ErrorObject): Path => {
  const params = error.params as { readonly missingProperty?: string; readonly additionalProperty?: string };
  const step = params.missingProperty ?? params.additionalProperty;
  return step === undefined ? [] : [step];
};

/** JSON Pointer (RFC 6901) to path; whether a number is an index or a name shows in the document alone. */
const pathOf = (pointer: string, document: unknown): Path => {
  const path: (string | number)[] = [];
  for (const raw of pointer.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(valueAt(document, path)) ? Number(step) : step);
  }
  return path;
};
