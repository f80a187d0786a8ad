// Generated from crds/ by `npm run generate`. Do not edit.

import type { KubernetesObject } from './kubernetes.ts';

/**
 * ApiPolicy protects the Ingresses that it names: transport security, limits, validation, headers and addresses,
 * stated in the words of API security and enforced by the gateway that already serves them.
 *
 * The status says for every stated field whether it is enforced, and if not, why and what to do.
 */
export interface ApiPolicy extends KubernetesObject {
  readonly apiVersion: 'apipolicy.dev/v1alpha1';
  readonly kind: 'ApiPolicy';
  readonly spec: ApiPolicySpec;
  readonly status?: ApiPolicyStatus;
}

/**
 * What the policy demands. A section that is absent is neither written nor changed on the gateway.
 *
 * Defaults are not filled in here: a field that is absent inside a stated section takes the default that its
 * description names.
 *
 * Example: `{targetRefs: [{group: networking.k8s.io, kind: Ingress, name: orders}], validation: {maxBodySize: 1Mi}}`
 */
export interface ApiPolicySpec {
  /**
   * The Ingresses that the policy governs, by name, in the policy's own namespace. Exactly one of targetRefs and
   * targetSelectors is written; 1 to 16 entries, each once.
   *
   * Where several policies govern one Ingress, targetRefs beat targetSelectors, then the older policy wins, then the
   * smaller name.
   *
   * Example: `[{group: networking.k8s.io, kind: Ingress, name: orders}]`
   */
  readonly targetRefs?: readonly TargetRef[];
  /**
   * The Ingresses that the policy governs, by label, in the policy's own namespace; those of any entry. Exactly one of
   * targetRefs and targetSelectors is written; 1 to 8 entries.
   *
   * Example: `[{group: networking.k8s.io, kind: Ingress, matchLabels: {tier: public}}]`
   */
  readonly targetSelectors?: readonly TargetSelector[];
  /**
   * Enforce (default) writes the protection to the gateway and keeps it there. Audit writes nothing and reports in
   * status.pending what it would change; what was written before stays as it is.
   *
   * Example: `Audit`
   */
  readonly enforcement?: 'Enforce' | 'Audit';
  /**
   * When protection by companions (the gate, a login) begins: Immediate (default) writes it at once, and requests are
   * refused until the companions answer; WhenReady lets an Ingress that is already in service wait for them. A new
   * Ingress never waits.
   *
   * Example: `WhenReady`
   */
  readonly activation?: 'Immediate' | 'WhenReady';
  /**
   * Transport security between callers and the gateway. Where this section is stated, plaintext is redirected and TLS
   * 1.2 is the minimum, unless its fields say otherwise.
   *
   * Example: `{plaintext: Redirect, minimumVersion: TLS1.2, hsts: {maxAgeSeconds: 31536000}}`
   */
  readonly tls?: Tls;
  /**
   * Who is let in: a caller whom any one of `oidc`, `jwt` and `apiKeys` knows; at least one of them is written, unless
   * mutualTLS.clients is there. Everybody else is refused, but for what `anonymous` opens. What is absent here may
   * come from a baseline, each of the fields as a whole.
   *
   * Example: `{jwt: [{name: partners, issuer: "https://partners.example.com", audiences: [orders-api]}]}`
   */
  readonly authentication?: Authentication;
  /**
   * What a known caller may do. A rule with `require` needs authentication, or mutualTLS.clients for
   * clientCertificates, in the policy or by a baseline: judged after the merge, and by `apipolicy lint` on what it is
   * given.
   *
   * Example: `{rules: [{name: admins, matches: [{path: {type: PathPrefix, value: /admin}}], require: {groups:
   * [admins]}}]}`
   */
  readonly authorization?: Authorization;
  /**
   * Certificates on both sides of the wire: callers show one to the gateway (clients), and the gateway shows one to
   * the service (backend).
   *
   * Example: `{clients: {ca: {issuerRef: {kind: Issuer, name: shop-clients-ca}}, subjects: [{name: billing,
   * commonName: billing}]}}`
   */
  readonly mutualTLS?: MutualTLS;
  /**
   * How often and how often at once a caller may ask. What is above a limit is refused by the gateway and does not
   * reach the service.
   *
   * Example: `{rules: [{name: per-address, requests: 20, per: Second, by: ClientAddress}], connections: 50}`
   */
  readonly rateLimit?: RateLimit;
  /**
   * How long the gateway waits for the service, in whole seconds from 1s to 24h, written as h, m, s. Absent: the
   * gateway's own (ingress-nginx: 5s to connect, 60s to read and to send).
   *
   * Example: `{connect: 5s, read: 60s, send: 60s}`
   */
  readonly timeouts?: Timeouts;
  /**
   * What a request must look like to be let through.
   *
   * Example: `{maxBodySize: 1Mi, waf: {mode: Detect}}`
   */
  readonly validation?: Validation;
  /**
   * What answers give away, and to whom.
   *
   * Example: `{cors: {allowOrigins: ["https://app.example.com"]}, securityHeaders: Standard}`
   */
  readonly exposure?: Exposure;
  /**
   * Which addresses may call, as the gateway sees them. Behind a load balancer that is only the caller's address where
   * the gateway is told to trust it.
   *
   * Example: `{allowedCIDRs: [198.51.100.0/24], deniedCIDRs: [198.51.100.13/32]}`
   */
  readonly network?: Network;
  /**
   * How the operator proves on the wire that the protection holds. It asks the gateway itself and follows no redirect;
   * it sends no real credentials, and its requests name themselves in their user agent. Absent: as written empty.
   *
   * Example: `{mode: Active, interval: 10m, limits: Disabled}`
   */
  readonly verification?: Verification;
  /**
   * What happens when somebody changes what the operator had written: Repair (default) writes it again, within a bound
   * for each hour; Report leaves it, and the status names who changed what. A value that the operator never wrote is a
   * conflict and left alone either way.
   *
   * Example: `Repair`
   */
  readonly drift?: 'Repair' | 'Report';
}

/** One Ingress, by name. */
export interface TargetRef {
  /** API group of the target: `networking.k8s.io`. */
  readonly group: 'networking.k8s.io';
  /** Kind of the target: `Ingress`. */
  readonly kind: 'Ingress';
  /** Name of the target. It may be created after the policy. Example: `orders` */
  readonly name: string;
}

/**
 * Ingresses that carry all matchLabels and meet all matchExpressions. An empty `matchLabels: {}` selects every Ingress
 * of the namespace.
 */
export interface TargetSelector {
  /** API group of the targets: `networking.k8s.io`. */
  readonly group: 'networking.k8s.io';
  /** Kind of the targets: `Ingress`. */
  readonly kind: 'Ingress';
  /**
   * Labels with the values that an Ingress must carry, at most 16. Empty: every Ingress of the namespace.
   *
   * Example: `{tier: public}`
   */
  readonly matchLabels?: Readonly<Record<string, string>>;
  /**
   * Requirements on labels that an Ingress must meet, all of them; 1 to 16.
   *
   * Example: `[{key: tier, operator: In, values: [public, partner]}]`
   */
  readonly matchExpressions?: readonly TargetSelectorMatchExpression[];
}

/** One requirement on a label. */
export interface TargetSelectorMatchExpression {
  /** The label. Example: `tier` */
  readonly key: string;
  /** How the label is compared: In or NotIn with values, Exists or DoesNotExist without. */
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  /** Values for In and NotIn, 1 to 32. Example: `[public, partner]` */
  readonly values?: readonly string[];
}

/**
 * Transport security between callers and the gateway. Where this section is stated, plaintext is redirected and TLS
 * 1.2 is the minimum, unless its fields say otherwise.
 *
 * Example: `{plaintext: Redirect, minimumVersion: TLS1.2, hsts: {maxAgeSeconds: 31536000}}`
 */
export interface Tls {
  /**
   * What a plain http request gets: Redirect (default) answers with a redirect to https; Refuse answers 403, which is
   * best for an API, because a client that began with http has already sent its token; Allow serves it, which the
   * assessment counts as a failure.
   *
   * Example: `Redirect`
   */
  readonly plaintext?: 'Redirect' | 'Refuse' | 'Allow';
  /**
   * Oldest TLS version that the gateway accepts: TLS1.2 (default) or TLS1.3. ingress-nginx can only be told for the
   * whole controller; the status names the line to add.
   *
   * Example: `TLS1.2`
   */
  readonly minimumVersion?: 'TLS1.2' | 'TLS1.3';
  /**
   * Strict-Transport-Security, which makes browsers use https alone. ingress-nginx can only be told for the whole
   * controller; the status names the lines to add.
   *
   * Example: `{maxAgeSeconds: 31536000, includeSubDomains: true}`
   */
  readonly hsts?: TlsHsts;
  /**
   * The certificate that the gateway serves: one that cert-manager issues (issuerRef), or one that is there
   * (secretName). Absent or empty: the one in the target's own spec.tls. Taken from a baseline as a whole or not at
   * all.
   *
   * Example: `{issuerRef: {kind: ClusterIssuer, name: letsencrypt}, duration: 2160h, renewBefore: 720h}`
   */
  readonly certificate?: TlsCertificate;
}

/**
 * Strict-Transport-Security, which makes browsers use https alone. ingress-nginx can only be told for the whole
 * controller; the status names the lines to add.
 *
 * Example: `{maxAgeSeconds: 31536000, includeSubDomains: true}`
 */
export interface TlsHsts {
  /**
   * How long a browser remembers to use https, in seconds, 0 to 315360000 (ten years). 0 makes it forget. Required.
   *
   * Example: `31536000`
   */
  readonly maxAgeSeconds: number;
  /** Whether subdomains of the host are meant, too. Default: false. Example: `true` */
  readonly includeSubDomains?: boolean;
  /**
   * Whether the host asks to be on the browsers' built-in lists; hard to take back. Needs includeSubDomains and
   * maxAgeSeconds of at least 31536000. Default: false.
   *
   * Example: `false`
   */
  readonly preload?: boolean;
}

