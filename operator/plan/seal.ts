import { deepFreeze } from './freeze.ts';
import { fieldsOf } from './stated.ts';

/** Finishes a node: adds the paths of its stated leaves and freezes a copy of it. */
export function seal<N extends object>(node: N): N & { readonly fields: readonly string[] } {
  return deepFreeze({ ...structuredClone(node), fields: fieldsOf(node) });
}
