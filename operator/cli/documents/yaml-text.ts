import {
  type Document,
  isCollection,
  isDocument,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
  type Tags,
  visit,
} from 'yaml';
import { InputError, type Unreadable } from './input-error.ts';

/** A document of a file, parsed, with what its positions are counted by. */
export interface ParsedDocument {
  readonly document: Document.Parsed<ParsedNode>;
  readonly value: unknown;
  readonly lines: LineCounter;
}

/**
 * Parses all documents of a text as kubectl does, which reads YAML 1.1: `Off`, `no` and `y` without quotes are
 * booleans, `010` is 8. (Unlike YAML 1.1 it knows no dates and no base 60.) JSON is YAML, too.
 * @throws InputError with the place of each error.
 */
export const parseDocuments = (file: string, text: string): readonly ParsedDocument[] => {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.1',
    merge: true,
    customTags: withoutDatesAndBase60,
  });
  const documents = Array.isArray(parsed) ? parsed.filter((item) => isDocument(item)) : [];
  const unreadable = documents
    .flatMap((document) => faultsOf(document))
    .map(({ message, offset }): Unreadable => {
      const { line, col } = lines.linePos(offset);
      return { file, line, column: col, message: word(message, text.split('\n')[line - 1] ?? '') };
    });
  if (unreadable.length > 0) throw new InputError(unreadable.slice(0, 1));
  return documents.map((document) => ({ document, value: toValue(file, document), lines }));
};

interface Fault {
  readonly message: string;
  readonly offset: number;
}

/** What breaks YAML's grammar, and lists or objects in the place of a field's name, which no JSON can hold. */
const faultsOf = (document: Document.Parsed<ParsedNode>): readonly Fault[] => {
  const faults = document.errors.map(({ message, pos }): Fault => ({ message, offset: pos[0] }));
  visit(document, {
    Pair: (_, { key }) => {
      if (isCollection(key))
        faults.push({ message: 'a list or an object is no name', offset: key.range?.[0] ?? 0 });
    },
  });
  return faults;
};

const withoutDatesAndBase60 = (tags: Tags): Tags =>
  tags.filter(
    (tag) => typeof tag === 'string' || (tag.format !== 'TIME' && tag.tag !== 'tag:yaml.org,2002:timestamp'),
  );

/** Resolving aliases can fail, too: an unknown anchor, or more of them than any person writes. */
const toValue = (file: string, document: Document.Parsed<ParsedNode>): unknown => {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    throw new InputError([{ file, message: `not valid YAML: ${(error as Error).message}` }]);
  }
};

const word = (message: string, line: string): string => {
  const hint = line.includes('{{')
    ? ' (this looks like a Helm template: pass the output of `helm template` instead)'
    : '';
  return `not valid YAML: ${message.split('\n')[0]}${hint}`;
};