/**
 * The certificate that the gateway serves: one that cert-manager issues (issuerRef), or one that is there
 * (secretName). Absent or empty: the one in the target's own spec.tls. Taken from a baseline as a whole or not at all.
 *
 * Example: `{issuerRef: {kind: ClusterIssuer, name: letsencrypt}, duration: 2160h, renewBefore: 720h}`
 */
export interface TlsCertificate {
  /**
   * The issuer of cert-manager that makes the certificate: an Issuer of the policy's namespace, or a ClusterIssuer.
   * The certificate is issued into the Secret that the target names for its hosts, holds all of them, belongs to the
   * Ingresses that name it and outlives the policy. Where somebody else already has that Secret issued, nothing is
   * made, and the status names who. Not together with secretName.
   *
   * Example: `{kind: ClusterIssuer, name: letsencrypt}`
   */
  readonly issuerRef?: TlsCertificateIssuerRef;
  /**
   * The certificate's key; a renewal makes a new one. Absent: ECDSA with 256 bits.
   *
   * Example: `{algorithm: ECDSA, size: 256}`
   */
  readonly privateKey?: TlsCertificatePrivateKey;
  /**
   * How long a certificate is valid, 1h to 87600h; an issuer may give less. Default: 2160h (90 days).
   *
   * Example: `2160h`
   */
  readonly duration?: string;
  /**
   * How long before its end a certificate is renewed, 5m and more and below duration. Default: a third of duration.
   *
   * Example: `720h`
   */
  readonly renewBefore?: string;
  /**
   * A Secret of type kubernetes.io/tls in the policy's namespace, made by somebody else. It is written into the
   * spec.tls of a target that has none; a target that names another Secret is left alone and reported.
   *
   * Example: `orders-tls`
   */
  readonly secretName?: string;
}

/**
 * The issuer of cert-manager that makes the certificate: an Issuer of the policy's namespace, or a ClusterIssuer. The
 * certificate is issued into the Secret that the target names for its hosts, holds all of them, belongs to the
 * Ingresses that name it and outlives the policy. Where somebody else already has that Secret issued, nothing is made,
 * and the status names who. Not together with secretName.
 *
 * Example: `{kind: ClusterIssuer, name: letsencrypt}`
 */
export interface TlsCertificateIssuerRef {
  /** Issuer, of the policy's namespace, or ClusterIssuer. Required. Example: `Issuer` */
  readonly kind: 'Issuer' | 'ClusterIssuer';
  /** Name of the issuer. Required. Example: `shop-services-ca` */
  readonly name: string;
}

/**
 * The certificate's key; a renewal makes a new one. Absent: ECDSA with 256 bits.
 *
 * Example: `{algorithm: ECDSA, size: 256}`
 */
export interface TlsCertificatePrivateKey {
  /** ECDSA, RSA or Ed25519, which public authorities do not take. Required. Example: `ECDSA` */
  readonly algorithm: 'ECDSA' | 'RSA' | 'Ed25519';
  /** Size in bits: 256 (default) or 384 for ECDSA, 2048 (default) to 4096 for RSA, none for Ed25519. Example: `256` */
  readonly size?: number;
}

/**
 * Who is let in: a caller whom any one of `oidc`, `jwt` and `apiKeys` knows; at least one of them is written, unless
 * mutualTLS.clients is there. Everybody else is refused, but for what `anonymous` opens. What is absent here may come
 * from a baseline, each of the fields as a whole.
 *
 * Example: `{jwt: [{name: partners, issuer: "https://partners.example.com", audiences: [orders-api]}]}`
 */
export interface Authentication {
  /**
   * Login in a browser by OpenID Connect (authorization code with PKCE). A browser without a session is sent to the
   * login, any other caller gets 401. Taken from a baseline as a whole or not at all, since it names a Secret.
   *
   * Example: `{issuerURL: "https://id.example.com/realms/shop", clientID: orders, clientSecretRef: {name: orders-oidc,
   * key: client-secret}}`
   */
  readonly oidc?: AuthenticationOidc;
  /**
   * Issuers whose tokens are taken from machine clients, as `Authorization: Bearer`; 1 to 8, told apart by name. A
   * token in a query or a cookie is not looked at. A caller without a valid one gets 401 with WWW-Authenticate and is
   * never redirected.
   *
   * Example: `[{name: partners, issuer: "https://partners.example.com", audiences: [orders-api]}]`
   */
  readonly jwt?: readonly AuthenticationJwt[];
  /**
   * Keys that machine clients send in a header. Taken from a baseline as a whole or not at all, since it names a
   * Secret.
   *
   * Example: `{header: X-API-Key, secretRef: {name: orders-keys}}`
   */
  readonly apiKeys?: AuthenticationApiKeys;
  /**
   * The entry of a ConfigMap in the policy's namespace with CA certificates (PEM) that are trusted for issuers and
   * their keys, beside the system's own. Absent: the system's alone.
   *
   * Example: `{name: corporate-ca, key: ca.crt}`
   */
  readonly caBundleRef?: AuthenticationCaBundleRef;
  /**
   * What the service receives beside the identity headers (X-Auth-Request-User, -Email, -Groups, -Preferred-Username),
   * which are always overwritten.
   *
   * Example: `{accessToken: true}`
   */
  readonly forward?: AuthenticationForward;
  /**
   * Requests that are let through without credentials, 1 to 32, each with a name of its own. Only a canonical path can
   * match. They are opened for everybody; where mutualTLS.clients requires a certificate, for everybody who has one.
   *
   * Example: `[{name: health, path: {type: Exact, value: /healthz}, methods: [GET]}]`
   */
  readonly anonymous?: readonly AuthenticationAnonymous[];
}

/**
 * Login in a browser by OpenID Connect (authorization code with PKCE). A browser without a session is sent to the
 * login, any other caller gets 401. Taken from a baseline as a whole or not at all, since it names a Secret.
 *
 * Example: `{issuerURL: "https://id.example.com/realms/shop", clientID: orders, clientSecretRef: {name: orders-oidc,
 * key: client-secret}}`
 */
export interface AuthenticationOidc {
  /**
   * The issuer, exactly as it names itself in its tokens; https alone, without query and fragment. Its discovery
   * document is read below it. Required.
   *
   * Example: `https://id.example.com/realms/shop`
   */
  readonly issuerURL: string;
  /**
   * Name of the client at the issuer, printable ASCII without $ " \ ` { }. Required.
   *
   * Example: `orders`
   */
  readonly clientID: string;
  /**
   * The entry of a Secret in the policy's namespace that holds the client's secret. Who writes the policy has to be
   * allowed to read that Secret. Required.
   *
   * Example: `{name: orders-oidc, key: client-secret}`
   */
  readonly clientSecretRef: AuthenticationOidcClientSecretRef;
  /**
   * Scopes that the login asks for, 1 to 32, `openid` among them. Default: openid, email, profile.
   *
   * Example: `[openid, email, profile, groups]`
   */
  readonly scopes?: readonly string[];
  /**
   * Claim of the identity that holds the groups. Default: groups.
   *
   * Example: `groups`
   */
  readonly groupsClaim?: string;
  /**
   * Groups of which a caller must be in one, 1 to 64, compared letter by letter. Absent: any group.
   *
   * Example: `[staff, partners]`
   */
  readonly allowedGroups?: readonly string[];
  /**
   * Domains of e-mail addresses that are let in, 1 to 64; exactly these, not what lies below them, and an unverified
   * address is in none. Absent: any. Together with allowedEmails, either is enough.
   *
   * Example: `[example.com]`
   */
  readonly allowedEmailDomains?: readonly string[];
  /**
   * E-mail addresses that are let in, 1 to 256; upper and lower case are the same. Absent: any. Together with
   * allowedEmailDomains, either is enough.
   *
   * Example: `[ada@example.com]`
   */
  readonly allowedEmails?: readonly string[];
  /**
   * The login's session, kept in a cookie of the host. Durations are written as h, m, s.
   *
   * Example: `{cookieDomain: example.com, lifetime: 8h, refresh: 1h}`
   */
  readonly session?: AuthenticationOidcSession;
  /**
   * The way out. Absent: `/oauth2/sign_out` of the host ends the session.
   *
   * Example: `{path: /logout, redirectURL: "https://www.example.com/"}`
   */
  readonly logout?: AuthenticationOidcLogout;
}

/**
 * The entry of a Secret in the policy's namespace that holds the client's secret. Who writes the policy has to be
 * allowed to read that Secret. Required.
 *
 * Example: `{name: orders-oidc, key: client-secret}`
 */
export interface AuthenticationOidcClientSecretRef {
  /** Name of the Secret. Required. Example: `orders-oidc` */
  readonly name: string;
  /** Entry of the Secret. Required. Example: `client-secret` */
  readonly key: string;
}

/**
 * The login's session, kept in a cookie of the host. Durations are written as h, m, s.
 *
 * Example: `{cookieDomain: example.com, lifetime: 8h, refresh: 1h}`
 */
export interface AuthenticationOidcSession {
  /**
   * Domain whose hosts share the session, without a dot before it; every host of the policy has to lie below it or be
   * it, and all of them are trusted with the session. Browsers take no cookie for a public suffix, as co.uk. Absent:
   * the cookie is for its host alone, which is safest.
   *
   * Example: `example.com`
   */
  readonly cookieDomain?: string;
  /**
   * How long a login lasts, 1m to 720h. Default: 8h.
   *
   * Example: `8h`
   */
  readonly lifetime?: string;
  /**
   * After what time the identity is asked of the issuer again, 1m and more and below lifetime. Absent: not before the
   * session ends.
   *
   * Example: `1h`
   */
  readonly refresh?: string;
  /**
   * Where sessions are kept: Cookie (default), encrypted in the browser; Redis, where a session can be of any size and
   * outlives a refresh. Redis needs `redis`.
   *
   * Example: `Redis`
   */
  readonly store?: 'Cookie' | 'Redis';
  /**
   * Where Redis or Valkey is reached, with its password. Taken from a baseline as a whole or not at all.
   *
   * Example: `{address: "redis.shop.svc:6379", passwordSecretRef: {name: redis, key: password}, tls: Enabled}`
   */
  readonly redis?: AuthenticationOidcSessionRedis;
}

