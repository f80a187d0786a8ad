import type { KubernetesObject } from './chart-cluster.ts';

export const LOGIN = 'apipolicy-login-0123abcd';
export const GATE_IMAGE = 'apipolicy/apipolicy:0.1.0';
export const LOGIN_IMAGE = 'quay.io/oauth2-proxy/oauth2-proxy:v7.15.6';

const named = (name: string) => ({ metadata: { name, namespace: 'shop' } });
const labels = (name: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/managed-by': 'apipolicy',
});
const selects = (name: string) => ({ selector: { matchLabels: labels(name) } });

export const restricted = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
};

/** A pod template's spec that the guard lets pass, of a gate or a login. */
export function pod(name: string): Record<string, unknown> {
  const gate = name === 'apipolicy-gate';
  return {
    serviceAccountName: name,
    automountServiceAccountToken: gate,
    containers: [container(name)],
    volumes: gate
      ? [
          { name: 'keys', secret: { secretName: 'orders-keys', optional: true } },
          { name: 'ca', configMap: { name: 'corporate-ca', optional: true } },
        ]
      : [
          { name: 'cookie', secret: { secretName: `${name}-cookie-01234567` } },
          { name: 'tmp', emptyDir: {} },
        ],
  };
}

export function container(name: string): Record<string, unknown> {
  const gate = name === 'apipolicy-gate';
  return {
    name: gate ? 'gate' : 'oauth2-proxy',
    image: gate ? GATE_IMAGE : LOGIN_IMAGE,
    args: gate ? ['gate', '--namespace=shop'] : ['--http-address=0.0.0.0:4180'],
    ports: [{ containerPort: gate ? 8080 : 4180 }],
    securityContext: restricted,
  };
}

export function deployment(name: string, change: object = {}): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    ...named(name),
    spec: {
      ...selects(name),
      template: { metadata: { labels: labels(name) }, spec: { ...pod(name), ...change } },
    },
  };
}

export function service(name: string, pods = name, change: object = {}): KubernetesObject {
  const spec = { selector: labels(pods), ports: [{ port: 8080 }], ...change };
  return { apiVersion: 'v1', kind: 'Service', ...named(name), spec };
}

export function networkPolicy(name: string, podSelector: object = selects(name).selector): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    ...named(name),
    spec: { podSelector, policyTypes: ['Ingress'] },
  };
}

export function disruptionBudget(name: string, spec: object = selects(name)): KubernetesObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    ...named(name),
    spec: { maxUnavailable: 1, ...spec },
  };
}

export const serviceAccount = (name: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  ...named(name),
});

export const configMap = (name: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  ...named(name),
  data: {},
});

export function secret(name: string, change: object = {}): KubernetesObject {
  const data = { 'cookie-secret': Buffer.alloc(32, 1).toString('base64') };
  return { apiVersion: 'v1', kind: 'Secret', ...named(name), type: 'Opaque', data, ...change };
}

export function roleBinding(name: string, change: object = {}): KubernetesObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    ...named(name),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'apipolicy-gate' },
    subjects: [{ kind: 'ServiceAccount', name: 'apipolicy-gate', namespace: 'shop' }],
    ...change,
  };
}

export function ingress(
  name: string,
  { path = '/oauth2', service: to = name, spec = {}, annotations = {}, metadata = {} } = {},
): KubernetesObject {
  const backend = { service: { name: to, port: { number: 4180 } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...named(name).metadata, annotations, ...metadata },
    spec: {
      ingressClassName: 'nginx',
      rules: [{ host: 'api.example.com', http: { paths: [{ path, pathType: 'Prefix', backend }] } }],
      ...spec,
    },
  };
}
