/**
 * The parts of Kubernetes objects that the policy code reads, as they stand in JSON on the wire.
 *
 * Narrow on purpose: the generated models of client-node drop fields that they do not know and turn timestamps into
 * `Date`, so nothing that was read through them may be written back.
 */

/** One entry of `metadata.managedFields` (KEP-555, server-side apply). */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly subresource?: string;
  /** RFC 3339, whole seconds. */
  readonly time?: string;
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

export interface IngressTls {
  readonly hosts?: readonly string[];
  readonly secretName?: string;
}

/** Where an Ingress sends requests: a Service of its own namespace, or an object of some other kind. */
export interface IngressBackend {
  readonly service?: { readonly name: string };
}

export interface IngressPath {
  readonly path?: string;
  readonly backend?: IngressBackend;
  readonly pathType: 'Exact' | 'Prefix' | 'ImplementationSpecific';
}

export interface IngressRule {
  readonly host?: string;
  readonly http?: { readonly paths: readonly IngressPath[] };
}

export interface IngressSpec {
  readonly ingressClassName?: string;
  readonly defaultBackend?: IngressBackend;
  readonly tls?: readonly IngressTls[];
  readonly rules?: readonly IngressRule[];
}

/** networking.k8s.io/v1 */
export interface Ingress extends KubernetesObject {
  readonly spec: IngressSpec;
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  };
}

/** networking.k8s.io/v1, cluster scoped */
export interface IngressClass extends KubernetesObject {
  readonly spec?: { readonly controller?: string };
}

/** v1 */
export interface Service extends KubernetesObject {
  readonly spec?: {
    readonly type?: string;
    /** DNS name, of type ExternalName. */
    readonly externalName?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly {
      readonly name?: string;
      readonly port: number;
      readonly targetPort?: number | string;
      readonly protocol?: string;
    }[];
  };
}

export interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
}

/** apps/v1 */
export interface Deployment extends KubernetesObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: { readonly spec?: { readonly containers?: readonly Container[] } };
  };
  readonly status?: { readonly readyReplicas?: number; readonly replicas?: number };
}

/** discovery.k8s.io/v1 */
export interface EndpointSlice extends KubernetesObject {
  /** The API server writes null where there is none. */
  readonly endpoints?: readonly EndpointOfSlice[] | null;
}

export interface EndpointOfSlice {
  readonly addresses: readonly string[];
  /** `ready` absent: taken as true. */
  readonly conditions?: { readonly ready?: boolean };
  readonly targetRef?: { readonly kind?: string; readonly name?: string };
}
