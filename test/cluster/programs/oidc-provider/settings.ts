import type { JsonWebKey } from 'node:crypto';

/** What the provider is told by its settings file, JSON. */
export interface ProviderSettings {
  issuer: string;
  users: readonly User[];
  clients: readonly Client[];
  /** Resource servers, of which a client may ask for an access token as JWT (RFC 8707, RFC 9068). */
  resources: readonly Resource[];
  /** Seconds for which ID tokens and access tokens hold; 3,600 when left out. */
  tokenLifetime?: number;
  /** Private JWK by which tokens are signed until the first rotation. */
  key: JsonWebKey;
}

export interface User {
  /** Also the subject. */
  name: string;
  password: string;
  email: string;
  emailVerified?: boolean;
  groups?: readonly string[];
}

export interface Client {
  id: string;
  secret: string;
  /** Without any the client is a machine: it gets tokens by `client_credentials` and nothing else. */
  redirectURIs?: readonly string[];
  postLogoutRedirectURIs?: readonly string[];
  /** The resource server for which this client's tokens are where it names none; else its access tokens are opaque. */
  resource?: string;
  /** More claims of the client's own tokens. */
  claims?: Readonly<Record<string, unknown>>;
}

export interface Resource {
  /** An absolute URI: the audience of its tokens. */
  indicator: string;
  /** Separated by spaces. */
  scope: string;
}