/**
 * Where Redis or Valkey is reached, with its password. Taken from a baseline as a whole or not at all.
 *
 * Example: `{address: "redis.shop.svc:6379", passwordSecretRef: {name: redis, key: password}, tls: Enabled}`
 */
export interface AuthenticationOidcSessionRedis {
  /**
   * Host and port. Required.
   *
   * Example: `redis.shop.svc:6379`
   */
  readonly address: string;
  /**
   * The entry of a Secret in the policy's namespace that holds the password. Absent: no password.
   *
   * Example: `{name: redis, key: password}`
   */
  readonly passwordSecretRef?: AuthenticationOidcSessionRedisPasswordSecretRef;
  /**
   * Whether the connection is TLS: Enabled (default) or Disabled. The certificate is checked against the system's CAs
   * and those of authentication.caBundleRef.
   *
   * Example: `Enabled`
   */
  readonly tls?: 'Enabled' | 'Disabled';
}

/**
 * The entry of a Secret in the policy's namespace that holds the password. Absent: no password.
 *
 * Example: `{name: redis, key: password}`
 */
export interface AuthenticationOidcSessionRedisPasswordSecretRef {
  /** Name of the Secret. Required. Example: `redis` */
  readonly name: string;
  /** Entry of the Secret. Required. Example: `password` */
  readonly key: string;
}

/**
 * The way out. Absent: `/oauth2/sign_out` of the host ends the session.
 *
 * Example: `{path: /logout, redirectURL: "https://www.example.com/"}`
 */
export interface AuthenticationOidcLogout {
  /**
   * Path whose GET ends the session. Required.
   *
   * Example: `/logout`
   */
  readonly path: string;
  /**
   * Where the browser is sent then, an absolute https URL. Absent: to `/` of the host.
   *
   * Example: `https://www.example.com/`
   */
  readonly redirectURL?: string;
}

/** Tokens of one issuer (RFC 7519), judged as RFC 8725 asks. */
export interface AuthenticationJwt {
  /** Name of the issuer, unique in its list; logs and reports use it. Required. Example: `partners` */
  readonly name: string;
  /**
   * The issuer, exactly as the claim `iss` has it; https alone, without query and fragment. Required.
   *
   * Example: `https://partners.example.com`
   */
  readonly issuer: string;
  /**
   * A token has to be for one of these (claim `aud`), 1 to 16. Required.
   *
   * Example: `[orders-api]`
   */
  readonly audiences: readonly string[];
  /**
   * Where the issuer's keys are; https alone. Absent: found in the issuer's discovery document.
   *
   * Example: `https://partners.example.com/jwks.json`
   */
  readonly jwksURI?: string;
  /**
   * Signatures that are taken, asymmetric ones alone, 1 to 10. Default: RS256, ES256, PS256, EdDSA.
   *
   * Example: `[RS256, ES256]`
   */
  readonly algorithms?: readonly ('RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA')[];
  /**
   * How far clocks may differ when a token's times are judged, in seconds, 0 to 300. Default: 30.
   *
   * Example: `30`
   */
  readonly clockSkewSeconds?: number;
  /**
   * Claims that a token has to hold, all of them; 1 to 16. Absent: none.
   *
   * Example: `[{name: tenant, values: [acme]}]`
   */
  readonly requiredClaims?: readonly AuthenticationJwtRequiredClaim[];
}

/** A claim of the token, and the values of which it has to hold one. */
export interface AuthenticationJwtRequiredClaim {
  /** Name of the claim, at the top level of the token. Required. Example: `tenant` */
  readonly name: string;
  /**
   * The claim, or one entry of it where it is a list, is one of these; 1 to 32. Required.
   *
   * Example: `[acme]`
   */
  readonly values: readonly string[];
}

/**
 * Keys that machine clients send in a header. Taken from a baseline as a whole or not at all, since it names a Secret.
 *
 * Example: `{header: X-API-Key, secretRef: {name: orders-keys}}`
 */
export interface AuthenticationApiKeys {
  /**
   * Header that carries the key. Names with "_" are not taken, because gateways drop them. Default: X-API-Key.
   *
   * Example: `X-API-Key`
   */
  readonly header?: string;
  /**
   * The Secret in the policy's namespace with the keys: an entry a client, whose name is the client's name and whose
   * value is the SHA-256 of its key in hex. Who writes the policy has to be allowed to read that Secret. Required.
   *
   * Example: `{name: orders-keys}`
   */
  readonly secretRef: AuthenticationApiKeysSecretRef;
}

/**
 * The Secret in the policy's namespace with the keys: an entry a client, whose name is the client's name and whose
 * value is the SHA-256 of its key in hex. Who writes the policy has to be allowed to read that Secret. Required.
 *
 * Example: `{name: orders-keys}`
 */
export interface AuthenticationApiKeysSecretRef {
  /** Name of the Secret. Required. Example: `orders-keys` */
  readonly name: string;
}

/**
 * The entry of a ConfigMap in the policy's namespace with CA certificates (PEM) that are trusted for issuers and their
 * keys, beside the system's own. Absent: the system's alone.
 *
 * Example: `{name: corporate-ca, key: ca.crt}`
 */
export interface AuthenticationCaBundleRef {
  /** Name of the ConfigMap. Required. Example: `corporate-ca` */
  readonly name: string;
  /** Entry of the ConfigMap. Required. Example: `ca.crt` */
  readonly key: string;
}

/**
 * What the service receives beside the identity headers (X-Auth-Request-User, -Email, -Groups, -Preferred-Username),
 * which are always overwritten.
 *
 * Example: `{accessToken: true}`
 */
export interface AuthenticationForward {
  /**
   * Whether the service receives a logged-in caller's access token, as X-Auth-Request-Access-Token. Default: false.
   * Example: `true`
   */
  readonly accessToken?: boolean;
}

/** Requests that meet all that is stated. */
export interface AuthenticationAnonymous {
  /** Name of the entry, unique in its list; logs and reports use it. Required. Example: `health` */
  readonly name: string;
  /**
   * Hosts of the request, exact or with `*` for the first label, in small letters; 1 to 16. Absent: every host of the
   * policy.
   *
   * Example: `[api.example.com]`
   */
  readonly hosts?: readonly string[];
  /**
   * The path of the request, without its query, decoded once. What opens (anonymous) is taken letter by letter; what
   * restricts (authorization, limits) also holds for the path in other case and with a slash at its end, since an app
   * may read it so.
   *
   * Example: `{type: PathPrefix, value: /orders}`
   */
  readonly path: AuthenticationAnonymousPath;
  /**
   * Methods of the request, 1 to 7. Where an entry restricts, GET stands for HEAD as well; where it opens, it does
   * not. Absent: every method.
   *
   * Example: `[GET, HEAD]`
   */
  readonly methods?: readonly ('GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS')[];
}

/**
 * The path of the request, without its query, decoded once. What opens (anonymous) is taken letter by letter; what
 * restricts (authorization, limits) also holds for the path in other case and with a slash at its end, since an app
 * may read it so.
 *
 * Example: `{type: PathPrefix, value: /orders}`
 */
export interface AuthenticationAnonymousPath {
  /**
   * Exact is that path alone; PathPrefix is the path and what lies below it, in whole segments: `/orders` is also
   * `/orders/` and `/orders/1`, and not `/ordersarchive`. What is to be protected is best named by a prefix. Required.
   *
   * Example: `PathPrefix`
   */
  readonly type: 'Exact' | 'PathPrefix';
  /**
   * The path, printable ASCII, at most 256 characters. A request whose path is not canonical (encoded slashes, "//",
   * ".." and the like) is refused wherever a policy has a rule with a path. A slash at the end of a prefix makes no
   * difference. Required.
   *
   * Example: `/orders`
   */
  readonly value: string;
}

/**
 * What a known caller may do. A rule with `require` needs authentication, or mutualTLS.clients for clientCertificates,
 * in the policy or by a baseline: judged after the merge, and by `apipolicy lint` on what it is given.
 *
 * Example: `{rules: [{name: admins, matches: [{path: {type: PathPrefix, value: /admin}}], require: {groups:
 * [admins]}}]}`
 */
export interface Authorization {
  /**
   * For a request that no rule matches: Allow (default) lets every authenticated caller do it, Deny nobody. What
   * authentication.anonymous opens stays open.
   *
   * Example: `Deny`
   */
  readonly default?: 'Allow' | 'Deny';
  /**
   * Rules in order, 1 to 64, each with a name of its own; the first that matches decides.
   *
   * Example: `[{name: metrics, matches: [{path: {type: PathPrefix, value: /metrics}}], deny: true}]`
   */
  readonly rules?: readonly AuthorizationRule[];
}

/** One rule. */
export interface AuthorizationRule {
  /** Name of the rule, unique in its list; logs and reports use it. Required. Example: `admins` */
  readonly name: string;
  /**
   * Requests that the rule is about, those of any entry; 1 to 16. Absent: every request.
   *
   * Example: `[{path: {type: PathPrefix, value: /export}, methods: [POST]}]`
   */
  readonly matches?: readonly AuthorizationRuleMatch[];
  /**
   * What the caller has to have, all that is stated; else 403. Claims and scopes are those of a machine client's
   * token: who logged in with a browser has groups alone. A certificate is the one that the gateway verified.
   *
   * Example: `{groups: [admins], scopes: [orders.write]}`
   */
  readonly require?: AuthorizationRuleRequire;
  /** Refuses the requests to everybody; instead of require. Example: `true` */
  readonly deny?: boolean;
}

