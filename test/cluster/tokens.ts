import { createHash, createPublicKey, type JsonWebKey, randomBytes, verify } from 'node:crypto';
import { issuer } from './identity.ts';

export interface DecodedToken {
  header: Record<string, unknown>;
  payload: Record<string, unknown>;
}

/** What a JWT says; nothing is checked. */
export function decode(token: string): DecodedToken {
  const part = (index: number): Record<string, unknown> =>
    JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString('utf8'));
  return { header: part(0), payload: part(1) };
}

/** The ids of those RSA keys by which this RS256 token is signed. */
export function signedBy(token: string, keys: readonly (JsonWebKey & { kid: string })[]): string[] {
  const [header, payload, signature = ''] = token.split('.');
  const signed = Buffer.from(`${header}.${payload}`);
  const good = keys.filter((key) =>
    verify('sha256', signed, createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'base64url')),
  );
  return good.map(({ kid }) => kid);
}

export interface AuthorizationOptions {
  clientID: string;
  redirectURI: string;
  scope: string;
  state?: string;
  nonce?: string;
}

/** Where a client sends its user to log in (code flow with PKCE, RFC 7636), and the verifier for the token request. */
export function authorizationRequest({ clientID, redirectURI, scope, state, nonce }: AuthorizationOptions): {
  authorization: string;
  verifier: string;
} {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: clientID,
    response_type: 'code',
    redirect_uri: redirectURI,
    scope,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(state === undefined ? {} : { state }),
    ...(nonce === undefined ? {} : { nonce }),
  });
  return { authorization: `${issuer}/auth?${query}`, verifier };
}
