import type { KubernetesObject } from '../../operator/api/kubernetes.ts';
import type { ApiPolicy } from '../../operator/api/types.generated.ts';
import { annotationsOf, caseFile, rendered } from './case-file.ts';

export interface Rendered extends KubernetesObject {
  readonly spec?: {
    readonly rules?: readonly {
      readonly host?: string;
      readonly http?: { readonly paths: readonly { readonly path: string }[] };
    }[];
    readonly ingressClassName?: string;
    readonly template?: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

/** All that is rendered for the documents, or for these policies alone. */
export const of = (id: string, ...policies: readonly string[]) => {
  const documents = caseFile(id).documents.filter(
    ({ kind, metadata }) => kind !== 'ApiPolicy' || policies.length === 0 || policies.includes(metadata.name),
  );
  const rendering = rendered(documents);
  return {
    objects: rendering.objects as readonly Rendered[],
    findings: rendering.findings,
    annotations: (name: string) => annotationsOf(rendering, name),
  };
};
export const policyOf = (documents: readonly KubernetesObject[]): ApiPolicy => {
  const found = documents.find(({ kind }) => kind === 'ApiPolicy');
  if (!found) throw new Error('no policy');
  return found as ApiPolicy;
};
export const logins = (objects: readonly Rendered[], kind: string) =>
  objects.filter((object) => object.kind === kind && object.metadata.name.startsWith('apipolicy-login-'));
export const asksGate = (policy: string, form = 'page') => ({
  'auth-url': `http://apipolicy-gate.shop.svc.cluster.local:8080/v1/${policy}/${form}`,
  'auth-method': 'GET',
});