/** Requests that meet all that is stated. */
export interface AuthorizationRuleMatch {
  /**
   * Hosts of the request, exact or with `*` for the first label, in small letters; 1 to 16. Absent: every host of the
   * policy.
   *
   * Example: `[api.example.com]`
   */
  readonly hosts?: readonly string[];
  /**
   * The path of the request, without its query, decoded once. What opens (anonymous) is taken letter by letter; what
   * restricts (authorization, limits) also holds for the path in other case and with a slash at its end, since an app
   * may read it so.
   *
   * Example: `{type: PathPrefix, value: /orders}`
   */
  readonly path?: AuthenticationAnonymousPath;
  /**
   * Methods of the request, 1 to 7. Where an entry restricts, GET stands for HEAD as well; where it opens, it does
   * not. Absent: every method.
   *
   * Example: `[GET, HEAD]`
   */
  readonly methods?: readonly ('GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS')[];
}

/**
 * What the caller has to have, all that is stated; else 403. Claims and scopes are those of a machine client's token:
 * who logged in with a browser has groups alone. A certificate is the one that the gateway verified.
 *
 * Example: `{groups: [admins], scopes: [orders.write]}`
 */
export interface AuthorizationRuleRequire {
  /**
   * Groups of which the caller has to be in one, 1 to 64, compared letter by letter.
   *
   * Example: `[admins]`
   */
  readonly groups?: readonly string[];
  /**
   * Claims that the caller has to have, all of them; 1 to 16.
   *
   * Example: `[{name: acr, values: ["2", "3"]}]`
   */
  readonly claims?: readonly AuthenticationJwtRequiredClaim[];
  /**
   * Scopes that the token has to hold, all of them; 1 to 32.
   *
   * Example: `[orders.write]`
   */
  readonly scopes?: readonly string[];
  /**
   * Names of mutualTLS.clients.subjects, of which the caller's certificate has to be one, 1 to 64.
   *
   * Example: `[billing]`
   */
  readonly clientCertificates?: readonly string[];
}

/**
 * Certificates on both sides of the wire: callers show one to the gateway (clients), and the gateway shows one to the
 * service (backend).
 *
 * Example: `{clients: {ca: {issuerRef: {kind: Issuer, name: shop-clients-ca}}, subjects: [{name: billing, commonName:
 * billing}]}}`
 */
export interface MutualTLS {
  /**
   * Callers show a certificate to the gateway, which verifies it against a CA. On ingress-nginx that holds for the
   * whole host, over https alone: where tls.plaintext is not stated, plain http is redirected.
   *
   * Example: `{ca: {issuerRef: {kind: Issuer, name: shop-clients-ca}}, subjects: [{name: billing, commonName:
   * billing}]}`
   */
  readonly clients?: MutualTLSClients;
  /**
   * The gateway speaks TLS to the service, shows it a certificate and verifies the service's. Taken from a baseline as
   * a whole or not at all. It is written once the certificates are there: the service has to speak TLS by then.
   *
   * Example: `{certificate: {issuerRef: {kind: Issuer, name: shop-services-ca}}, serverName: orders.shop.svc}`
   */
  readonly backend?: MutualTLSBackend;
}

/**
 * Callers show a certificate to the gateway, which verifies it against a CA. On ingress-nginx that holds for the whole
 * host, over https alone: where tls.plaintext is not stated, plain http is redirected.
 *
 * Example: `{ca: {issuerRef: {kind: Issuer, name: shop-clients-ca}}, subjects: [{name: billing, commonName:
 * billing}]}`
 */
export interface MutualTLSClients {
  /**
   * Required (default): who shows no certificate of the CA is refused by the gateway. Optional: a certificate is asked
   * for, and a rule of authorization may require it (clientCertificates).
   *
   * Example: `Required`
   */
  readonly mode?: 'Required' | 'Optional';
  /**
   * The CA that callers' certificates are verified against: exactly one of issuerRef, secretName and managed. Needed,
   * here or by a baseline, from which it is taken as a whole or not at all.
   *
   * Example: `{issuerRef: {kind: Issuer, name: shop-clients-ca}}`
   */
  readonly ca?: MutualTLSClientsCa;
  /**
   * How many CAs may stand between a caller's certificate and its end, the last one included, 1 to 8. Default: 1.
   *
   * Example: `1`
   */
  readonly verifyDepth?: number;
  /**
   * Certificates that are let in, 1 to 64, told apart by name; any other one of the CA is answered 403. Names are
   * compared whole and letter by letter. Absent: any certificate of the CA.
   *
   * Example: `[{name: billing, commonName: billing}]`
   */
  readonly subjects?: readonly MutualTLSClientsSubject[];
  /**
   * Client certificates for callers in this namespace, 1 to 16, each issued by the CA of `ca` into a Secret of its
   * own, which stays when the policy goes. What names a certificate may hold is bounded: those of this namespace, and
   * what a ClusterApiPolicy permits.
   *
   * Example: `[{name: billing, secretName: billing-client-tls, commonName: billing, duration: 720h}]`
   */
  readonly issue?: readonly MutualTLSClientsIssue[];
}

/**
 * The CA that callers' certificates are verified against: exactly one of issuerRef, secretName and managed. Needed,
 * here or by a baseline, from which it is taken as a whole or not at all.
 *
 * Example: `{issuerRef: {kind: Issuer, name: shop-clients-ca}}`
 */
export interface MutualTLSClientsCa {
  /**
   * An issuer of cert-manager whose CA signs callers' certificates. One that tells no CA, as ACME's, cannot be used. A
   * ClusterIssuer only where a ClusterApiPolicy permits it (spec.issuance.clusterIssuers).
   *
   * Example: `{kind: Issuer, name: shop-clients-ca}`
   */
  readonly issuerRef?: MutualTLSClientsCaIssuerRef;
  /**
   * A Secret in the policy's namespace with the CA in `ca.crt`, and in `ca.crl` a revocation list, if there is one.
   * Who writes the policy has to be allowed to read that Secret.
   *
   * Example: `brought-ca`
   */
  readonly secretName?: string;
  /**
   * A CA for this policy alone, made and rotated by the operator. While it is rotated, old and new are both trusted.
   *
   * Example: `{duration: 43800h, overlap: 168h, revision: 1}`
   */
  readonly managed?: MutualTLSClientsCaManaged;
}

/**
 * An issuer of cert-manager whose CA signs callers' certificates. One that tells no CA, as ACME's, cannot be used. A
 * ClusterIssuer only where a ClusterApiPolicy permits it (spec.issuance.clusterIssuers).
 *
 * Example: `{kind: Issuer, name: shop-clients-ca}`
 */
export interface MutualTLSClientsCaIssuerRef {
  /** Issuer, of the policy's namespace, or ClusterIssuer. Required. Example: `Issuer` */
  readonly kind: 'Issuer' | 'ClusterIssuer';
  /** Name of the issuer. Required. Example: `shop-services-ca` */
  readonly name: string;
}

/**
 * A CA for this policy alone, made and rotated by the operator. While it is rotated, old and new are both trusted.
 *
 * Example: `{duration: 43800h, overlap: 168h, revision: 1}`
 */
export interface MutualTLSClientsCaManaged {
  /**
   * How long a CA is valid, 1h to 87600h; the next one is made in time. Default: 43800h (five years).
   *
   * Example: `43800h`
   */
  readonly duration?: string;
  /**
   * How long the old CA is still trusted after all certificates are issued by the new one, 0s to 8760h, for callers
   * that are late. 0s drops it at once, which is for a CA that was stolen. Default: 168h.
   *
   * Example: `168h`
   */
  readonly overlap?: string;
  /**
   * A higher number than before makes a new CA now, 1 to 1000000. Default: 1.
   *
   * Example: `2`
   */
  readonly revision?: number;
}

/** Whom a certificate names, by exactly one of commonName, uri and dnsName. */
export interface MutualTLSClientsSubject {
  /**
   * Name of the caller, unique in its list; rules (clientCertificates), logs and the service are told it. Required.
   * Example: `billing`
   */
  readonly name: string;
  /**
   * The common name of the certificate's subject, its only one.
   *
   * Example: `billing`
   */
  readonly commonName?: string;
  /**
   * A URI among the certificate's alternative names, as a SPIFFE id.
   *
   * Example: `spiffe://example.com/ns/shop/sa/billing`
   */
  readonly uri?: string;
  /**
   * A DNS name among the certificate's alternative names, in small letters.
   *
   * Example: `billing.example.com`
   */
  readonly dnsName?: string;
}

/** One certificate, with at least one of commonName, uris and dnsNames. */
export interface MutualTLSClientsIssue {
  /** Name of the certificate, for the status and for people. Default: secretName. Example: `billing` */
  readonly name?: string;
  /**
   * The Secret of the policy's namespace that it is issued into, with tls.crt, tls.key and ca.crt; unique in its list.
   * What is in a Secret of that name is replaced. Required.
   *
   * Example: `billing-client-tls`
   */
  readonly secretName: string;
  /**
   * Common name of the subject, one line of at most 64 characters. From a ClusterIssuer, whose certificates count in
   * other namespaces as well, it has to be a name that dnsNames might hold.
   *
   * Example: `billing`
   */
  readonly commonName?: string;
  /**
   * SPIFFE ids, 1 to 4, of this namespace: `spiffe://<trust domain>/ns/<namespace>/` and what follows. The trust
   * domain is one that a ClusterApiPolicy permits (spec.issuance.spiffeTrustDomains).
   *
   * Example: `["spiffe://example.com/ns/shop/sa/billing"]`
   */
  readonly uris?: readonly string[];
  /**
   * DNS names, 1 to 16, exact ones: `<service>.<namespace>.svc`, alone or with the cluster's domain after it, or below
   * a suffix that a ClusterApiPolicy permits (spec.issuance.dnsSuffixes).
   *
   * Example: `[orders.shop.svc, orders.shop.svc.cluster.local]`
   */
  readonly dnsNames?: readonly string[];
  /**
   * How long the certificate is valid, 1h to 87600h; it is renewed after two thirds. Default: 2160h (90 days).
   *
   * Example: `720h`
   */
  readonly duration?: string;
}

