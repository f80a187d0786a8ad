import type { KubernetesObject, ManagedFieldsEntry } from '../../api/kubernetes.ts';
import type { OwnerReference } from '../../kube/object.ts';
import { FIELD_MANAGER, RECORD_PREFIX } from '../ownership.ts';

/** A condition as cert-manager writes it. */
export interface IssuingCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  /** Generation of the Certificate that it is about. */
  readonly observedGeneration?: number;
}

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
}

/** A Certificate as the cache keeps it. */
export interface LiveCertificate extends KubernetesObject {
  readonly metadata: Metadata;
  /** The operator applied it; labels prove nothing. */
  readonly ours: boolean;
  readonly spec: {
    readonly secretName?: string;
    readonly issuerRef?: IssuerRef;
    readonly [field: string]: unknown;
  };
  readonly status?: {
    readonly conditions?: readonly IssuingCondition[];
    /** RFC 3339. */
    readonly notAfter?: string;
    readonly notBefore?: string;
    readonly renewalTime?: string;
    readonly revision?: number;
    readonly failedIssuanceAttempts?: number;
  };
}

interface IssuerRef {
  readonly name: string;
  readonly kind?: string;
  readonly group?: string;
}

/** A CertificateRequest of one of our Certificates. */
export interface LiveRequest extends KubernetesObject {
  readonly metadata: Metadata;
  readonly spec: { readonly issuerRef?: IssuerRef; readonly isCA?: boolean };
  readonly status?: {
    readonly conditions?: readonly IssuingCondition[];
    /** PEM in base64, the issued certificate first. */
    readonly certificate?: string;
    /** PEM in base64; absent or empty where the issuer gives none. */
    readonly ca?: string;
  };
}

/** An Issuer or ClusterIssuer: of what type it is, never what stands in it. */
export interface LiveIssuer extends KubernetesObject {
  readonly metadata: Metadata;
  readonly ours: boolean;
  /** As `acme`, `ca`, `selfSigned`, `vault`, `venafi`. */
  readonly types: readonly string[];
  /** Of one of ours, to compare with what is wanted. */
  readonly spec?: unknown;
  readonly status?: { readonly conditions?: readonly IssuingCondition[] };
}

/** Names the Certificate of a request, and the how many-th issuance it is. */
export const REQUEST_OF = 'cert-manager.io/certificate-name';
export const REQUEST_REVISION = 'cert-manager.io/certificate-revision';

/** 0 where the request tells none. */
export const revisionOf = ({ metadata }: LiveRequest): number =>
  Number(metadata.annotations?.[REQUEST_REVISION] ?? 0);

type Raw = KubernetesObject & { readonly spec?: unknown; readonly status?: unknown };

export function observeCertificate(object: KubernetesObject): LiveCertificate {
  const { apiVersion, kind, spec = {}, status } = object as Raw;
  return {
    apiVersion,
    kind,
    metadata: trimmed(object, isRecord),
    ours: isOurs(object),
    spec: spec as LiveCertificate['spec'],
    ...(status !== undefined && { status: status as NonNullable<LiveCertificate['status']> }),
  };
}

/** Without the request itself, which is long and read by nobody. */
export function observeRequest(object: KubernetesObject): LiveRequest {
  const { apiVersion, kind, spec, status } = object as Raw;
  const { issuerRef, isCA } = (spec ?? {}) as LiveRequest['spec'];
  return {
    apiVersion,
    kind,
    metadata: trimmed(object, (key) => key === REQUEST_OF || key === REQUEST_REVISION),
    spec: { ...(issuerRef && { issuerRef }), ...(isCA !== undefined && { isCA }) },
    ...(status !== undefined && { status: status as NonNullable<LiveRequest['status']> }),
  };
}

/** What an issuer is configured with is a secret of its owner's half the time: only its type is kept. */
export function observeIssuer(object: KubernetesObject): LiveIssuer {
  const { apiVersion, kind, spec, status } = object as Raw;
  const conditions = (status as LiveIssuer['status'])?.conditions;
  const ours = isOurs(object);
  const types = (object as Partial<LiveIssuer>).types ?? Object.keys(spec ?? {}).sort();
  return {
    apiVersion,
    kind,
    metadata: trimmed(object, isRecord),
    ours,
    types,
    ...(ours && spec !== undefined && { spec }),
    ...(conditions && { status: { conditions } }),
  };
}

const isRecord = (key: string): boolean => key.startsWith(RECORD_PREFIX);

function trimmed({ metadata }: KubernetesObject, keeps: (annotation: string) => boolean): Metadata {
  const {
    name,
    namespace,
    uid,
    resourceVersion,
    generation,
    deletionTimestamp,
    labels,
    annotations,
    ownerReferences,
  } = metadata as Metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => keeps(key));
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
    ...(generation !== undefined && { generation }),
    ...(deletionTimestamp !== undefined && { deletionTimestamp }),
    ...(labels && { labels }),
    ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }),
    ...(ownerReferences && { ownerReferences }),
  };
}

const isOurs = (object: KubernetesObject): boolean =>
  (object.metadata.managedFields ?? []).some(byUs) || (object as { readonly ours?: boolean }).ours === true;

const byUs = ({ manager, operation, subresource }: ManagedFieldsEntry): boolean =>
  manager === FIELD_MANAGER && operation === 'Apply' && !subresource;
