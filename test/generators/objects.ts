import type { ConfigMap, Deployment, Ingress, IngressClass } from '../../operator/api/kubernetes.ts';
import type { ApiPolicy, ApiPolicySpec, ClusterApiPolicy } from '../../operator/api/types.generated.ts';

/** An Ingress `shop/orders` for one host, with what a test changes about it. */
export function anIngress(
  parts: { metadata?: Partial<Ingress['metadata']>; spec?: Partial<Ingress['spec']> } = {},
): Ingress {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { namespace: 'shop', name: 'orders', ...parts.metadata },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: ['api.example.com'], secretName: 'orders-tls' }],
      rules: [{ host: 'api.example.com', http: { paths: [{ path: '/', pathType: 'Prefix' }] } }],
      ...parts.spec,
    },
  };
}

/** A policy `shop/orders` for that Ingress. */
export function aPolicy(
  spec: Partial<ApiPolicySpec>,
  metadata: Partial<ApiPolicy['metadata']> = {},
): ApiPolicy {
  return {
    apiVersion: 'apipolicy.dev/v1alpha1',
    kind: 'ApiPolicy',
    metadata: { namespace: 'shop', name: 'orders', ...metadata },
    spec: { targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name: 'orders' }], ...spec },
  };
}

/** A baseline for every namespace, unless its spec selects some. */
export function aBaseline(spec: ClusterApiPolicy['spec'], name = 'baseline'): ClusterApiPolicy {
  return { apiVersion: 'apipolicy.dev/v1alpha1', kind: 'ClusterApiPolicy', metadata: { name }, spec };
}

export function aClass(
  name: string,
  controller: string,
  metadata: Partial<IngressClass['metadata']> = {},
): IngressClass {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name, ...metadata },
    spec: { controller },
  };
}

export function aControllerConfigMap(data: Record<string, string>): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'ingress-nginx', name: 'ingress-nginx-controller' },
    data,
  };
}

export function aController(version: string, replicas: number, args: readonly string[] = []): Deployment {
  const image = `registry.k8s.io/ingress-nginx/controller:v${version}@sha256:0000`;
  const container = { name: 'controller', image, args: ['/nginx-ingress-controller', ...args] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'ingress-nginx', name: 'ingress-nginx-controller' },
    spec: { replicas, template: { spec: { containers: [container] } } },
  };
}
