import type { KubernetesObject } from '../api/kubernetes.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import {
  type CertificateSeen,
  type Certificates,
  certificatesOf,
} from '../companions/cert-manager/certificates-of.ts';
import type { CompanionInput } from '../companions/companions-of.ts';
import { MANAGED_BY, MANAGER } from '../companions/object.ts';
import type { CrossFinding } from '../reconcile/findings.ts';
import type { CertificateFile, Snapshot } from './snapshot.ts';

/** What cert-manager is asked for, by namespace. */
export type OfflineCertificates = ReadonlyMap<string, Certificates>;

/** Certificates of the policies in force, among the Ingresses and Certificates of the files. */
export function offlineCertificates(
  inForce: ReadonlyMap<string, readonly CompanionInput[]>,
  { ingresses, certificates }: Snapshot,
  clusterDomain: string,
): OfflineCertificates {
  return new Map(
    [...inForce].map(([namespace, policies]) => {
      const here = ({ metadata }: KubernetesObject) => (metadata.namespace ?? 'default') === namespace;
      const around = {
        ingresses: ingresses.filter(here),
        certificates: certificates.filter(here).map(seen),
      };
      return [namespace, certificatesOf(namespace, policies, around, clusterDomain)];
    }),
  );
}

function seen({ metadata, spec }: CertificateFile): CertificateSeen {
  return {
    name: metadata.name,
    secretName: spec?.secretName ?? metadata.name,
    ours: metadata.labels?.[MANAGED_BY] === MANAGER,
  };
}

export function certificateFindings(
  { metadata }: ApiPolicy,
  certificates: OfflineCertificates,
): CrossFinding[] {
  const { name, namespace = 'default' } = metadata;
  const remarks = certificates.get(namespace)?.remarks[name] ?? [];
  return remarks.map(({ field, rule, severity, message, related = [] }) => ({
    ...{ object: `ApiPolicy ${namespace}/${name}`, path: field, rule, severity, message },
    related,
  }));
}

export function certificateObjects(certificates: OfflineCertificates): KubernetesObject[] {
  return [...certificates.values()].flatMap(({ wanted }) => wanted.map(({ object }) => object));
}
