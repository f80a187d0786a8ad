import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { type Path, valueAt } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { StructuralSchema } from '../structural.ts';
import { toJsonSchema } from './json-schema.ts';
import { schemaAt } from './schema-walk.ts';
import { wordSchemaError } from './wording.ts';

const validators = new WeakMap<StructuralSchema, ValidateFunction>();
const outlines = new WeakMap<StructuralSchema, StructuralSchema>();

/**
 * What breaks the structural schema: types, bounds, alphabets, missing and unknown fields.
 *
 * Sections of a spec are looked at one by one, because a validator is dear to make: that of the whole would take an
 * operator a tenth of a second at its start, and most policies state three sections of ten.
 */
export const schemaProblems = (schema: StructuralSchema, document: unknown): readonly Problem[] => {
  const errors = [...errorsOf(outlineOf(schema), document, '')];
  const sections = schema.properties?.spec?.properties ?? {};
  const spec: unknown = isObject(document) ? document.spec : undefined;
  for (const [name, section] of Object.entries(sections)) {
    const value = isObject(spec) && Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (isSection(section) && isObject(value)) errors.push(...errorsOf(section, value, `/spec/${name}`));
  }
  return errors.map((error) => toProblem(schema, document, error));
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSection = ({ properties }: StructuralSchema): boolean => properties !== undefined;

function errorsOf(schema: StructuralSchema, value: unknown, at: string): readonly ErrorObject[] {
  const validate = validatorOf(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => ({ ...error, instancePath: `${at}${error.instancePath}` }));
}

/** The schema with the insides of its spec's sections left out, and without the status, which the API server ignores. */
function outlineOf(schema: StructuralSchema): StructuralSchema {
  const known = outlines.get(schema);
  if (known) return known;
  const { spec, ...properties } = schema.properties ?? {};
  const sections = Object.entries(spec?.properties ?? {}).map(([name, section]) => [
    name,
    isSection(section) ? { type: 'object' as const } : section,
  ]);
  const outline: StructuralSchema = {
    ...schema,
    ...(schema.properties && {
      properties: {
        ...properties,
        ...(spec && {
          spec: { ...spec, ...(spec.properties && { properties: Object.fromEntries(sections) }) },
        }),
        status: {},
      },
    }),
  };
  outlines.set(schema, outline);
  return outline;
}

const validatorOf = (schema: StructuralSchema): ValidateFunction => {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictTypes: false, verbose: false });
  const compiled = ajv.compile(toJsonSchema(schema));
  validators.set(schema, compiled);
  return compiled;
};

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
