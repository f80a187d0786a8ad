import { frozenCopy } from './freeze.ts';
import { fieldsOf } from './stated.ts';

/** Finishes a node: adds the paths of its stated leaves and freezes a copy of it. */
export function seal<N extends object>(node: N): N & { readonly fields: readonly string[] } {
  return frozenCopy({ ...node, fields: fieldsOf(node) });
}
