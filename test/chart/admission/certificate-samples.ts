import type { KubernetesObject } from './chart-cluster.ts';

export const MANAGED = { 'app.kubernetes.io/managed-by': 'apipolicy' };

/** The policy `orders` as the one that controls an object. */
export const byPolicy = (name = 'orders', uid = '00000000-0000-4000-8000-000000000001') => ({
  apiVersion: 'apipolicy.dev/v1alpha1',
  kind: 'ApiPolicy',
  name,
  uid,
  controller: true,
  blockOwnerDeletion: false,
});

export const byIngress = (name = 'orders') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  name,
  uid: `uid-of-${name}`,
});

interface Change {
  readonly metadata?: object;
  readonly spec?: object;
  readonly owners?: readonly object[];
}

/** A Certificate that the guard lets pass: one for a client. */
export function certificate(name: string, { metadata, spec, owners = [byPolicy()] }: Change = {}) {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace: 'shop', labels: MANAGED, ownerReferences: owners, ...metadata },
    spec: {
      secretName: name,
      issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'clients' },
      commonName: 'billing',
      usages: ['client auth', 'digital signature'],
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      revisionHistoryLimit: 1,
      ...spec,
    },
  } satisfies KubernetesObject;
}

/** The CA of the policy `orders`, in its first revision. */
export const authority = (name = 'orders-ca-1', { spec, ...change }: Change = {}) =>
  certificate(name, {
    ...change,
    spec: {
      isCA: true,
      issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'orders-ca-root' },
      usages: ['digital signature', 'cert sign', 'crl sign'],
      ...spec,
    },
  });

export function issuer(name: string, spec: object, { metadata, owners = [byPolicy()] }: Change = {}) {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name, namespace: 'shop', labels: MANAGED, ownerReferences: owners, ...metadata },
    spec,
  } satisfies KubernetesObject;
}

/** What callers of the policy `orders` are checked against. */
export function bundle(name = 'orders-ca-bundle-0123abcd', change: object = {}, owners = [byPolicy()]) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'shop', labels: MANAGED, ownerReferences: owners },
    type: 'Opaque',
    immutable: true,
    data: { 'ca.crt': Buffer.from('a').toString('base64') },
    ...change,
  } satisfies KubernetesObject;
}
