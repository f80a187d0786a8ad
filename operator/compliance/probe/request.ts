/** Where the gateway listens. */
export interface Address {
  /** IP address or DNS name. */
  readonly host: string;
  readonly port: number;
}

/** What to ask the gateway about one host of one target. */
export interface ProbeRequest {
  /** Host of the Ingress, possibly `*.example.com`; empty for an Ingress without one. */
  readonly host: string;
  readonly path: string;
  readonly https: Address;
  readonly http: Address;
  /** Passive: handshakes and one GET. */
  readonly mode: 'Active' | 'Passive';
  readonly minimumVersion: 'TLS1.2' | 'TLS1.3';
  /** Bytes of a body that has to be refused. */
  readonly bodyBytes: number;
  /** `ownOrigin`: one that the policy allows, where one can be named. */
  readonly cors?: { readonly ownOrigin?: string };
  readonly waf: boolean;
  /** Requests after which an address limit has to refuse; absent: limits are not to be proved. */
  readonly limitRequests?: number;
  /** Addresses to claim in X-Forwarded-For: one that the list lets in, one that it does not. */
  readonly addresses?: { readonly inside?: string; readonly outside?: string };
}
