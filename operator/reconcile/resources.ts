import type {
  ConfigMap,
  Deployment,
  EndpointSlice,
  Ingress,
  IngressClass,
  KubernetesObject,
  Service,
} from '../api/kubernetes.ts';
import type { ApiPolicy, ClusterApiPolicy } from '../api/types.generated.ts';
import type { Resource } from '../kube/resource.ts';

/** The kinds that the operator reads and writes, and where the API server serves them. */
export const API_POLICIES: Resource<ApiPolicy> = {
  group: 'apipolicy.dev',
  version: 'v1alpha1',
  plural: 'apipolicies',
  kind: 'ApiPolicy',
  namespaced: true,
};

export const CLUSTER_API_POLICIES: Resource<ClusterApiPolicy> = {
  group: 'apipolicy.dev',
  version: 'v1alpha1',
  plural: 'clusterapipolicies',
  kind: 'ClusterApiPolicy',
  namespaced: false,
};

export const INGRESSES: Resource<Ingress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'ingresses',
  kind: 'Ingress',
  namespaced: true,
};

export const INGRESS_CLASSES: Resource<IngressClass> = {
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'ingressclasses',
  kind: 'IngressClass',
  namespaced: false,
};

export const SERVICES: Resource<Service> = {
  group: '',
  version: 'v1',
  plural: 'services',
  kind: 'Service',
  namespaced: true,
};

export const CONFIG_MAPS: Resource<ConfigMap> = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};

export const DEPLOYMENTS: Resource<Deployment> = {
  group: 'apps',
  version: 'v1',
  plural: 'deployments',
  kind: 'Deployment',
  namespaced: true,
};

export const SERVICE_ACCOUNTS: Resource<KubernetesObject> = {
  group: '',
  version: 'v1',
  plural: 'serviceaccounts',
  kind: 'ServiceAccount',
  namespaced: true,
};

export const SECRETS: Resource<KubernetesObject> = {
  group: '',
  version: 'v1',
  plural: 'secrets',
  kind: 'Secret',
  namespaced: true,
};

export const ROLE_BINDINGS: Resource<KubernetesObject> = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'rolebindings',
  kind: 'RoleBinding',
  namespaced: true,
};

export const NETWORK_POLICIES: Resource<KubernetesObject> = {
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'networkpolicies',
  kind: 'NetworkPolicy',
  namespaced: true,
};

export const POD_DISRUPTION_BUDGETS: Resource<KubernetesObject> = {
  group: 'policy',
  version: 'v1',
  plural: 'poddisruptionbudgets',
  kind: 'PodDisruptionBudget',
  namespaced: true,
};

export const ENDPOINT_SLICES: Resource<EndpointSlice> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  plural: 'endpointslices',
  kind: 'EndpointSlice',
  namespaced: true,
};

export const NAMESPACES: Resource<KubernetesObject> = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
};

export const CUSTOM_RESOURCE_DEFINITIONS: Resource<KubernetesObject> = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
};

const ofCertManager = { group: 'cert-manager.io', version: 'v1' } as const;

export const CERTIFICATES: Resource<KubernetesObject> = {
  ...ofCertManager,
  plural: 'certificates',
  kind: 'Certificate',
  namespaced: true,
};

export const CERTIFICATE_REQUESTS: Resource<KubernetesObject> = {
  ...ofCertManager,
  plural: 'certificaterequests',
  kind: 'CertificateRequest',
  namespaced: true,
};

export const ISSUERS: Resource<KubernetesObject> = {
  ...ofCertManager,
  plural: 'issuers',
  kind: 'Issuer',
  namespaced: true,
};

export const CLUSTER_ISSUERS: Resource<KubernetesObject> = {
  ...ofCertManager,
  plural: 'clusterissuers',
  kind: 'ClusterIssuer',
  namespaced: false,
};

/** The CRD without which no policy can be read; when it goes, all policies go with it, and protection must not. */
export const API_POLICY_CRD = 'apipolicies.apipolicy.dev';

/** The same for baselines: when it goes, their defaults must stay in force. */
export const CLUSTER_API_POLICY_CRD = 'clusterapipolicies.apipolicy.dev';
