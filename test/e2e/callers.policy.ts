import { issuer } from '../cluster/identity.ts';
import { namespace, orders, ordersApi } from './callers.stage.ts';

const redis = {
  address: `redis.${namespace}.svc:6379`,
  passwordSecretRef: { name: 'redis', key: 'password' },
  tls: 'Enabled',
};

/** Who may call: users by a login, machines by a token or a key, anybody for the health path alone. */
export const authentication = {
  oidc: {
    issuerURL: issuer,
    clientID: orders.id,
    clientSecretRef: { name: 'orders-oidc', key: 'client-secret' },
    scopes: ['openid', 'email', 'profile', 'groups'],
    groupsClaim: 'groups',
    allowedGroups: ['staff'],
    session: { lifetime: '8h', refresh: '1h', store: 'Redis', redis },
    logout: { path: '/logout', redirectURL: `${issuer}/session/end` },
  },
  jwt: [
    {
      name: 'partners',
      issuer,
      audiences: [ordersApi],
      requiredClaims: [{ name: 'tenant', values: ['acme'] }],
    },
  ],
  apiKeys: { header: 'X-API-Key', secretRef: { name: 'orders-keys' } },
  caBundleRef: { name: 'corporate-ca', key: 'ca.crt' },
  anonymous: [{ name: 'health', path: { type: 'Exact', value: '/health' } }],
};

export const authorization = {
  rules: [
    {
      name: 'admins',
      matches: [{ path: { type: 'PathPrefix', value: '/admin' } }],
      require: { groups: ['admins'] },
    },
    { name: 'inside', matches: [{ path: { type: 'PathPrefix', value: '/inside' } }], deny: true },
  ],
};

export const exposure = {
  cors: { allowOrigins: ['https://app.example.com', 'https://*.tenants.example.com'], allowMethods: ['GET'] },
};

/** With a store the count is exact, however many replicas of the gate there are. */
export const perUser = (requests: number, store = true): object => ({
  rules: [{ name: 'per-user', requests, per: 'Hour', by: 'User' }],
  ...(store ? { redis } : {}),
});

/** The policy of the Ingress `orders`. */
export function policy(spec: object): object {
  return {
    apiVersion: 'apipolicy.dev/v1alpha1',
    kind: 'ApiPolicy',
    metadata: { name: 'orders', namespace },
    spec: {
      targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name: 'orders' }],
      ...spec,
    },
  };
}

const now = Math.floor(Date.now() / 1000);

/** Claims with which a token that is signed by the right key is none for this policy. */
export const NOT_GOOD: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['for another audience', { aud: 'https://elsewhere.example.com' }],
  ['of another issuer', { iss: 'https://evil.example.com' }],
  ['that has expired', { exp: now - 3600, iat: now - 7200 }],
  ['from the future', { nbf: now + 3600 }],
  ['without an end', { exp: undefined }],
  ['without the required claim', { tenant: undefined }],
  ['with another value of it', { tenant: 'evil' }],
];
