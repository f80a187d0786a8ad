import type { CertificateSubject } from './certificates.ts';
import type { AnonymousRule, JwtIssuer } from './nodes/authentication.ts';
import type { AuthorizationRule } from './nodes/authorization.ts';
import type { CountedRate } from './nodes/counted-rate.ts';

/**
 * What the gate of a namespace is told: one entry a policy in the ConfigMap `apipolicy-gate-plan`, under the policy's
 * name, as JSON. A policy without an entry is unknown to the gate, which then refuses.
 */
export interface GatePolicy {
  /** Of this format. A gate that does not know it keeps what it has, and refuses a policy that it has not. */
  readonly version: 1;
  readonly policy: string;
  /** Digest of everything else here; a replica that enforces it says so on the control port. */
  readonly revision: string;
  /** Hosts of the policy's targets in small letters: exact, `*.example.com`, or empty for an Ingress without one. */
  readonly hosts: readonly string[];
  /**
   * Names of the policy's targets: the error path is told the Ingress, not the policy. Absent: found by host, which
   * names none where several policies share it.
   */
  readonly ingresses?: readonly string[];
  /** True: a request over http is refused with 403 (`tls.plaintext: Refuse`). */
  readonly refusePlaintext: boolean;
  /** Absent: nobody is asked who they are. */
  readonly authentication?: GateAuthentication;
  readonly authorization?: {
    readonly fallback: 'Allow' | 'Deny';
    readonly rules: readonly AuthorizationRule[];
  };
  /**
   * Callers' certificates, which the gateway has verified: `X-Gate-Verify` is SUCCESS and `X-Gate-Certificate` holds the
   * certificate itself. Absent: none is asked for, and none is believed.
   */
  readonly clientCertificates?: {
    readonly required: boolean;
    /** Empty: any that the gateway verified. */
    readonly subjects: readonly CertificateSubject[];
    /** PEM file with the lists of a brought CA; it is watched over, and the gateway goes by it. Absent: none was brought. */
    readonly revocationFile?: string;
  };
  readonly rates: readonly CountedRate[];
  /** Networks whose callers no limit counts. */
  readonly rateExemptions: readonly string[];
  readonly store?: GateStore;
  /** In capitals; absent: every method. */
  readonly methods?: readonly string[];
  /** In small letters; absent: every media type. Judged on POST, PUT and PATCH. */
  readonly contentTypes?: readonly string[];
  /** Written on refusals, where nginx adds none. */
  readonly answers: GateAnswers;
}

export interface GateAuthentication {
  readonly login?: GateLogin;
  readonly jwt: readonly JwtIssuer[];
  readonly apiKeys?: {
    readonly header: string;
    /** Directory with a file a client: its name, and the SHA-256 of its key in hex. Absent or empty: no key is valid. */
    readonly directory: string;
  };
  /** PEM file with CAs that are trusted for issuers and JWKS beside the system's roots. */
  readonly caFile?: string;
  readonly forwardAccessToken: boolean;
  readonly anonymous: readonly AnonymousRule[];
}

/** Login by oauth2-proxy. */
export interface GateLogin {
  /** The login of each host, the first that matches counts: `https://<host>/oauth2/start` leads to it. */
  readonly proxies: readonly {
    /** Hosts as in {@link GatePolicy.hosts}. */
    readonly hosts: readonly string[];
    /** As `http://apipolicy-login-1a2b3c4d.shop.svc.cluster.local:4180/oauth2/auth`. */
    readonly authURL: string;
    /** Names of its cookies begin with it, as `__Host-apipolicy-1a2b3c4d`. */
    readonly cookieName: string;
  }[];
  /** Discovery is looked at for `/health`. */
  readonly issuerURL: string;
  readonly allowedGroups?: readonly string[];
  readonly allowedEmailDomains?: readonly string[];
  readonly allowedEmails?: readonly string[];
  /** A GET of this path is sent to `/oauth2/sign_out`, which then leads to `redirectURL`, or to `/`. */
  readonly logout?: { readonly path: string; readonly redirectURL?: string };
}