/**
 * The gateway speaks TLS to the service, shows it a certificate and verifies the service's. Taken from a baseline as a
 * whole or not at all. It is written once the certificates are there: the service has to speak TLS by then.
 *
 * Example: `{certificate: {issuerRef: {kind: Issuer, name: shop-services-ca}}, serverName: orders.shop.svc}`
 */
export interface MutualTLSBackend {
  /**
   * What the gateway shows to the service; exactly one of issuerRef and secretName. The same Secret holds the CA that
   * the service is verified against. Required.
   *
   * Example: `{issuerRef: {kind: Issuer, name: shop-services-ca}}`
   */
  readonly certificate: MutualTLSBackendCertificate;
  /**
   * The name that the service's certificate has to hold; it is also asked for (SNI). Required.
   *
   * Example: `orders.shop.svc`
   */
  readonly serverName: string;
  /**
   * The Secret with the CA that the service is verified against: the one of certificate.secretName, since the gateway
   * takes no other. Absent: that one.
   *
   * Example: `{secretName: orders-gateway-tls}`
   */
  readonly ca?: MutualTLSBackendCa;
  /**
   * Certificates for the services behind the gateway, 1 to 16, each issued by the issuer of `certificate` into a
   * Secret of its own, ready to mount, which stays when the policy goes. What names a certificate may hold is bounded:
   * those of this namespace, and what a ClusterApiPolicy permits.
   *
   * Example: `[{secretName: orders-server-tls, dnsNames: [orders.shop.svc, orders.shop.svc.cluster.local]}]`
   */
  readonly issue?: readonly MutualTLSBackendIssue[];
}

/**
 * What the gateway shows to the service; exactly one of issuerRef and secretName. The same Secret holds the CA that
 * the service is verified against. Required.
 *
 * Example: `{issuerRef: {kind: Issuer, name: shop-services-ca}}`
 */
export interface MutualTLSBackendCertificate {
  /**
   * An issuer of cert-manager that makes the gateway's certificate and whose CA signs those of the services. One that
   * tells no CA, as ACME's, cannot be used. A ClusterIssuer only where a ClusterApiPolicy permits it
   * (spec.issuance.clusterIssuers).
   *
   * Example: `{kind: Issuer, name: shop-services-ca}`
   */
  readonly issuerRef?: MutualTLSBackendCertificateIssuerRef;
  /**
   * A Secret in the policy's namespace with `tls.crt`, `tls.key` and `ca.crt`; without `ca.crt` the gateway would
   * verify nothing and show nothing. Who writes the policy has to be allowed to read that Secret.
   *
   * Example: `orders-gateway-tls`
   */
  readonly secretName?: string;
}

/**
 * An issuer of cert-manager that makes the gateway's certificate and whose CA signs those of the services. One that
 * tells no CA, as ACME's, cannot be used. A ClusterIssuer only where a ClusterApiPolicy permits it
 * (spec.issuance.clusterIssuers).
 *
 * Example: `{kind: Issuer, name: shop-services-ca}`
 */
export interface MutualTLSBackendCertificateIssuerRef {
  /** Issuer, of the policy's namespace, or ClusterIssuer. Required. Example: `Issuer` */
  readonly kind: 'Issuer' | 'ClusterIssuer';
  /** Name of the issuer. Required. Example: `shop-services-ca` */
  readonly name: string;
}

/**
 * The Secret with the CA that the service is verified against: the one of certificate.secretName, since the gateway
 * takes no other. Absent: that one.
 *
 * Example: `{secretName: orders-gateway-tls}`
 */
export interface MutualTLSBackendCa {
  /**
   * Name of the Secret. Required.
   *
   * Example: `orders-gateway-tls`
   */
  readonly secretName: string;
}

/** One certificate, with at least one of commonName, uris and dnsNames. */
export interface MutualTLSBackendIssue {
  /**
   * The Secret of the policy's namespace that it is issued into, with tls.crt, tls.key and ca.crt; unique in its list.
   * What is in a Secret of that name is replaced. Required.
   *
   * Example: `orders-server-tls`
   */
  readonly secretName: string;
  /**
   * Common name of the subject, one line of at most 64 characters. From a ClusterIssuer, whose certificates count in
   * other namespaces as well, it has to be a name that dnsNames might hold.
   *
   * Example: `billing`
   */
  readonly commonName?: string;
  /**
   * SPIFFE ids, 1 to 4, of this namespace: `spiffe://<trust domain>/ns/<namespace>/` and what follows. The trust
   * domain is one that a ClusterApiPolicy permits (spec.issuance.spiffeTrustDomains).
   *
   * Example: `["spiffe://example.com/ns/shop/sa/billing"]`
   */
  readonly uris?: readonly string[];
  /**
   * DNS names, 1 to 16, exact ones: `<service>.<namespace>.svc`, alone or with the cluster's domain after it, or below
   * a suffix that a ClusterApiPolicy permits (spec.issuance.dnsSuffixes).
   *
   * Example: `[orders.shop.svc, orders.shop.svc.cluster.local]`
   */
  readonly dnsNames?: readonly string[];
  /**
   * How long the certificate is valid, 1h to 87600h; it is renewed after two thirds. Default: 2160h (90 days).
   *
   * Example: `720h`
   */
  readonly duration?: string;
}

/**
 * How often and how often at once a caller may ask. What is above a limit is refused by the gateway and does not reach
 * the service.
 *
 * Example: `{rules: [{name: per-address, requests: 20, per: Second, by: ClientAddress}], connections: 50}`
 */
export interface RateLimit {
  /**
   * Limits of requests, 1 to 16, told apart by name. A request must stay within all of them. by: User and Claim need
   * authentication, by: APIKey needs authentication.apiKeys, by: ClientCertificate needs mutualTLS.clients, in the
   * policy or by a baseline: judged after the merge, and by `apipolicy lint` on what it is given.
   *
   * Example: `[{name: per-address, requests: 20, per: Second, by: ClientAddress, burst: 40}]`
   */
  readonly rules?: readonly RateLimitRule[];
  /**
   * How many connections a client address may hold at once, 1 to 100000; under HTTP/2 each concurrent request counts.
   * Absent: no limit.
   *
   * Example: `50`
   */
  readonly connections?: number;
  /**
   * Networks whose callers no limit of this policy applies to, 1 to 256, without host bits. Absent: none.
   *
   * Example: `[192.0.2.0/24, "2001:db8::/32"]`
   */
  readonly exemptCIDRs?: readonly string[];
  /**
   * What happens to requests while the counters in `redis` cannot be reached: Local (default), each gate replica
   * counts its share; Deny, they are refused; Allow, they are not counted.
   *
   * Example: `Deny`
   */
  readonly onStoreFailure?: 'Local' | 'Deny' | 'Allow';
  /**
   * Where Redis or Valkey is reached, with its password. Taken from a baseline as a whole or not at all.
   *
   * Example: `{address: "redis.shop.svc:6379", passwordSecretRef: {name: redis, key: password}, tls: Enabled}`
   */
  readonly redis?: AuthenticationOidcSessionRedis;
}

/** One limit of requests. */
export interface RateLimitRule {
  /** Name of the rule, unique in the policy; the status and reports use it. Example: `per-address` */
  readonly name: string;
  /**
   * How many requests a caller may make in one unit of `per`, 1 to 1000000. Where there is no common counter, each
   * replica counts for itself: status.limits says what comes of it. Required.
   *
   * Example: `20`
   */
  readonly requests: number;
  /** The unit of time: Second, Minute, Hour or Day. Required. Example: `Second` */
  readonly per: 'Second' | 'Minute' | 'Hour' | 'Day';
  /**
   * What is counted apart: User, the authenticated caller; ClientAddress, the address of the caller as the gateway
   * sees it; Header and Claim, the value of a header or of a claim of the caller's token; APIKey, the client of an API
   * key; ClientCertificate, the subject of the caller's certificate. A request without it, as one that is anonymous,
   * counts by its address. Required.
   *
   * Example: `User`
   */
  readonly by: 'User' | 'ClientAddress' | 'Header' | 'Claim' | 'APIKey' | 'ClientCertificate';
  /**
   * Claim of the token that is counted apart. Needed where by is Claim.
   *
   * Example: `tenant`
   */
  readonly claim?: string;
  /**
   * Header that is counted apart. Needed where by is Header. A client writes it itself: a rule by ClientAddress has to
   * stand beside it.
   *
   * Example: `X-Tenant`
   */
  readonly header?: string;
  /**
   * Requests that the rule counts, those of any entry; 1 to 16. Absent: every request.
   *
   * Example: `[{path: {type: PathPrefix, value: /export}, methods: [POST]}]`
   */
  readonly matches?: readonly AuthorizationRuleMatch[];
  /**
   * How many requests may come at once before the limit bites, requests to 1000000. Only by ClientAddress per Second
   * or Minute without matches, and in the first such rule of its unit. Default: equal to requests. ingress-nginx has
   * one whole multiple for all rules: status.limits says what comes of it.
   *
   * Example: `40`
   */
  readonly burst?: number;
}

/**
 * How long the gateway waits for the service, in whole seconds from 1s to 24h, written as h, m, s. Absent: the
 * gateway's own (ingress-nginx: 5s to connect, 60s to read and to send).
 *
 * Example: `{connect: 5s, read: 60s, send: 60s}`
 */
export interface Timeouts {
  /** Longest time to open a connection to the service; nginx rarely waits longer than 75s. Example: `5s` */
  readonly connect?: string;
  /** Longest silence between two reads of an answer; WebSockets and long polls need more. Example: `60s` */
  readonly read?: string;
  /** Longest silence between two writes of a request to the service. Example: `60s` */
  readonly send?: string;
}

/**
 * What a request must look like to be let through.
 *
 * Example: `{maxBodySize: 1Mi, waf: {mode: Detect}}`
 */
