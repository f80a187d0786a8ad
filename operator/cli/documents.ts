import type { KubernetesObject } from '../api/kubernetes.ts';
import type { Path } from '../api/path.ts';
import { withoutNulls } from '../api/validation/nulls.ts';
import { readSources, type SourceText } from './documents/files.ts';
import { InputError } from './documents/input-error.ts';
import { type Position, positionOf } from './documents/position.ts';
import { type ParsedDocument, parseDocuments } from './documents/yaml-text.ts';
import type { Io } from './io.ts';

export { InputError } from './documents/input-error.ts';
export type { Position } from './documents/position.ts';

/** One object of the input, perhaps an item of a `kind: List`, with its place in the text. */
export interface SourceDocument {
  readonly file: string;
  /** Whether the user named the file, or it was found in a directory. */
  readonly named: boolean;
  /** As written: anything that YAML can say. */
  readonly value: unknown;
  /** Place of the deepest written part of a path in this object. */
  locate(path: Path): Position;
}

/**
 * Reads all documents of files, directories and standard input (`-`), in order. Empty documents are passed over.
 * @throws InputError when a file cannot be read or is no YAML; it names all of them.
 */
export const readDocuments = async (
  files: readonly string[],
  io: Pick<Io, 'stdin'>,
): Promise<readonly SourceDocument[]> => {
  const sources = await readSources(files, io);
  const documents: SourceDocument[] = [];
  const broken: InputError[] = [];
  for (const source of sources) {
    try {
      documents.push(...documentsIn(source));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      broken.push(error);
    }
  }
  if (broken.length > 0) throw new InputError(broken.flatMap(({ problems }) => problems));
  return documents;
};

/** The documents of one text; for tests and callers that have the text already. */
export const documentsIn = (source: SourceText): readonly SourceDocument[] =>
  parseDocuments(source.file, source.text).flatMap((parsed) => objectsIn(source, parsed, parsed.value, []));

const objectsIn = (
  source: SourceText,
  parsed: ParsedDocument,
  value: unknown,
  at: Path,
): readonly SourceDocument[] => {
  if (value === null || value === undefined) return [];
  if (isList(value)) {
    return value.items.flatMap((item, index) => objectsIn(source, parsed, item, [...at, 'items', index]));
  }
  const { file, named } = source;
  return [{ file, named, value, locate: (path) => positionOf(parsed, [...at, ...path]) }];
};

/** `kind: List`, or a list of one kind as `kubectl get -o yaml` writes it. */
const isList = (value: unknown): value is { readonly items: readonly unknown[] } => {
  const { kind, items } = value as { readonly kind?: unknown; readonly items?: unknown };
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items);
};

/** The Kubernetes objects among documents, as the API server would read them; what is none is left out. */
export const kubernetesObjects = (documents: readonly SourceDocument[]): readonly KubernetesObject[] =>
  documents.flatMap(({ value }) => {
    const object = withoutNulls(value);
    return isKubernetesObject(object) ? [object] : [];
  });

/** Whether a value has what every object has: apiVersion, kind and a name. */
export const isKubernetesObject = (value: unknown): value is KubernetesObject => {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata } = value as { readonly [field: string]: unknown };
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return false;
  return typeof (metadata as { readonly name?: unknown } | undefined)?.name === 'string';
};
