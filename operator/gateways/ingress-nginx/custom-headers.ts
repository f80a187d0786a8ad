import { createHash } from 'node:crypto';
import type { ConfigMap, Ingress } from '../../api/kubernetes.ts';

/** The longest name of an object (RFC 1123 subdomain). */
const MAX_NAME = 253;

/**
 * The ConfigMap that `custom-headers` of one Ingress names. The controller does not look at it again when only its
 * content changes, so that other headers are another object: the name holds a digest of them.
 */
export function headersConfigMap({ metadata }: Ingress, headers: ReadonlyMap<string, string>): ConfigMap {
  const namespace = metadata.namespace ?? 'default';
  const entries = [...headers].sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash('sha256')
    .update(JSON.stringify([namespace, metadata.name, entries]))
    .digest('hex')
    .slice(0, 8);
  const ending = `-apipolicy-headers-${digest}`;
  const start = metadata.name.slice(0, MAX_NAME - ending.length).replace(/[-.]+$/, '');
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `${start}${ending}`,
      namespace,
      labels: { 'app.kubernetes.io/managed-by': 'apipolicy' },
    },
    data: Object.fromEntries(entries),
  };
}
