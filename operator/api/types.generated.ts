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
   * The answer of every control of the catalogue, over all targets: the worst one counts. At most 64. `apipolicy
   * controls` explains each.
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
  readonly controls?: readonly ('tls.https' | 'tls.plaintext' | 'tls.versions' | 'tls.ciphers' | 'tls.hsts' | 'tls.certificate' | 'auth.anonymous-refused' | 'rate.per-address' | 'rate.response' | 'input.body-size' | 'input.waf' | 'output.cors' | 'output.headers' | 'output.banner' | 'network.addresses' | 'host.shared' | 'host.ungoverned' | 'gateway.advisories')[];
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

/** One control of one policy that need not pass until a date. It holds only in a namespace that this baseline is for. */
export interface ClusterException {
  /** Id of the control, as `apipolicy controls` lists them. Example: `tls.hsts` */
  readonly control: 'tls.https' | 'tls.plaintext' | 'tls.versions' | 'tls.ciphers' | 'tls.hsts' | 'tls.certificate' | 'auth.anonymous-refused' | 'rate.per-address' | 'rate.response' | 'input.body-size' | 'input.waf' | 'output.cors' | 'output.headers' | 'output.banner' | 'network.addresses' | 'host.shared' | 'host.ungoverned' | 'gateway.advisories';
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
