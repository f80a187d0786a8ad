import { parseStrictObject, StrictJsonError } from './strict-json.ts';

/** What a token says of itself, before anything of it is believed. */
export interface ReadToken {
  readonly algorithm: string;
  /** Its `iss`: by it the issuer is chosen whose keys alone are tried. */
  readonly issuer: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The reason is for a log and for the client: it holds no part of the token. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
}

export const MAX_TOKEN = 16_384;

const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/** RFC 8725 section 3.11 and RFC 9068 section 2.1: other kinds of tokens say so, and are none of these. */
const TYPES: readonly string[] = ['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt'];

/**
 * Reads a token in JWS compact form. `jku`, `x5u`, `jwk` and `x5c` of its header are never looked at: keys come from the
 * issuer (RFC 8725 section 3.10). An ID token of an issuer looks as an access token does where that issuer gives both the
 * type JWT; it is the audience that tells them apart (RFC 8725 section 3.9), and a policy names it.
 *
 * @throws TokenError
 */
export function readToken(token: string): ReadToken {
  const [, head, body] = token.length > MAX_TOKEN ? [] : (COMPACT.exec(token) ?? []);
  if (head === undefined || body === undefined) throw new TokenError('it is no signed JWT of at most 16 KiB');
  const header = part('header', head);
  const claims = part('payload', body);
  const { alg, typ } = header;
  if (typeof alg !== 'string') throw new TokenError('its header names no algorithm');
  // RFC 7515 section 4.1.11: who does not understand a critical extension has to refuse; none is understood here.
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64') || Object.hasOwn(header, 'zip'))
    throw new TokenError('its header has an extension that is not taken');
  if (typ !== undefined && !(typeof typ === 'string' && TYPES.includes(typ.toLowerCase())))
    throw new TokenError('its type is neither JWT nor at+jwt');
  // OpenID Connect Back-Channel Logout section 2.4: a logout token is signed by the same keys for the same audience.
  if (Object.hasOwn(claims, 'events')) throw new TokenError('it is a security event and no access token');
  const issuer = Object.hasOwn(claims, 'iss') ? claims.iss : undefined;
  if (typeof issuer !== 'string') throw new TokenError('it names no issuer');
  return { algorithm: alg, issuer, claims };
}

function part(name: string, encoded: string): Readonly<Record<string, unknown>> {
  const bytes = Buffer.from(encoded, 'base64url');
  // Bits behind the last byte would make two texts of one token.
  if (bytes.toString('base64url') !== encoded) throw new TokenError(`its ${name} is no base64url`);
  try {
    return parseStrictObject(bytes);
  } catch (error) {
    if (error instanceof StrictJsonError) throw new TokenError(`its ${name}: ${error.message}`);
    throw error;
  }
}
