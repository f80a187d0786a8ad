import type {
  CertificateRole,
  WantedCertificate,
} from '../../../../operator/companions/cert-manager/certificates-of.ts';
import type { Around } from '../../../../operator/reconcile/certificates/judge.ts';
import {
  type LiveCertificate,
  type LiveIssuer,
  type LiveRequest,
  REQUEST_OF,
  REQUEST_REVISION,
} from '../../../../operator/reconcile/certificates/live-objects.ts';

export const NAME = 'orders-clients-ca';

export const wanted = (needsCA = true, role: CertificateRole = 'clients-ca'): WantedCertificate => ({
  policy: 'orders',
  role,
  fields: ['spec.mutualTLS.clients.ca'],
  needsCA,
  object: {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: NAME, namespace: 'shop', labels: {} },
    spec: {
      secretName: NAME,
      issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'ours' },
      usages: ['digital signature'],
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      revisionHistoryLimit: 1,
    },
  },
});

const object = {
  apiVersion: 'cert-manager.io/v1',
  metadata: { name: NAME, namespace: 'shop', generation: 2 },
};

export const certificate = (
  ready: 'True' | 'False',
  {
    observedGeneration = 2,
    message = 'not yet',
    ...status
  }: { observedGeneration?: number; message?: string } & Partial<NonNullable<LiveCertificate['status']>> = {},
): LiveCertificate => ({
  ...object,
  kind: 'Certificate',
  ours: true,
  spec: { secretName: NAME },
  status: { ...status, conditions: [{ type: 'Ready', status: ready, message, observedGeneration }] },
});

export const request = (
  revision: number,
  status: NonNullable<LiveRequest['status']> = {},
  ready: 'True' | 'False' = 'True',
): LiveRequest => ({
  apiVersion: object.apiVersion,
  kind: 'CertificateRequest',
  metadata: {
    name: `${NAME}-${revision}`,
    namespace: 'shop',
    annotations: { [REQUEST_OF]: NAME, [REQUEST_REVISION]: String(revision) },
  },
  spec: {},
  status: { ...status, conditions: [{ type: 'Ready', status: ready, message: 'the quota is used up' }] },
});

export const issuer = (type: string, ready: 'True' | 'False' = 'True'): LiveIssuer => ({
  apiVersion: object.apiVersion,
  kind: 'Issuer',
  metadata: { name: 'ours', namespace: 'shop' },
  ours: false,
  types: [type],
  status: { conditions: [{ type: 'Ready', status: ready, message: 'no key pair' }] },
});

export const around = (parts: Partial<Around> = {}): Around => ({
  state: { kind: 'ready' },
  certificate: certificate('True'),
  requests: [request(1, { ca: 'Y2E=' })],
  issuer: issuer('ca'),
  ...parts,
});
