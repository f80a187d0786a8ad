/** Every field of this version, with values that differ from its default. */
export const SPEC = {
  targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name: 'orders' }],
  enforcement: 'Enforce',
  activation: 'WhenReady',
  tls: {
    certificate: {
      issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt' },
      privateKey: { algorithm: 'RSA', size: 3072 },
      duration: '720h',
      renewBefore: '100h',
    },
    minimumVersion: 'TLS1.3',
    plaintext: 'Refuse',
    hsts: { maxAgeSeconds: 63_072_000, includeSubDomains: true, preload: true },
  },
  authentication: {
    oidc: {
      issuerURL: 'https://id.example.com/realms/shop',
      clientID: 'orders',
      clientSecretRef: { name: 'orders-oidc', key: 'client-secret' },
      scopes: ['openid', 'email', 'groups'],
      groupsClaim: 'roles',
      allowedGroups: ['staff', 'partners'],
      allowedEmailDomains: ['example.com', 'example.org'],
      allowedEmails: ['ada@example.net', 'grace@example.net'],
      session: {
        cookieDomain: 'example.com',
        lifetime: '9h',
        refresh: '1h',
        store: 'Redis',
        redis: {
          address: 'sessions.shop.svc:6379',
          passwordSecretRef: { name: 'sessions', key: 'password' },
          tls: 'Disabled',
        },
      },
      logout: { path: '/logout', redirectURL: 'https://www.example.com/' },
    },
    jwt: [
      {
        name: 'partners',
        issuer: 'https://partners.example.com',
        audiences: ['orders-api', 'orders-batch'],
        jwksURI: 'https://partners.example.com/jwks.json',
        algorithms: ['RS256', 'ES384'],
        clockSkewSeconds: 10,
        requiredClaims: [
          { name: 'tenant', values: ['acme', 'emca'] },
          { name: 'env', values: ['prod'] },
        ],
      },
      { name: 'batch', issuer: 'https://batch.example.com', audiences: ['orders-api'] },
    ],
    apiKeys: { header: 'X-Orders-Key', secretRef: { name: 'orders-keys' } },
    caBundleRef: { name: 'corporate-ca', key: 'ca.crt' },
    forward: { accessToken: true },
    anonymous: [
      {
        name: 'health',
        hosts: ['api.example.com', '*.example.com'],
        path: { type: 'Exact', value: '/healthz' },
        methods: ['GET', 'HEAD'],
      },
      { name: 'docs', path: { type: 'PathPrefix', value: '/docs' } },
    ],
  },
  authorization: {
    default: 'Deny',
    rules: [
      {
        name: 'admins',
        matches: [
          {
            hosts: ['api.example.com', '*.example.com'],
            path: { type: 'PathPrefix', value: '/admin' },
            methods: ['GET', 'POST'],
          },
          { methods: ['DELETE'] },
        ],
        require: {
          groups: ['admins', 'owners'],
          claims: [
            { name: 'acr', values: ['2', '3'] },
            { name: 'amr', values: ['mfa'] },
          ],
          scopes: ['orders.write', 'orders.read'],
          clientCertificates: ['billing', 'batch'],
        },
      },
      { name: 'metrics', matches: [{ path: { type: 'PathPrefix', value: '/metrics' } }], deny: true },
    ],
  },
  mutualTLS: {
    clients: {
      mode: 'Optional',
      ca: { issuerRef: { kind: 'Issuer', name: 'callers-ca' } },
      verifyDepth: 2,
      subjects: [
        { name: 'billing', commonName: 'billing' },
        { name: 'batch', uri: 'spiffe://example.com/ns/shop/sa/batch' },
        { name: 'partner', dnsName: 'partner.example.com' },
      ],
      issue: [
        {
          name: 'billing',
          secretName: 'billing-client-tls',
          commonName: 'billing',
          uris: ['spiffe://example.com/ns/shop/sa/billing', 'spiffe://example.com/ns/shop/sa/b'],
          dnsNames: ['billing.shop.svc', 'bills.shop.svc'],
          duration: '72h',
        },
        { secretName: 'batch-client-tls', commonName: 'batch' },
      ],
    },
    backend: {
      certificate: { issuerRef: { kind: 'Issuer', name: 'services-ca' } },
      serverName: 'orders.shop.svc',
      issue: [
        {
          secretName: 'orders-server-tls',
          commonName: 'orders',
          dnsNames: ['orders.shop.svc', 'orders.shop.svc.cluster.local'],
          duration: '48h',
        },
      ],
    },
  },
  rateLimit: {
    onStoreFailure: 'Deny',
    redis: {
      address: 'limits.shop.svc:6379',
      passwordSecretRef: { name: 'limits', key: 'password' },
      tls: 'Disabled',
    },
    rules: [
      { name: 'per-user', requests: 100, per: 'Hour', by: 'User' },
      { name: 'per-certificate', requests: 70, per: 'Hour', by: 'ClientCertificate' },
      { name: 'per-key', requests: 90, per: 'Day', by: 'APIKey' },
      { name: 'per-shop', requests: 80, per: 'Hour', by: 'Header', header: 'X-Shop' },
      {
        name: 'exports',
        requests: 10,
        per: 'Hour',
        by: 'Claim',
        claim: 'tenant',
        matches: [{ path: { type: 'PathPrefix', value: '/export' }, methods: ['POST', 'PUT'] }],
      },
      { name: 'per-second', requests: 20, per: 'Second', by: 'ClientAddress', burst: 40 },
      { name: 'per-minute', requests: 600, per: 'Minute', by: 'ClientAddress', burst: 1_200 },
    ],
    connections: 50,
    exemptCIDRs: ['192.0.2.0/24', '203.0.113.0/24'],
  },
  timeouts: { connect: '6s', read: '61s', send: '62s' },
  validation: {
    methods: ['GET', 'POST', 'DELETE'],
    contentTypes: ['application/json', 'text/plain'],
    maxBodySize: '2Mi',
    waf: { mode: 'Block' },
  },
  exposure: {
    cors: {
      allowOrigins: ['https://app.example.com', 'https://b.example.com'],
      allowMethods: ['GET', 'PUT'],
      allowHeaders: ['authorization', 'x-a'],
      exposeHeaders: ['x-request-id', 'x-b'],
      allowCredentials: true,
      maxAgeSeconds: 300,
    },
    securityHeaders: 'Standard',
    responseHeaders: {
      set: [
        { name: 'Cache-Control', value: 'no-store' },
        { name: 'X-A', value: 'b' },
      ],
      remove: ['X-B', 'X-Powered-By'],
    },
  },
  network: {
    allowedCIDRs: ['198.51.100.0/24', '2001:db8::/32'],
    deniedCIDRs: ['198.51.100.13/32', '198.51.100.14/32'],
  },
  verification: { mode: 'Passive', interval: '5m', limits: 'Enabled' },
  drift: 'Report',
};

