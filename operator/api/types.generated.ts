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
   * Transport security between callers and the gateway. Where this section is stated, plaintext is redirected and TLS
   * 1.2 is the minimum, unless its fields say otherwise.
   *
   * Example: `{plaintext: Redirect, minimumVersion: TLS1.2, hsts: {maxAgeSeconds: 31536000}}`
   */
  readonly tls?: Tls;
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
   * What a plain http request gets: Redirect (default) answers with a redirect to https; Allow serves it, which the
   * assessment counts as a failure.
   *
   * Example: `Redirect`
   */
  readonly plaintext?: 'Redirect' | 'Allow';
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
   * The certificate that the gateway serves. Absent or empty: the one in the target's own spec.tls.
   *
   * Example: `{secretName: orders-tls}`
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
 * The certificate that the gateway serves. Absent or empty: the one in the target's own spec.tls.
 *
 * Example: `{secretName: orders-tls}`
 */
export interface TlsCertificate {
  /**
   * A Secret of type kubernetes.io/tls in the policy's namespace. It is written into the spec.tls of a target that has
   * none; a target that names another Secret is left alone and reported.
   *
   * Example: `orders-tls`
   */
  readonly secretName?: string;
}

/**
 * How often and how often at once a caller may ask. What is above a limit is refused by the gateway and does not reach
 * the service.
 *
 * Example: `{rules: [{name: per-address, requests: 20, per: Second, by: ClientAddress}], connections: 50}`
 */
export interface RateLimit {
  /**
   * Limits of requests, told apart by name; at most one for each `per`. A request must stay within all of them.
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
}

/** One limit of requests. */
export interface RateLimitRule {
  /** Name of the rule, unique in the policy; the status and reports use it. Example: `per-address` */
  readonly name: string;
  /**
   * How many requests a caller may make in one unit of `per`, 1 to 1000000. Each replica of the gateway counts for
   * itself: status.limits says what comes of it. Required.
   *
   * Example: `20`
   */
  readonly requests: number;
  /** The unit of time: Second or Minute. Required. Example: `Second` */
  readonly per: 'Second' | 'Minute';
  /**
   * What is counted apart: ClientAddress, the address of the caller as the gateway sees it. Required. Example:
   * `ClientAddress`
   */
  readonly by: 'ClientAddress';
  /**
   * How many requests may come at once before the limit bites, requests to 1000000. Default: equal to requests.
   * ingress-nginx has one whole multiple for all rules: status.limits says what comes of it.
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

/** What the operator found and did. Written by the operator alone. */
export interface ApiPolicyStatus {
  /** The metadata.generation that this status is about. */
  readonly observedGeneration?: number;
  /**
   * Accepted (valid, and its targets are free), Programmed (written to the gateway, and read back), Compliant (judged
   * against the control catalogue) and Ready (Accepted and Programmed); Reconciling and Stalled only while they are
   * true.
   */
  readonly conditions?: readonly Condition[];
  /**
   * What the operator does with the policy: Enforce, Audit (nothing is written) or Paused (the annotation
   * apipolicy.dev/paused: nothing is written or repaired).
   */
  readonly mode?: 'Enforce' | 'Audit' | 'Paused';
  /** Number of Ingresses that the policy names or selects, missing ones included. */
  readonly targetCount?: number;
  /** The Ingresses that the policy governs, worst first; at most 64 (targetCount counts all). */
  readonly targets?: readonly StatusTarget[];
  /** The limits that callers really meet, with the arithmetic; at most 64. */
  readonly limits?: readonly StatusLimit[];
  /** One entry for each stated field that nothing seen enforces; at most 64. Empty means that all is enforced. */
  readonly enforcement?: readonly StatusEnforcement[];
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
