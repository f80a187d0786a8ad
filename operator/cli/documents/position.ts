import { isAlias, isMap, isNode, isPair, isScalar, isSeq, type Node } from 'yaml';
import type { Path } from '../../api/path.ts';
import type { ParsedDocument } from './yaml-text.ts';

/** A place in a text; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where the deepest part of a path that is written stands: a field at its name, an entry of a list at its beginning.
 * What is missing is thereby shown at the object that should hold it.
 */
export const positionOf = ({ document, lines }: ParsedDocument, path: Path): Position => {
  let node = resolve(document.contents, document);
  let offset = startOf(node) ?? document.range[0];
  for (const step of path) {
    const found = child(node, step);
    if (found === undefined) break;
    offset = startOf(found.shown) ?? offset;
    node = resolve(found.value, document);
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
};

const child = (node: unknown, step: string | number): { shown: unknown; value: unknown } | undefined => {
  if (isMap(node)) {
    const pair = node.items.find(
      ({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(step),
    );
    return pair && { shown: pair.key, value: pair.value };
  }
  if (!isSeq(node) || typeof step !== 'number') return undefined;
  const item = node.items[step];
  if (item === undefined) return undefined;
  return isPair(item) ? { shown: item.key, value: item } : { shown: item, value: item };
};

const resolve = (node: unknown, document: ParsedDocument['document']): Node | undefined => {
  if (isAlias(node)) return node.resolve(document);
  return isNode(node) ? node : undefined;
};

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