export interface Validation {
  /**
   * Methods that the API takes, 1 to 7; any other is answered 405. Absent: every method.
   *
   * Example: `[GET, POST]`
   */
  readonly methods?: readonly ('GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS')[];
  /**
   * Media types of request bodies that the API takes, 1 to 32, in small letters and without parameters; any other is
   * answered 415. Judged on POST, PUT and PATCH. Absent: every media type.
   *
   * Example: `[application/json]`
   */
  readonly contentTypes?: readonly string[];
  /**
   * Largest body of a request, 1 byte to 8Gi, as a Kubernetes quantity (a text, or a number of bytes); a larger one is
   * answered 413. Absent: the gateway's own (ingress-nginx: 1 MiB).
   *
   * Example: `1Mi`
   */
  readonly maxBodySize?: number | string;
  /**
   * The web application firewall with the OWASP Core Rule Set.
   *
   * Example: `{mode: Detect}`
   */
  readonly waf?: ValidationWaf;
}

/**
 * The web application firewall with the OWASP Core Rule Set.
 *
 * Example: `{mode: Detect}`
 */
export interface ValidationWaf {
  /**
   * Off switches it off, Detect logs what it finds, Block refuses it. ingress-nginx blocks only with a setting of the
   * whole controller: Block writes what Detect writes, and the status names the line to add. Required.
   *
   * Example: `Detect`
   */
  readonly mode: 'Off' | 'Detect' | 'Block';
}

/**
 * What answers give away, and to whom.
 *
 * Example: `{cors: {allowOrigins: ["https://app.example.com"]}, securityHeaders: Standard}`
 */
export interface Exposure {
  /**
   * Which pages in a browser may read answers. A foreign origin gets no Access-Control headers; its request still
   * reaches the service. What is left out here is written as its default, nothing is left to the gateway.
   *
   * Example: `{allowOrigins: ["https://app.example.com"], allowMethods: [GET, POST]}`
   */
  readonly cors?: ExposureCors;
  /**
   * Standard adds `X-Content-Type-Options: nosniff`, `X-Frame-Options: DENY`, `Referrer-Policy: no-referrer` and
   * `Content-Security-Policy: frame-ancestors 'none'` to every answer; None adds nothing. Absent: not written.
   *
   * Example: `Standard`
   */
  readonly securityHeaders?: 'Standard' | 'None';
  /**
   * Headers of every answer that are set or taken away by the gateway.
   *
   * Example: `{set: [{name: Cache-Control, value: no-store}], remove: [Server, X-Powered-By]}`
   */
  readonly responseHeaders?: ExposureResponseHeaders;
}

/**
 * Which pages in a browser may read answers. A foreign origin gets no Access-Control headers; its request still
 * reaches the service. What is left out here is written as its default, nothing is left to the gateway.
 *
 * Example: `{allowOrigins: ["https://app.example.com"], allowMethods: [GET, POST]}`
 */
export interface ExposureCors {
  /**
   * Origins whose pages may read answers, 1 to 64: http or https, host and optional port, where the first label may be
   * `*`; or `*` for any. Required.
   *
   * Example: `["https://app.example.com", "https://*.example.org"]`
   */
  readonly allowOrigins: readonly string[];
  /** Methods that such a page may use, 1 to 7. Default: GET, HEAD, POST. Example: `[GET, POST]` */
  readonly allowMethods?: readonly ('GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS')[];
  /** Request headers that such a page may set, 1 to 64. Default: content-type. Example: `[authorization, content-type]` */
  readonly allowHeaders?: readonly string[];
  /** Response headers that such a page may read, 1 to 64. Default: none. Example: `[x-request-id]` */
  readonly exposeHeaders?: readonly string[];
  /**
   * Whether such a page may send cookies and other credentials. Not with the origin `*`. Default: false. Example:
   * `true`
   */
  readonly allowCredentials?: boolean;
  /** How long a browser may keep the answer to a preflight, in seconds, 0 to 86400. Default: 600. Example: `600` */
  readonly maxAgeSeconds?: number;
}

/**
 * Headers of every answer that are set or taken away by the gateway.
 *
 * Example: `{set: [{name: Cache-Control, value: no-store}], remove: [Server, X-Powered-By]}`
 */
export interface ExposureResponseHeaders {
  /**
   * Headers that the gateway writes, in place of what the service sent; 1 to 32, each name once whatever its case.
   *
   * Example: `[{name: Cache-Control, value: no-store}]`
   */
  readonly set?: readonly ExposureResponseHeadersSet[];
  /**
   * Headers that are taken from the service's answers, 1 to 32. ingress-nginx can only be told for the whole
   * controller; the status names the line to add.
   *
   * Example: `[Server, X-Powered-By]`
   */
  readonly remove?: readonly string[];
}

/** One header. */
export interface ExposureResponseHeadersSet {
  /** Name of the header: letters, digits, `-` and `_`. Required. Example: `Cache-Control` */
  readonly name: string;
  /**
   * Its value: printable ASCII without `$`, `"`, `\`, a backtick, `{` and `}`, and without a blank at either end.
   * Required.
   *
   * Example: `no-store`
   */
  readonly value: string;
}

/**
 * Which addresses may call, as the gateway sees them. Behind a load balancer that is only the caller's address where
 * the gateway is told to trust it.
 *
 * Example: `{allowedCIDRs: [198.51.100.0/24], deniedCIDRs: [198.51.100.13/32]}`
 */
export interface Network {
  /**
   * Networks that may call, 1 to 256, without host bits; all others are answered 403. Absent: all may.
   *
   * Example: `[198.51.100.0/24, "2001:db8::/32"]`
   */
  readonly allowedCIDRs?: readonly string[];
  /**
   * Networks that may not call, 1 to 256, without host bits, even where allowedCIDRs hold them. Absent: none.
   *
   * Example: `[198.51.100.13/32]`
   */
  readonly deniedCIDRs?: readonly string[];
}

/**
 * How the operator proves on the wire that the protection holds. It asks the gateway itself and follows no redirect;
 * it sends no real credentials, and its requests name themselves in their user agent. Absent: as written empty.
 *
 * Example: `{mode: Active, interval: 10m, limits: Disabled}`
 */
export interface Verification {
  /**
   * Active (default) sends a few harmless requests to the governed hosts; Passive reads configuration and makes TLS
   * handshakes, and sends no request; Off proves nothing, and what only the wire can show stays Unknown.
   *
   * Example: `Active`
   */
  readonly mode?: 'Active' | 'Passive' | 'Off';
  /**
   * Time between two proofs, in whole seconds from 1m to 24h, written as h, m, s; a change is proved at once. Proof
   * older than twice the interval no longer counts. Default: 10m.
   *
   * Example: `10m`
   */
  readonly interval?: string;
  /**
   * Whether limits by address are proved by exceeding them: Disabled (default) or Enabled. An enabled proof sends at
   * most a stated number of requests in a row, which count against the operator's own address.
   *
   * Example: `Disabled`
   */
  readonly limits?: 'Disabled' | 'Enabled';
}

/** What the operator found and did. Written by the operator alone. */
export interface ApiPolicyStatus {
  /** The metadata.generation that this status is about. */
  readonly observedGeneration?: number;
  /**
   * Accepted (valid, and its targets are free), Programmed (written to the gateway, and read back), Verified (seen on
   * the wire), Compliant (judged against the control catalogue) and Ready (Accepted and Programmed, and not refuted on
   * the wire); Reconciling and Stalled only while they are true.
   */
  readonly conditions?: readonly Condition[];
  /**
   * What the operator does with the policy: Enforce, Audit (nothing is written) or Paused (the annotation
   * apipolicy.dev/paused: nothing is written or repaired).
   */
  readonly mode?: 'Enforce' | 'Audit' | 'Paused';
  /** How the governed APIs stand against the control catalogue, over all targets. */
  readonly compliance?: StatusCompliance;
  /**
   * The answer of every control of the catalogue, over all targets: the worst one counts. At most 64, one of each id.
   * `apipolicy controls` explains each.
   */
  readonly controls?: readonly StatusControl[];
  /** Number of Ingresses that the policy names or selects, missing ones included. */
  readonly targetCount?: number;
  /** The Ingresses that the policy governs, worst first; at most 64 (targetCount counts all). */
  readonly targets?: readonly StatusTarget[];
  /** The limits that callers really meet, with the arithmetic; at most 64. */
  readonly limits?: readonly StatusLimit[];
  /** One entry for each stated field that nothing seen enforces; at most 64. Empty means that all is enforced. */
  readonly enforcement?: readonly StatusEnforcement[];
  /**
   * The certificates that are issued for the policy, those that end first before the others; at most 64. None is read
   * from a Secret: what stands here is what cert-manager says.
   */
  readonly certificates?: readonly StatusCertificate[];
  /** The managed CA (mutualTLS.clients.ca.managed), and how far its rotation is. */
  readonly certificateAuthority?: StatusCertificateAuthority;
  /** In Audit: what would be written, at most 32 entries. Example: `Ingress/orders: limit-rps "" → "20"` */
  readonly pending?: readonly string[];
}

/** One condition, as Kubernetes has them (metav1.Condition). */
export interface Condition {
  /** Name of the condition. Example: `Ready` */
  readonly type: string;
  /** True, False or Unknown. */
  readonly status: 'True' | 'False' | 'Unknown';
  /** Why, in one word of a documented list. Example: `TargetNotFound` */
  readonly reason: string;
  /** What is wrong and what to do, for a person. */
  readonly message: string;
  /** When the status of the condition last changed. */
  readonly lastTransitionTime: string;
  /** The metadata.generation that the condition is about. */
  readonly observedGeneration?: number;
}

