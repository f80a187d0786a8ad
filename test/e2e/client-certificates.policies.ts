import { policy } from './certificates.stage.ts';

/** A host each for: a CA of an issuer, a brought CA with revocations, certificates that are optional, a Secret without a CA. */
export const required = 'orders.example.com';
export const brought = 'brought.example.com';
export const optional = 'portal.example.com';
export const hollow = 'hollow.example.com';
export const spiffe = 'spiffe://example.com/ns/shop/sa/robot';
export const told = 'X-Auth-Request-Client-Certificate';
export const billing = { name: 'billing', commonName: 'billing.v2' };

/** What a client may send of its own, to be taken for somebody. */
export const forged = (pem: string): Record<string, string> => ({
  'ssl-client-verify': 'SUCCESS',
  'ssl-client-subject-dn': 'CN=billing.v2',
  'ssl-client-cert': encodeURIComponent(pem),
  'x-gate-verify': 'SUCCESS',
  'x-gate-certificate': encodeURIComponent(pem),
  'x-auth-request-client-certificate': 'billing',
});

/** The policy and the Ingress of a host are named like it. */
export const nameOf = (host: string): string => host.split('.')[0] ?? '';

export const policies: readonly object[] = [
  policy(nameOf(required), {
    mutualTLS: {
      clients: {
        ca: { issuerRef: { kind: 'Issuer', name: 'clients' } },
        subjects: [billing, { name: 'robot', uri: spiffe }],
        issue: [
          { name: 'billing', secretName: 'billing-client', commonName: 'billing.v2', duration: '720h' },
        ],
      },
    },
  }),
  policy(nameOf(brought), {
    mutualTLS: { clients: { ca: { secretName: 'brought-ca' }, subjects: [billing] } },
  }),
  policy(nameOf(optional), {
    mutualTLS: { clients: { mode: 'Optional', ca: { secretName: 'brought-ca' }, subjects: [billing] } },
    authorization: {
      rules: [
        {
          name: 'partners',
          matches: [{ path: { type: 'PathPrefix', value: '/partner' } }],
          require: { clientCertificates: ['billing'] },
        },
      ],
    },
  }),
  policy(nameOf(hollow), {
    mutualTLS: { clients: { ca: { secretName: 'hollow-ca' }, subjects: [billing] } },
  }),
];