/**
 * `Enforce` is the default: to delete it must change nothing. What is proved or repaired later, and when what is rendered
 * comes into force, is not rendered. The name of a certificate is for people.
 */
export const WITHOUT_EFFECT = [
  ...['enforcement', 'drift', 'activation'],
  ...['verification', 'verification.mode', 'verification.interval', 'verification.limits'],
  'mutualTLS.clients.issue.0.name',
];

/** What no policy can state beside that: the other members of unions. */
export const BROUGHT = {
  targetRefs: SPEC.targetRefs,
  tls: { certificate: { secretName: 'orders-tls' } },
  mutualTLS: {
    clients: { ca: { secretName: 'brought-ca' } },
    backend: {
      certificate: { secretName: 'orders-gateway-tls' },
      serverName: 'orders.shop.svc',
      ca: { secretName: 'orders-gateway-tls' },
    },
  },
};
export const MANAGED = {
  targetRefs: SPEC.targetRefs,
  mutualTLS: {
    clients: {
      ca: { managed: { duration: '4000h', overlap: '24h', revision: 3 } },
      issue: [{ secretName: 'billing-client-tls', commonName: 'billing', duration: '720h' }],
    },
  },
};
/** A CA is made and rotated step by step in the cluster, from what is there. */
export const ROTATED = ['mutualTLS.clients.ca.managed.overlap'];
