import { createPrivateKey, generateKeyPairSync, type JsonWebKey, randomUUID, sign } from 'node:crypto';

/** A new private RSA key as JWK. */
export function newKey(): JsonWebKey & { kid: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}

/** What to sign: a text is taken byte for byte, so that it need not be JSON of the usual kind. */
export interface Unsigned {
  header?: Readonly<Record<string, unknown>>;
  payload: Readonly<Record<string, unknown>> | string;
}

/** A JWS (RFC 7515) of whatever is asked, by this very key: what a provider would never sign, refusals are tried with. */
export function signAnything(key: JsonWebKey & { kid?: string }, { header = {}, payload }: Unsigned): string {
  const encode = (part: object | string): string =>
    Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
  const input = `${encode({ alg: 'RS256', kid: key.kid, typ: 'at+jwt', ...header })}.${encode(payload)}`;
  const signature = sign('sha256', Buffer.from(input), createPrivateKey({ key, format: 'jwk' }));
  return `${input}.${signature.toString('base64url')}`;
}
