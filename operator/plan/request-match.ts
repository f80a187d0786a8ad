/** Which requests a rule is about. All that is stated has to match; nothing stated matches every request. */
export interface RequestMatch {
  /** Hosts in small letters, exact or `*.example.com`; absent: every host of the policy. */
  readonly hosts?: readonly string[];
  /** Matched against the decoded path of a canonical request. A prefix ends at a `/` or at the end of the path. */
  readonly path?: { readonly type: 'Exact' | 'PathPrefix'; readonly value: string };
  /** In capitals; absent: every method. */
  readonly methods?: readonly string[];
}

/** A claim of a verified token, and the values of which it has to hold one. */
export interface ClaimRequirement {
  readonly name: string;
  readonly values: readonly string[];
}

/** An entry of a Secret or a ConfigMap in the policy's own namespace. */
export interface KeyReference {
  readonly name: string;
  readonly key: string;
}

/** Where counters live. TLS as `spec.rateLimit.redis.tls` states it. */
export interface RedisStore {
  /** `host:port` */
  readonly address: string;
  readonly passwordSecretRef?: KeyReference;
  readonly tls: 'Enabled' | 'Disabled';
}
