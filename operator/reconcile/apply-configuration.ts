import type { Ingress, IngressTls } from '../api/kubernetes.ts';
import type { DesiredState } from './target-decision.ts';

/** What server-side apply is given for an Ingress: our fields, and no others. */
export interface IngressApplyConfiguration {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'Ingress';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: { readonly tls: readonly IngressTls[] };
}

/** The apply configuration of a desired state, with its annotations in alphabetical order. */
export function applyConfiguration({ metadata }: Ingress, desired: DesiredState): IngressApplyConfiguration {
  const annotations = Object.fromEntries(
    Object.entries(desired.annotations).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace ?? 'default',
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    ...(desired.tls && { spec: { tls: desired.tls } }),
  };
}
