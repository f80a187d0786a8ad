import { formatPath, type Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { StructuralSchema } from '../structural.ts';
import { patternAdvice } from './patterns.ts';
import { suggest } from './suggest.ts';

/** A broken word of the schema, with what is needed to say what to write instead. */
export interface SchemaError {
  /** ajv's name of the broken word. */
  readonly keyword: string;
  /** Schema of the wrong field; empty where the schema does not know the field. */
  readonly own: StructuralSchema;
  /** Schema of the object that holds a missing or unknown field. */
  readonly parent: StructuralSchema;
  readonly value: unknown;
  readonly path: Path;
}

type Worded = Pick<Problem, 'rule' | 'message'>;

/** The one place that words what the structural schema refuses. */
export const wordSchemaError = (error: SchemaError): Worded => {
  const { own, value } = error;
  switch (error.keyword) {
    case 'required':
      return { rule: 'required', message: `missing: ${whatToWrite(own, error.path.at(-1))}` };
    case 'additionalProperties':
      return { rule: 'unknown-field', message: unknownField(error) };
    case 'type':
      return { rule: 'type', message: wrongType(own, value, error.path.at(-1)) };
    case 'enum':
      return { rule: 'enum', message: notAllowed(own, value) };
    case 'minimum':
    case 'maximum':
      return { rule: error.keyword, message: `${String(value)} is out of bounds: write ${numberRange(own)}` };
    case 'minItems':
      return {
        rule: 'min-items',
        message: 'the list is empty: write at least one entry, or leave the field out',
      };
    case 'maxItems':
      return { rule: 'max-items', message: `${size(value)} entries are too many: at most ${own.maxItems}` };
    case 'maxProperties':
      return {
        rule: 'max-items',
        message: `${size(value)} entries are too many: at most ${own.maxProperties}`,
      };
    case 'minLength':
      return { rule: 'min-length', message: `too short: ${whatToWrite(own, error.path.at(-1))}` };
    case 'maxLength':
      return {
        rule: 'max-length',
        message: `${size(value)} characters are too many: at most ${own.maxLength}`,
      };
    case 'pattern':
      return {
        rule: 'pattern',
        message: `${JSON.stringify(value)} is not valid here: ${patternAdvice(own.pattern)}`,
      };
    default:
      return { rule: 'schema', message: `does not fit the schema (${error.keyword})` };
  }
};

const unknownField = ({ parent, path }: SchemaError): string => {
  const known = Object.keys(parent.properties ?? {});
  const meant = suggest(String(path.at(-1)), known);
  if (meant !== undefined) return `unknown field: did you mean ${meant}?`;
  const where = formatPath(path.slice(0, -1));
  return `unknown field: ${where === '' ? 'the document' : where} has ${list(known, 'and')}`;
};

const notAllowed = (own: StructuralSchema, value: unknown): string => {
  const allowed = own.enum ?? [];
  const shown = JSON.stringify(value);
  const meant = typeof value === 'string' ? suggest(value, allowed) : undefined;
  if (meant !== undefined && allowed.length > 1) {
    return `${shown} is not allowed: did you mean ${meant}? Write ${list(allowed, 'or')}`;
  }
  return `${shown} is not allowed: write ${list(allowed, 'or')}`;
};

const wrongType = (own: StructuralSchema, value: unknown, name: string | number | undefined): string => {
  if (value === null) return `nothing is written here: ${whatToWrite(own, name)}`;
  const found = Array.isArray(value) ? 'a list' : describe(value);
  return `${found} is not valid here: ${whatToWrite(own, name)}${quoteIt(own, value)}`;
};

/** YAML 1.1, which kubectl reads, takes on, off, yes, no, y and n without quotes for booleans. */
const quoteIt = (own: StructuralSchema, value: unknown): string => {
  if (own.type !== 'string' || typeof value === 'object') return '';
  const word = value === false ? own.enum?.find((allowed) => /^(off|no)$/i.test(allowed)) : undefined;
  if (word !== undefined) return `; ${word} in quotes, as "${word}": YAML reads it as false without`;
  return own.enum === undefined && own.example === undefined ? `, in quotes: "${String(value)}"` : '';
};

const describe = (value: unknown): string => {
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? `the text ${JSON.stringify(value)}` : String(value);
};

/** What a field takes, in an instruction: `write Second or Minute`, `write a number from 1 to 100000, as 50`. */
const whatToWrite = (own: StructuralSchema, name: string | number | undefined): string => {
  if (own.enum !== undefined) return `write ${list(own.enum, 'or')}`;
  const example = exampleOf(own, name);
  if (own['x-kubernetes-int-or-string']) return `write a size${example}`;
  switch (own.type) {
    case 'integer':
      return `write ${numberRange(own)}${example}`;
    case 'boolean':
      return 'write true or false';
    case 'array':
      return `write a list${example}`;
    case 'object':
      return `write an object${example}`;
    default:
      return `write a text${example}`;
  }
};

const exampleOf = (own: StructuralSchema, name: string | number | undefined): string => {
  if (own.example === undefined) return '';
  return typeof name === 'string' ? `, as ${name}: ${own.example}` : `, as ${own.example}`;
};

const numberRange = ({ minimum, maximum }: StructuralSchema): string =>
  minimum === undefined || maximum === undefined
    ? 'a whole number'
    : `a whole number from ${minimum} to ${maximum}`;

const size = (value: unknown): number => {
  if (typeof value === 'string') return [...value].length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
};

const list = (words: readonly string[], join: 'and' | 'or'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${join} ${words.at(-1)}`;
