import { ingressNginxReference, ingressNginxVersion } from '../images/ingress-nginx.ts';
import { gatewayAddress } from '../node-network.ts';

export interface GatewayOptions {
  /** Pods of the controller; 1 when left out. */
  replicas?: number;
  /** The controller's ConfigMap. */
  config?: Readonly<Record<string, string>>;
  /** Name of the IngressClass; `nginx` when left out. */
  className?: string;
  /** Whether the IngressClass is the cluster's default one. */
  isDefaultClass?: boolean;
  /** `--enable-annotation-validation`: off by default in 1.11, on since 1.12. Off when left out. */
  annotationValidation?: boolean;
  /** More flags of the controller. */
  args?: readonly string[];
}

export const gatewayNamespace = 'ingress-nginx';
export const gatewayDeployment = 'ingress-nginx-controller';
export const gatewayCertificateSecret = 'default-certificate';
export const gatewayConfigMap = 'ingress-nginx-controller';

const controller = 'k8s.io/ingress-nginx';
const account = { name: 'ingress-nginx', namespace: gatewayNamespace };
const selector = {
  'app.kubernetes.io/name': 'ingress-nginx',
  'app.kubernetes.io/instance': 'ingress-nginx',
  'app.kubernetes.io/component': 'controller',
};
const labels = { ...selector, 'app.kubernetes.io/version': ingressNginxVersion };

/** PEM texts of the certificate that is served for hosts whose Ingress names none. */
export interface DefaultCertificate {
  certificate: string;
  key: string;
}

/** ingress-nginx as its own chart installs it: same names, same rights, one Service with a fixed ClusterIP. */
export function ingressNginx(options: GatewayOptions, { certificate, key }: DefaultCertificate): object[] {
  const { className = 'nginx', isDefaultClass = false } = options;
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: gatewayNamespace } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...account, labels } },
    ...rights(),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/tls',
      metadata: { name: gatewayCertificateSecret, namespace: gatewayNamespace, labels },
      stringData: { 'tls.crt': certificate, 'tls.key': key },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: gatewayConfigMap, namespace: gatewayNamespace, labels },
      data: { ...options.config },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: {
        name: className,
        labels,
        ...(isDefaultClass ? { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } } : {}),
      },
      spec: { controller },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'ingress-nginx-controller', namespace: gatewayNamespace, labels },
      spec: {
        clusterIP: gatewayAddress,
        selector,
        ports: [
          { name: 'http', port: 80, targetPort: 'http', appProtocol: 'http' },
          { name: 'https', port: 443, targetPort: 'https', appProtocol: 'https' },
        ],
      },
    },
    deployment(options, className),
  ];
}

function deployment(
  { replicas = 1, annotationValidation = false, args = [] }: GatewayOptions,
  className: string,
): object {
  const fromField = (name: string, fieldPath: string): object => ({
    name,
    valueFrom: { fieldRef: { fieldPath } },
  });
  const container = {
    name: 'controller',
    image: ingressNginxReference,
    args: [
      '--election-id=ingress-nginx-leader',
      `--controller-class=${controller}`,
      `--ingress-class=${className}`,
      `--configmap=$(POD_NAMESPACE)/${gatewayConfigMap}`,
      `--default-ssl-certificate=$(POD_NAMESPACE)/${gatewayCertificateSecret}`,
      '--update-status=false',
      '--enable-metrics=false',
      // A change takes effect after 0.3 s, not 3 s.
      '--sync-rate-limit=10',
      ...(annotationValidation ? ['--enable-annotation-validation=true'] : []),
      ...args,
    ],
    env: [fromField('POD_NAME', 'metadata.name'), fromField('POD_NAMESPACE', 'metadata.namespace')],
    ports: [
      { name: 'http', containerPort: 80 },
      { name: 'https', containerPort: 443 },
    ],
    readinessProbe: { httpGet: { path: '/healthz', port: 10254 }, periodSeconds: 1, timeoutSeconds: 5 },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      runAsUser: 101,
      runAsGroup: 101,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: gatewayDeployment, namespace: gatewayNamespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: selector },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: account.name,
          terminationGracePeriodSeconds: 5,
          securityContext: { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] },
          containers: [container],
        },
      },
    },
  };
}

function rights(): object[] {
  const read = ['get', 'list', 'watch'];
  const group = 'rbac.authorization.k8s.io';
  const subjects = [{ kind: 'ServiceAccount', ...account }];
  const rules = [
    {
      apiGroups: [''],
      resources: ['configmaps', 'endpoints', 'nodes', 'pods', 'secrets', 'namespaces', 'services'],
      verbs: read,
    },
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
    { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'ingressclasses'], verbs: read },
    { apiGroups: ['networking.k8s.io'], resources: ['ingresses/status'], verbs: ['update'] },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['list', 'watch'] },
  ];
  const leases = [
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'get', 'update'] },
  ];
  const apiVersion = `${group}/v1`;
  return [
    { apiVersion, kind: 'ClusterRole', metadata: { name: account.name, labels }, rules },
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name: account.name, labels },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: account.name },
      subjects,
    },
    { apiVersion, kind: 'Role', metadata: { ...account, labels }, rules: leases },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { ...account, labels },
      roleRef: { apiGroup: group, kind: 'Role', name: account.name },
      subjects,
    },
  ];
}
