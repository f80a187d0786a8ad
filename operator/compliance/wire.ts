import type { Subject } from './subject.ts';

/** One thing that the prober looked for: seen, or the reason why not. Times in milliseconds since the epoch. */
export type Observation<T> =
  | { readonly at: number; readonly value: T; readonly repeat: string }
  /** Not seen: unreachable, or an answer that tells nothing. `error` is for the person who reads it. */
  | { readonly at: number; readonly error: string; readonly repeat: string };

/** What an answer says of itself. Values are cut short, and only headers that a control judges are kept. */
export interface Answer {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A request over http. `closed`: nothing listens there, which is a refusal where https answers. */
export type PlaintextAnswer = { readonly closed: true } | ({ readonly closed: false } & Answer);

export interface Handshake {
  /** As OpenSSL has it: `TLSv1.3`. */
  readonly protocol: string;
  readonly cipher: string;
  /** Why a client with the system's roots (and the CA given) would not take the chain; absent: it would. */
  readonly chainError?: string;
  /** Why the CA that was to be trusted, too, could not be read; told with a {@link chainError} alone. */
  readonly caProblem?: string;
  /** Why the certificate is not for the host; absent: it is. */
  readonly nameError?: string;
  readonly issuer: string;
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** The self-made certificate of a gateway that has none for the host. */
  readonly gatewayDefault: boolean;
}

/** Offers that a safe server refuses: those that were made, and those that were taken. */
export interface Offers {
  readonly offered: readonly string[];
  readonly taken: readonly string[];
}

export interface BodySize {
  /** Bytes announced: one more than the limit. */
  readonly bytes: number;
  /** True: the gateway asked for the body (100 Continue), so nothing limits it at this size. */
  readonly askedFor: boolean;
  readonly answer?: Answer;
}

export interface CorsAnswers {
  readonly foreign: { readonly origin: string; readonly answer: Answer };
  /** An origin that the policy allows; absent where none can be named. */
  readonly own?: { readonly origin: string; readonly answer: Answer };
}

export interface LimitAnswers {
  readonly sent: number;
  /** The first refusal after answers that were none; absent: there was none. */
  readonly refusal?: Answer;
}

/** The same request plainly and with a forged X-Forwarded-For that stands on the other side of the address list. */
export interface ForgedAddress {
  readonly plain: number;
  readonly forged: number;
  /** The address that was claimed. */
  readonly claimed: string;
}

/** One of several requests of a kind, in words that evidence can show, and the answer. */
export interface Tried {
  readonly what: string;
  readonly answer: Answer;
}

/** A browser's way to the login, as far as it goes without a person. */
export interface LoginAnswer {
  /** The answer to a browser that comes without a session. */
  readonly page: Answer;
  /** The authorization request that the login's start leads to (RFC 6749 section 4.1.1); absent: it leads nowhere. */
  readonly start?: AuthorizationRequest;
  /** Status of the login's start. */
  readonly startStatus: number;
}

export interface AuthorizationRequest {
  /** Scheme and host of the provider. */
  readonly origin: string;
  readonly responseType: string;
  readonly challengeMethod: string;
  /** A `code_challenge` was there (RFC 7636). */
  readonly challenge: boolean;
  readonly state: boolean;
  readonly nonce: boolean;
  readonly redirectURI: string;
  /** Cookies that were set, each with what it lacks of Secure, HttpOnly and SameSite. */
  readonly cookies: readonly { readonly name: string; readonly lacks: readonly string[] }[];
}

/** Whether the handshake asks for a certificate (RFC 5246 section 7.4.4), and of which CAs. */
export interface CertificateDemand {
  readonly demanded: boolean;
  /** Their names, as `CN=shop-clients-ca`; empty: of any. At most eight. */
  readonly authorities: readonly string[];
}

/** How the gateway met a caller with a certificate of the probe's own, or with none. */
export interface Shown {
  /** In words that evidence can show: `none`, `expired`. */
  readonly what: string;
  /** `handshake`: refused by an alert, or cut. Else the status over http. */
  readonly answer: 'handshake' | number;
  /** The answer says of itself that it is about the certificate. */
  readonly aboutCertificate: boolean;
}

/** All that one round of probes saw of one host of one target. A part that was not asked for is absent. */
export interface HostObservation {
  readonly host: string;
  readonly plaintext?: Observation<PlaintextAnswer>;
  readonly tls?: Observation<Handshake>;
  /** Protocol versions below the minimum, as OpenSSL names them. */
  readonly oldVersions?: Observation<Offers>;
  /** Suites without forward secrecy or without authenticated encryption. */
  readonly weakCiphers?: Observation<Offers>;
  /** GET of a path of the target over https. */
  readonly secure?: Observation<Answer>;
  /** GET of a path that should not exist, for the headers of an error. */
  readonly missing?: Observation<Answer>;
  readonly bodySize?: Observation<BodySize>;
  readonly cors?: Observation<CorsAnswers>;
  /** Answer to a harmless string that the OWASP Core Rule Set refuses. */
  readonly waf?: Observation<Answer>;
  readonly addressLimit?: Observation<LimitAnswers>;
  readonly forgedAddress?: Observation<ForgedAddress>;
  /** GET of paths that the policy does not open, without credentials. */
  readonly closed?: Observation<readonly Tried[]>;
  /** The same with targets that a careless reader takes for an open path. */
  readonly tricks?: Observation<readonly Tried[]>;
  /** The same with credentials that nobody issued. */
  readonly forged?: Observation<readonly Tried[]>;
  /** The same with a token in the query, and with identity headers of the client's own. */
  readonly queryToken?: Observation<Answer>;
  readonly claimedIdentity?: Observation<Answer>;
  readonly login?: Observation<LoginAnswer>;
  /** Methods that the policy does not list, and TRACE. */
  readonly methods?: Observation<readonly Tried[]>;
  /** A POST of a media type that the policy does not list, with an empty body. */
  readonly mediaType?: Observation<Answer>;
  readonly certificateDemand?: Observation<CertificateDemand>;
  /** GET without a certificate, with the host's name in the handshake and without any. */
  readonly withoutCertificate?: Observation<readonly Shown[]>;
  /** GET with certificates that no CA of the policy issued. */
  readonly forgedCertificates?: Observation<readonly Shown[]>;
  /** A host that no Ingress has: what the controller's own default backend answers. */
  readonly unknownHost?: Observation<Answer>;
}

export type PartName = Exclude<keyof HostObservation, 'host'>;

/** What was last seen of a host of a target; undefined: never asked. Hosts are small letters, empty for none. */
export type Wire = (subject: Subject, host: string) => HostObservation | undefined;
