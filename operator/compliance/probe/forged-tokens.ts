import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A token that nobody issued, and what is wrong with it. */
export interface ForgedToken {
  readonly what: string;
  readonly token: string;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Made once: a key of the probe's own, which no issuer has published. */
let own: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | undefined;

/**
 * Tokens that claim to be of the issuer, each wrong in one way that verifiers have fallen for (RFC 8725 section 2).
 * @param now milliseconds since the epoch
 */
export function forgedTokens(
  { issuer, audience }: { readonly issuer: string; readonly audience: string },
  now: number,
): ForgedToken[] {
  own ??= generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { privateKey, publicKey } = own;
  const seconds = Math.floor(now / 1000);
  const claims = encode({
    iss: issuer,
    aud: audience,
    sub: 'apipolicy-probe',
    iat: seconds,
    exp: seconds + 300,
  });
  const jwk = publicKey.export({ format: 'jwk' });
  const signed = (header: object): string => {
    const input = `${encode(header)}.${claims}`;
    const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${input}.${signature.toString('base64url')}`;
  };
  const hmac = `${encode({ alg: 'HS256', typ: 'JWT' })}.${claims}`;
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' });
  return [
    { what: 'alg none', token: `${encode({ alg: 'none', typ: 'JWT' })}.${claims}.` },
    { what: 'no signature', token: `${encode({ alg: 'RS256', typ: 'JWT' })}.${claims}.` },
    {
      what: 'HS256 by a public key',
      token: `${hmac}.${createHmac('sha256', publicPem).update(hmac).digest('base64url')}`,
    },
    { what: 'signed by a stranger', token: signed({ alg: 'ES256', typ: 'JWT' }) },
    { what: 'with its own key in the header', token: signed({ alg: 'ES256', typ: 'JWT', jwk }) },
  ];
}
