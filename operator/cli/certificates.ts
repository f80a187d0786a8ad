import type { KubernetesObject } from '../api/kubernetes.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import {
  authorityCertificate,
  authorityIssuer,
  rootIssuer,
} from '../companions/cert-manager/authority/objects.ts';
import {
  type CertificateSeen,
  type Certificates,
  certificatesOf,
  type WantedCertificate,
} from '../companions/cert-manager/certificates-of.ts';
import type { CompanionInput } from '../companions/companions-of.ts';
import { type CompanionObject, MANAGED_BY, MANAGER } from '../companions/object.ts';
import { managedBundle, managedIssuer } from '../plan/certificate-names.ts';
import { nodeOf } from '../plan/plan.ts';
import { givesNone, issuerOf } from '../reconcile/certificates/judge.ts';
import type { CrossFinding } from '../reconcile/findings.ts';
import type { CertificateFile, IssuerFile, Snapshot } from './snapshot.ts';

/** What cert-manager is asked for, by namespace. */
export type OfflineCertificates = ReadonlyMap<
  string,
  Certificates & {
    /** Of the CAs that the operator manages, as they are at first. Their real names end in what nobody can foresee. */
    readonly authorities: readonly CompanionObject[];
    /** What is asked of an issuer that gives no CA, and why that is of no use. */
    readonly useless: readonly { readonly wanted: WantedCertificate; readonly message: string }[];
    /** Names of their bundles, which stand for the real ones. */
    readonly bundles: readonly string[];
  }
>;

/** Certificates of the policies in force, among the Ingresses and Certificates of the files. */
export function offlineCertificates(
  inForce: ReadonlyMap<string, readonly CompanionInput[]>,
  { ingresses, certificates, issuers }: Snapshot,
  clusterDomain: string,
): OfflineCertificates {
  return new Map(
    [...inForce].map(([namespace, policies]) => {
      const here = ({ metadata }: KubernetesObject) => (metadata.namespace ?? 'default') === namespace;
      const around = {
        ingresses: ingresses.filter(here),
        certificates: certificates.filter(here).map(seen),
      };
      const managed = policies.flatMap((policy) => managedBy(namespace, policy));
      const asked = certificatesOf(namespace, policies, around, clusterDomain);
      return [
        namespace,
        {
          ...asked,
          useless: asked.wanted.flatMap((wanted) => useless(wanted, issuers)),
          authorities: managed.flatMap(({ objects }) => objects),
          bundles: managed.map(({ bundle }) => bundle),
        },
      ];
    }),
  );
}

function managedBy(
  namespace: string,
  { name, uid, plan }: CompanionInput,
): { readonly objects: readonly CompanionObject[]; readonly bundle: string }[] {
  const authority = nodeOf(plan, 'client-certificates')?.authority;
  if (authority?.source !== 'managed') return [];
  const owner = { namespace, policy: { name, ...(uid !== undefined && { uid }) } };
  const { revision, durationSeconds } = authority;
  const first = { name: managedIssuer(name), number: 1, revision, atOnce: false, durationSeconds };
  const objects = [
    rootIssuer(owner),
    authorityCertificate(owner, first),
    authorityIssuer(owner, managedIssuer(name)),
  ];
  return [{ objects, bundle: managedBundle(name) }];
}

function seen({ metadata, spec }: CertificateFile): CertificateSeen {
  return {
    name: metadata.name,
    secretName: spec?.secretName ?? metadata.name,
    ours: metadata.labels?.[MANAGED_BY] === MANAGER,
  };
}

/** What the files say of the issuer; one that is not among them may be in the cluster. */
function useless(
  wanted: WantedCertificate,
  issuers: readonly IssuerFile[],
): { readonly wanted: WantedCertificate; readonly message: string }[] {
  const { kind, name } = issuerOf(wanted);
  const issuer = issuers.find(
    (one) =>
      one.kind === kind &&
      one.metadata.name === name &&
      (kind === 'ClusterIssuer' || one.metadata.namespace === wanted.object.metadata.namespace),
  );
  const lack = issuer && givesNone(wanted, { types: Object.keys(issuer.spec ?? {}) });
  return lack ? [{ wanted, message: lack.message }] : [];
}

export function certificateFindings(
  { metadata }: ApiPolicy,
  certificates: OfflineCertificates,
): CrossFinding[] {
  const { name, namespace = 'default' } = metadata;
  const { remarks = {}, useless = [] } = certificates.get(namespace) ?? {};
  const object = `ApiPolicy ${namespace}/${name}`;
  const said = (remarks[name] ?? []).map(({ field, rule, severity, message, related = [] }) => ({
    ...{ object, path: field, rule, severity, message },
    related,
  }));
  const withoutCA = useless
    .filter(({ wanted }) => wanted.policy === name)
    .flatMap(({ wanted, message }) =>
      wanted.fields.map(
        (path): CrossFinding => ({
          ...{ object, path, rule: 'no-ca', severity: 'error', message },
          related: [],
        }),
      ),
    );
  return [...said, ...withoutCA];
}

export function certificateObjects(certificates: OfflineCertificates): KubernetesObject[] {
  return [...certificates.values()].flatMap(({ wanted, authorities }) => [
    ...authorities,
    ...wanted.map(({ object }) => object),
  ]);
}

/** Secrets that the objects name and that only the operator makes, as `shop/orders-ca-bundle`. */
export function placeholderBundles(certificates: OfflineCertificates): string[] {
  return [...certificates].flatMap(([namespace, { bundles }]) =>
    bundles.map((bundle) => `${namespace}/${bundle}`).toSorted(),
  );
}