/** How the governed APIs stand against the control catalogue, over all targets. */
export interface StatusCompliance {
  /**
   * Weight of the passed controls against that of the passed, failed and unknown ones, 0 to 100; docs/controls.md has
   * the formula. Absent where no control applies. Example: `86`
   */
  readonly score?: number;
  /** The score as a letter; docs/controls.md has the bounds. Example: `B` */
  readonly grade?: 'A' | 'B' | 'C' | 'D' | 'E' | 'F';
  /** Number of controls that hold. */
  readonly passed: number;
  /** Number of controls that do not hold, without those that are excepted. */
  readonly failed: number;
  /** Number of controls that could not be observed, or whose observation is too old. They count as not passed. */
  readonly unknown: number;
  /** Number of controls that do not concern these APIs; not in the score. */
  readonly notApplicable: number;
  /** Number of controls that did not pass and for which a ClusterApiPolicy grants an exception; not in the score. */
  readonly excepted: number;
  /**
   * When the controls were last proved on the wire, on the target where that is longest ago. Written again at most
   * every half interval; exact times are in the metrics.
   */
  readonly provedAt?: string;
}

/** The answer of one control. */
export interface StatusControl {
  /** Stable id of the control. Example: `tls.hsts` */
  readonly id: string;
  /**
   * Pass (seen to hold), Fail (seen not to hold), Unknown (not observed, or too long ago) or NotApplicable (does not
   * concern these APIs; the message says why).
   */
  readonly result: 'Pass' | 'Fail' | 'Unknown' | 'NotApplicable';
  /** How much the control weighs: Critical, High, Medium or Low. */
  readonly severity: 'Critical' | 'High' | 'Medium' | 'Low';
  /**
   * What keeps it: `ingress-nginx`, or `manager:` and the field manager of somebody else's value that meets the
   * intent. Example: `manager:helm`
   */
  readonly enforcedBy?: string;
  /**
   * What was seen, at most 256 characters. Example: `GET https://api.example.com/: strict-transport-security:
   * max-age=31536000`
   */
  readonly evidence?: string;
  /** What to do, when it did not pass. */
  readonly message?: string;
  /** Where it fails or is not known, at most 16. */
  readonly failing?: readonly StatusControlFailing[];
  /** The exception that a ClusterApiPolicy grants; the control is then counted apart while it does not pass. */
  readonly exception?: StatusControlException;
  /** When the result last changed. */
  readonly observedAt?: string;
}

/** One host of one target. */
export interface StatusControlFailing {
  /** Name of the Ingress. */
  readonly target: string;
  /** The host; absent where it is the target as a whole. */
  readonly host?: string;
}

/** The exception that a ClusterApiPolicy grants; the control is then counted apart while it does not pass. */
export interface StatusControlException {
  /** Name of the ClusterApiPolicy. */
  readonly baseline: string;
  /** Who answers for it. */
  readonly owner: string;
  /** Why it is granted. */
  readonly reason: string;
  /** Last day on which it holds, in UTC. Example: `2027-01-31` */
  readonly expires: string;
}

/** One governed Ingress. */
export interface StatusTarget {
  /** API group of the target. */
  readonly group: string;
  /** Kind of the target. */
  readonly kind: string;
  /** Name of the target. */
  readonly name: string;
  /** The gateway that serves it. Example: `ingress-nginx` */
  readonly gateway?: string;
  /** Version of that gateway, where it can be seen. Example: `1.15.1` */
  readonly gatewayVersion?: string;
  /** Hosts of the target, at most 64. */
  readonly hosts?: readonly string[];
  /** What is to be said about this target. */
  readonly conditions?: readonly Condition[];
}

/** One effective limit. */
export interface StatusLimit {
  /** Name of the rule; `connections` for the limit of concurrent connections. */
  readonly rule: string;
  /** Name of the Ingress. */
  readonly target: string;
  /** The limit as a caller meets it. Example: `60 per Second` */
  readonly effective: string;
  /** How it comes about. Example: `3 gateway replicas, 20 each` */
  readonly because: string;
}

/** One stated field that is not enforced on one target. */
export interface StatusEnforcement {
  /** Path of the field. Example: `spec.tls.hsts.maxAgeSeconds` */
  readonly field: string;
  /** Name of the Ingress. */
  readonly target: string;
  /**
   * NeedsGlobalSetting (only the controller's own configuration can do it), NotEnforceable (this gateway cannot),
   * Conflict (somebody else's value stands in the way) or Pending (something has to happen first).
   */
  readonly result: 'NeedsGlobalSetting' | 'NotEnforceable' | 'Conflict' | 'Pending';
  /** What is wrong, and the exact line or command that puts it right. */
  readonly message: string;
}

/** One certificate. */
export interface StatusCertificate {
  /** The Secret that holds it. Example: `orders-tls` */
  readonly secretName: string;
  /**
   * Server (what the gateway serves), ClientCA (what callers are verified against), Client (a caller's), Gateway (what
   * the gateway shows to the service), Service (a service's) or Authority (the managed CA).
   */
  readonly usedFor?: 'Server' | 'ClientCA' | 'Client' | 'Gateway' | 'Service' | 'Authority';
  /** Who issues it. Example: `ClusterIssuer/letsencrypt` */
  readonly issuer?: string;
  /** Whether cert-manager says that it is issued, valid and as it is wanted. */
  readonly ready?: boolean;
  /** When it ends; absent before it is issued. */
  readonly notAfter?: string;
  /** When cert-manager will renew it. */
  readonly renewalTime?: string;
  /** Why it is not ready, in the words of cert-manager, and what to do. */
  readonly message?: string;
}

/** The managed CA (mutualTLS.clients.ca.managed), and how far its rotation is. */
export interface StatusCertificateAuthority {
  /** Certificate, Issuer and Secret of the CA that signs, or that the rotation leads to. Example: `orders-ca-2-k7w3p` */
  readonly name?: string;
  /** The revision that is in force or that the rotation leads to. */
  readonly revision: number;
  /**
   * Issuing (the new CA is made), Bundled (old and new are trusted), Reissuing (certificates are issued by the new
   * one), Overlapping (all are; the old one stays trusted for the overlap), Settled (the new one alone is trusted).
   */
  readonly step: 'Issuing' | 'Bundled' | 'Reissuing' | 'Overlapping' | 'Settled';
  /** When that step began. */
  readonly since: string;
  /** When the CA ends; absent before it is issued. */
  readonly notAfter?: string;
  /** The Secret with the CAs that are trusted. Example: `orders-ca-bundle-1a2b3c4d5e6f708192a3b4c5` */
  readonly bundle?: string;
  /** What the step waits for. */
  readonly message?: string;
}

/**
 * ClusterApiPolicy is what a platform team sets for namespaces: defaults for the ApiPolicies in them, what is required
 * of these, and exceptions that it grants.
 *
 * It never protects an Ingress that has no ApiPolicy; it can make that a finding (spec.require.ungovernedIngresses).
 */
export interface ClusterApiPolicy extends KubernetesObject {
  readonly apiVersion: 'apipolicy.dev/v1alpha1';
  readonly kind: 'ClusterApiPolicy';
  readonly spec: ClusterApiPolicySpec;
  readonly status?: ClusterApiPolicyStatus;
}

/**
 * What holds in the selected namespaces. Of several ClusterApiPolicies on one namespace, the first by name gives a
 * default; what each of them requires is required, and exceptions add up.
 */
export interface ClusterApiPolicySpec {
  /**
   * The namespaces, by their labels: those that carry all matchLabels and meet all matchExpressions. Absent or empty:
   * every namespace.
   *
   * Example: `{matchLabels: {exposure: public}}`
   */
  readonly namespaceSelector?: ClusterNamespaceSelector;
  /**
   * Values for the fields that an ApiPolicy leaves out: the fields of an ApiPolicy's spec without its targets, with
   * the same meaning. What a policy states is never changed. Lists are taken whole or not at all; docs/baselines.md
   * has the table of the merge.
   *
   * Example: `{tls: {plaintext: Redirect}, validation: {maxBodySize: 1Mi}}`
   */
  readonly defaults?: ClusterDefaults;
  /**
   * What is required of the ApiPolicies and Ingresses in the namespaces. It is judged and reported, here and on the
   * policies; nothing is written to a gateway for it.
   *
   * Example: `{minimumScore: 80, controls: [tls.https], enforcement: Enforce, ungovernedIngresses: Report}`
   */
  readonly require?: ClusterRequire;
  /**
   * What mutualTLS may issue in the namespaces, beyond an Issuer of their own and the names of their own services.
   * Several ClusterApiPolicies add up. A SPIFFE id and a service's name of another namespace are never issued.
   *
   * Example: `{clusterIssuers: [corporate-ca], spiffeTrustDomains: [example.com], dnsSuffixes:
   * [shop.internal.example.com]}`
   */
  readonly issuance?: ClusterIssuance;
  /**
   * Controls that a policy need not pass for a time, granted by the platform; 1 to 256. They are counted apart, and
   * stay visible. Each control of a policy once; after its date an exception is void.
   *
   * Example: `[{control: tls.hsts, namespace: shop, policy: orders, owner: team-shop, reason: "old scanner, ticket
   * 4711", expires: "2027-01-31"}]`
   */
  readonly exceptions?: readonly ClusterException[];
}

/**
 * The namespaces, by their labels: those that carry all matchLabels and meet all matchExpressions. Absent or empty:
 * every namespace.
 *
 * Example: `{matchLabels: {exposure: public}}`
 */
export interface ClusterNamespaceSelector {
  /**
   * Labels with the values that a namespace must carry, at most 16.
   *
   * Example: `{exposure: public}`
   */
  readonly matchLabels?: Readonly<Record<string, string>>;
  /**
   * Requirements on labels that a namespace must meet, all of them; 1 to 16.
   *
   * Example: `[{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system]}]`
   */
  readonly matchExpressions?: readonly ClusterNamespaceSelectorMatchExpression[];
}

/** One requirement on a label. */
export interface ClusterNamespaceSelectorMatchExpression {
  /** The label. Example: `exposure` */
  readonly key: string;
  /** How the label is compared: In or NotIn with values, Exists or DoesNotExist without. */
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  /** Values for In and NotIn, 1 to 32. Example: `[public, partner]` */
  readonly values?: readonly string[];
}