export interface GateStore {
  /** `host:port` */
  readonly address: string;
  /** File with the password; absent: none. */
  readonly passwordFile?: string;
  readonly tls: boolean;
  readonly onFailure: 'Local' | 'Deny' | 'Allow';
}

export interface GateAnswers {
  /** Value of Strict-Transport-Security on refusals over https. */
  readonly hsts?: string;
  readonly cors?: {
    /** As the policy states them: `*`, or origins whose first label may be `*`. */
    readonly allowOrigins: readonly string[];
    readonly allowCredentials: boolean;
    readonly exposeHeaders: readonly string[];
  };
  /** Headers of `exposure.securityHeaders` and `exposure.responseHeaders.set`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Names that the operator, the gate and the gateway agree on. */
export const GATE = {
  name: 'apipolicy-gate',
  errorsName: 'apipolicy-gate-errors',
  planName: 'apipolicy-gate-plan',
  /** ConfigMap that `auth-proxy-set-headers` names. */
  headersName: 'apipolicy-gate-headers',
  decisionPort: 8080,
  errorsPort: 8081,
  controlPort: 8082,
} as const;

/** What the gateway tells the gate of a caller's certificate, beside what it says of the request. */
export const GATE_HEADERS = {
  /** `SUCCESS` for one that the gateway verified. */
  verify: 'X-Gate-Verify',
  /** The certificate itself: PEM, URL-encoded. */
  certificate: 'X-Gate-Certificate',
  /** The name that the caller gave in the handshake, by which the gateway chose whose CA verifies; absent: none. */
  serverName: 'X-Gate-Server-Name',
} as const;

/** How gates are made where the configuration does not say. */
export const GATE_DEFAULTS = { clusterDomain: 'cluster.local', replicas: 2 } as const;

/** Path of the decision on a policy; `direct` where the refusals go to the client as they are. */
export const decisionPath = (policy: string, form: 'page' | 'direct'): string => `/v1/${policy}/${form}`;

/**
 * Of a decision that is asked for without the headers of {@link GATE.headersName}: what then stands in
 * {@link GATE_HEADERS} is the caller's own, and no certificate is believed. So ask an Ingress that was just born, and one
 * of which the gateway has not seen that ConfigMap yet.
 */
export const BARE = '/bare';

/** What the control port answers on `/revisions`. */
export interface GateRevisions {
  /** Revision in force by policy. */
  readonly policies: Readonly<Record<string, string>>;
}

/** When lists of revoked certificates were made and run out, of several the one that runs out first; or what is wrong. */
export type RevocationHealth =
  | { readonly thisUpdate: number; readonly nextUpdate: number }
  | { readonly problem: string };

/** What the control port answers on `/health/<policy>`: what the gate depends on for that policy. */
export interface GateHealth {
  readonly policy: string;
  readonly revision: string;
  readonly dependencies: readonly {
    readonly kind: 'discovery' | 'jwks' | 'login' | 'store' | 'apiKeys' | 'caBundle';
    /** As `jwt partners: https://partners.example.com/jwks.json`. */
    readonly name: string;
    readonly healthy: boolean;
    /** What is wrong and what to do; empty when healthy. */
    readonly message: string;
    /** Milliseconds since the epoch of what was last seen; absent: not looked yet. */
    readonly seenAt?: number;
  }[];
  /** Counts since the process started, by rule: refusals of a limit, and requests that it let through. */
  readonly rates: Readonly<
    Record<string, { readonly refused: number; readonly passed: number; readonly lastRefusedAt?: number }>
  >;
  /** Requests with a certificate that the gateway verified, by whether `clientCertificates.subjects` let it in. */
  readonly subjects?: { readonly refused: number; readonly passed: number; readonly lastRefusedAt?: number };
  /** Absent: there is no `ca.crl`. */
  readonly revocation?: RevocationHealth;
}
