import type { Path } from '../../api/path.ts';
import type { SourceDocument } from '../documents.ts';
import { objectName } from './object-name.ts';

/** A policy or baseline that stands in the input twice: of two with one name, the cluster keeps the one applied last. */
export const duplicateFindings = (documents: readonly SourceDocument[]) => {
  const first = new Map<string, SourceDocument>();
  return documents.flatMap((document) => {
    const { kind, metadata } = (document.value ?? {}) as Readonly<Record<string, unknown>>;
    if (kind !== 'ApiPolicy' && kind !== 'ClusterApiPolicy') return [];
    if (typeof metadata !== 'object') return [];
    const name = objectName(document.value);
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, document);
      return [];
    }
    const path: Path = ['metadata', 'name'];
    const { line } = earlier.locate(path);
    const message = `${name} stands in ${earlier.file}:${line}, too: rename or remove one of them`;
    return [
      { document, path, rule: 'duplicate-object', severity: 'error' as const, message, related: [name] },
    ];
  });
};