/**
 * Values for the fields that an ApiPolicy leaves out: the fields of an ApiPolicy's spec without its targets, with the
 * same meaning. What a policy states is never changed. Lists are taken whole or not at all; docs/baselines.md has the
 * table of the merge.
 *
 * Example: `{tls: {plaintext: Redirect}, validation: {maxBodySize: 1Mi}}`
 */
export interface ClusterDefaults {
  /**
   * Enforce (default) writes the protection to the gateway and keeps it there. Audit writes nothing and reports in
   * status.pending what it would change; what was written before stays as it is.
   *
   * Example: `Audit`
   */
  readonly enforcement?: 'Enforce' | 'Audit';
  /**
   * When protection by companions (the gate, a login) begins: Immediate (default) writes it at once, and requests are
   * refused until the companions answer; WhenReady lets an Ingress that is already in service wait for them. A new
   * Ingress never waits.
   *
   * Example: `WhenReady`
   */
  readonly activation?: 'Immediate' | 'WhenReady';
  /**
   * Transport security between callers and the gateway. Where this section is stated, plaintext is redirected and TLS
   * 1.2 is the minimum, unless its fields say otherwise.
   *
   * Example: `{plaintext: Redirect, minimumVersion: TLS1.2, hsts: {maxAgeSeconds: 31536000}}`
   */
  readonly tls?: Tls;
  /**
   * Who is let in: a caller whom any one of `oidc`, `jwt` and `apiKeys` knows; at least one of them is written, unless
   * mutualTLS.clients is there. Everybody else is refused, but for what `anonymous` opens. What is absent here may
   * come from a baseline, each of the fields as a whole.
   *
   * Example: `{jwt: [{name: partners, issuer: "https://partners.example.com", audiences: [orders-api]}]}`
   */
  readonly authentication?: Authentication;
  /**
   * What a known caller may do. A rule with `require` needs authentication, or mutualTLS.clients for
   * clientCertificates, in the policy or by a baseline: judged after the merge, and by `apipolicy lint` on what it is
   * given.
   *
   * Example: `{rules: [{name: admins, matches: [{path: {type: PathPrefix, value: /admin}}], require: {groups:
   * [admins]}}]}`
   */
  readonly authorization?: Authorization;
  /**
   * Certificates on both sides of the wire: callers show one to the gateway (clients), and the gateway shows one to
   * the service (backend).
   *
   * Example: `{clients: {ca: {issuerRef: {kind: Issuer, name: shop-clients-ca}}, subjects: [{name: billing,
   * commonName: billing}]}}`
   */
  readonly mutualTLS?: MutualTLS;
  /**
   * How often and how often at once a caller may ask. What is above a limit is refused by the gateway and does not
   * reach the service.
   *
   * Example: `{rules: [{name: per-address, requests: 20, per: Second, by: ClientAddress}], connections: 50}`
   */
  readonly rateLimit?: RateLimit;
  /**
   * How long the gateway waits for the service, in whole seconds from 1s to 24h, written as h, m, s. Absent: the
   * gateway's own (ingress-nginx: 5s to connect, 60s to read and to send).
   *
   * Example: `{connect: 5s, read: 60s, send: 60s}`
   */
  readonly timeouts?: Timeouts;
  /**
   * What a request must look like to be let through.
   *
   * Example: `{maxBodySize: 1Mi, waf: {mode: Detect}}`
   */
  readonly validation?: Validation;
  /**
   * What answers give away, and to whom.
   *
   * Example: `{cors: {allowOrigins: ["https://app.example.com"]}, securityHeaders: Standard}`
   */
  readonly exposure?: Exposure;
  /**
   * Which addresses may call, as the gateway sees them. Behind a load balancer that is only the caller's address where
   * the gateway is told to trust it.
   *
   * Example: `{allowedCIDRs: [198.51.100.0/24], deniedCIDRs: [198.51.100.13/32]}`
   */
  readonly network?: Network;
  /**
   * How the operator proves on the wire that the protection holds. It asks the gateway itself and follows no redirect;
   * it sends no real credentials, and its requests name themselves in their user agent. Absent: as written empty.
   *
   * Example: `{mode: Active, interval: 10m, limits: Disabled}`
   */
  readonly verification?: Verification;
  /**
   * What happens when somebody changes what the operator had written: Repair (default) writes it again, within a bound
   * for each hour; Report leaves it, and the status names who changed what. A value that the operator never wrote is a
   * conflict and left alone either way.
   *
   * Example: `Repair`
   */
  readonly drift?: 'Repair' | 'Report';
}

/**
 * What is required of the ApiPolicies and Ingresses in the namespaces. It is judged and reported, here and on the
 * policies; nothing is written to a gateway for it.
 *
 * Example: `{minimumScore: 80, controls: [tls.https], enforcement: Enforce, ungovernedIngresses: Report}`
 */
export interface ClusterRequire {
  /**
   * The least score that a policy must reach, 1 to 100.
   *
   * Example: `80`
   */
  readonly minimumScore?: number;
  /**
   * Controls that must pass for every policy, 1 to 64. One that does not apply is met, and so is one with an
   * exception; one that is Unknown is not.
   *
   * Example: `[tls.https, tls.plaintext]`
   */
  readonly controls?: readonly ('tls.https' | 'tls.plaintext' | 'tls.versions' | 'tls.ciphers' | 'tls.hsts' | 'tls.certificate' | 'mtls.client-required' | 'mtls.client-verified' | 'mtls.client-subjects' | 'mtls.backend-verified' | 'mtls.backend-client' | 'auth.anonymous-refused' | 'auth.forged-tokens' | 'auth.login' | 'auth.identity-headers' | 'auth.query-tokens' | 'auth.fail-closed' | 'authz.rules' | 'authz.paths' | 'rate.per-address' | 'rate.per-user' | 'rate.response' | 'input.body-size' | 'input.methods' | 'input.content-types' | 'input.waf' | 'output.cors' | 'output.headers' | 'output.banner' | 'network.addresses' | 'host.shared' | 'host.ungoverned' | 'gateway.advisories')[];
  /**
   * Enforce: a policy that only audits, or that is paused, does not meet the requirement.
   *
   * Example: `Enforce`
   */
  readonly enforcement?: 'Enforce';
  /**
   * Report: an Ingress of the namespaces that no ApiPolicy governs is a finding on the status of this baseline.
   *
   * Example: `Report`
   */
  readonly ungovernedIngresses?: 'Report';
}

/**
 * What mutualTLS may issue in the namespaces, beyond an Issuer of their own and the names of their own services.
 * Several ClusterApiPolicies add up. A SPIFFE id and a service's name of another namespace are never issued.
 *
 * Example: `{clusterIssuers: [corporate-ca], spiffeTrustDomains: [example.com], dnsSuffixes:
 * [shop.internal.example.com]}`
 */
export interface ClusterIssuance {
  /**
   * ClusterIssuers that mutualTLS may name, 1 to 32. (tls.certificate may name any.)
   *
   * Example: `[corporate-ca]`
   */
  readonly clusterIssuers?: readonly string[];
  /**
   * Trust domains of SPIFFE ids, 1 to 32. An id is always one of the policy's own namespace: `spiffe://<trust
   * domain>/ns/<namespace>/` and what follows.
   *
   * Example: `[example.com]`
   */
  readonly spiffeTrustDomains?: readonly string[];
  /**
   * DNS names below which every name may be issued, 1 to 32. Whoever writes policies in the namespaces can have any of
   * them: give tenants that do not trust each other suffixes of their own. Names of services
   * (`<service>.<namespace>.svc`) are never permitted by it.
   *
   * Example: `[shop.internal.example.com]`
   */
  readonly dnsSuffixes?: readonly string[];
}

/** One control of one policy that need not pass until a date. It holds only in a namespace that this baseline is for. */
export interface ClusterException {
  /** Id of the control, as `apipolicy controls` lists them. Example: `tls.hsts` */
  readonly control: 'tls.https' | 'tls.plaintext' | 'tls.versions' | 'tls.ciphers' | 'tls.hsts' | 'tls.certificate' | 'mtls.client-required' | 'mtls.client-verified' | 'mtls.client-subjects' | 'mtls.backend-verified' | 'mtls.backend-client' | 'auth.anonymous-refused' | 'auth.forged-tokens' | 'auth.login' | 'auth.identity-headers' | 'auth.query-tokens' | 'auth.fail-closed' | 'authz.rules' | 'authz.paths' | 'rate.per-address' | 'rate.per-user' | 'rate.response' | 'input.body-size' | 'input.methods' | 'input.content-types' | 'input.waf' | 'output.cors' | 'output.headers' | 'output.banner' | 'network.addresses' | 'host.shared' | 'host.ungoverned' | 'gateway.advisories';
  /** Namespace of the policy. Example: `shop` */
  readonly namespace: string;
  /** Name of the ApiPolicy. Example: `orders` */
  readonly policy: string;
  /** Who answers for it, on one line. Example: `team-shop` */
  readonly owner: string;
  /** Why it is granted, on one line. Example: `old scanner, ticket 4711` */
  readonly reason: string;
  /** Last day on which it holds, as year-month-day; it is void from midnight UTC after it. Example: `2027-01-31` */
  readonly expires: string;
}

/** What the operator found. Written by the operator alone. */
export interface ClusterApiPolicyStatus {
  /** The metadata.generation that this status is about. */
  readonly observedGeneration?: number;
  /**
   * Accepted (valid), Compliant (what is required is met, and every Ingress is governed where that is asked for) and
   * Ready (Accepted, and in force).
   */
  readonly conditions?: readonly Condition[];
  /** What the baseline is for, in numbers. */
  readonly governed?: ClusterStatusGoverned;
}

/** What the baseline is for, in numbers. */
export interface ClusterStatusGoverned {
  /** Number of namespaces that the baseline is for. */
  readonly namespaces: number;
  /** Number of ApiPolicies in them. */
  readonly policies: number;
  /** Number of those policies that do not meet what is required. */
  readonly failing: number;
  /** Number of Ingresses in those namespaces that no ApiPolicy governs. */
  readonly ungovernedIngresses: number;
}
