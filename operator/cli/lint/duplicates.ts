import type { Path } from '../../api/path.ts';
import type { SourceDocument } from '../documents.ts';
import { objectName } from './object-name.ts';

/** What is judged by name: of two with one name, the cluster keeps the one applied last. */
const JUDGED = ['ApiPolicy', 'ClusterApiPolicy', 'Ingress', 'IngressClass', 'ConfigMap', 'Deployment'];

/**
 * An object that stands in the input twice. Of a policy or baseline that is an error: one of the two is not in force. Folders of
 * overlays hold other objects several times; the last one counts here, too.
 */
export const duplicateFindings = (documents: readonly SourceDocument[]) => {
  const first = new Map<string, SourceDocument>();
  return documents.flatMap((document) => {
    const { kind, metadata } = (document.value ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof kind !== 'string' || !JUDGED.includes(kind) || typeof metadata !== 'object') return [];
    const name = objectName(document.value);
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, document);
      return [];
    }
    const path: Path = ['metadata', 'name'];
    const { line } = earlier.locate(path);
    const ours = kind === 'ApiPolicy' || kind === 'ClusterApiPolicy';
    const remedy = ours ? 'rename or remove one of them' : 'the last one counts';
    const message = `${name} stands in ${earlier.file}:${line}, too: ${remedy}`;
    const severity = ours ? ('error' as const) : ('info' as const);
    return [{ document, path, rule: 'duplicate-object', severity, message, related: [name] }];
  });
};
