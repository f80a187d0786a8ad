import type { Claims } from './ports.ts';

/** Who is calling, as a credential proved it. */
export interface Caller {
  readonly method: 'apiKey' | 'jwt' | 'login';
  /** Of a token; empty for the others. */
  readonly issuer: string;
  /** Name of the key's client, `sub` of the token, or the login's user; never empty. */
  readonly subject: string;
  readonly email: string;
  readonly preferredUsername: string;
  readonly groups: readonly string[];
  /** Verified members of a token; a login passes on none. */
  readonly claims: Claims;
  /** The verified bearer. */
  readonly bearer?: string;
  /** The login's access token. */
  readonly accessToken?: string;
  readonly setCookie?: string;
}

/** Tells callers apart across methods and issuers: two issuers may give one `sub` to different people. */
export const subjectOf = ({ method, issuer, subject }: Caller): string => `${method}:${issuer}:${subject}`;

/** The values of a claim as texts: of a list its elements. Own members alone; an object is no value. */
export function claimValues(claims: Claims, name: string): string[] {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  return (Array.isArray(value) ? value : [value]).flatMap((item: unknown) =>
    typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean' ? [String(item)] : [],
  );
}

/** Scopes of a token: `scope` as RFC 8693 and RFC 9068 have it, and `scp` as some providers do. */
export function scopesOf(claims: Claims): string[] {
  return ['scope', 'scp'].flatMap((name) => claimValues(claims, name)).flatMap((text) => text.split(' '));
}
