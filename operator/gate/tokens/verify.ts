import { errors, type JWTVerifyResult, jwtVerify } from 'jose';
import type { JwtIssuer } from '../../plan/nodes/authentication.ts';
import { claimValues } from '../caller.ts';
import type { Claims } from '../ports.ts';
import type { Keys } from './key-set.ts';
import { type ReadToken, TokenError } from './read-token.ts';

/** Signatures that only the issuer can make: with a shared secret every reader could (RFC 8725 sections 2.1 and 3.1). */
const ASYMMETRIC: readonly string[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** Of keys that fit a token without `kid`. */
const MOST_TRIES = 10;

/** No key of the set is the token's: the issuer may have a new one. */
export class UnknownKeyError extends TokenError {}

/** What of a token can be judged without a key. @throws TokenError */
export function judgeUnsigned({ algorithm, claims }: ReadToken, issuer: JwtIssuer, nowSeconds: number): void {
  if (!ASYMMETRIC.includes(algorithm) || !takes(issuer, algorithm))
    throw new TokenError(`its algorithm is none of ${issuer.algorithms.join(', ')}`);
  const { exp, iat, nbf } = claims;
  if (!isTime(exp)) throw new TokenError('it has no time of expiry');
  if ((nbf !== undefined && !isTime(nbf)) || (iat !== undefined && !isTime(iat)))
    throw new TokenError('one of its times is no number of seconds');
  if (isTime(iat) && iat > nowSeconds + issuer.clockSkewSeconds)
    throw new TokenError('it was issued in the future');
}

/**
 * Verifies signature, issuer, audience, times and required claims.
 * @throws TokenError, {@link UnknownKeyError} where the keys do not hold its own.
 */
export async function verifySigned(
  token: string,
  issuer: JwtIssuer,
  keys: Keys,
  nowSeconds: number,
): Promise<Claims> {
  const { payload } = await signed(token, issuer, keys, nowSeconds);
  const missing = issuer.requiredClaims.find(
    ({ name, values }) => !claimValues(payload, name).some((value) => values.includes(value)),
  );
  if (missing !== undefined)
    throw new TokenError(`its claim ${missing.name} has none of the required values`);
  return payload;
}

async function signed(
  token: string,
  issuer: JwtIssuer,
  keys: Keys,
  nowSeconds: number,
): Promise<JWTVerifyResult> {
  const options = {
    issuer: issuer.issuer,
    audience: [...issuer.audiences],
    algorithms: ASYMMETRIC.filter((algorithm) => takes(issuer, algorithm)),
    clockTolerance: issuer.clockSkewSeconds,
    currentDate: new Date(nowSeconds * 1_000),
    requiredClaims: ['exp'],
  };
  try {
    return await jwtVerify(token, keys, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw worded(error);
    let tries = 0;
    for await (const key of error) {
      tries += 1;
      if (tries > MOST_TRIES) break;
      try {
        return await jwtVerify(token, key, options);
      } catch (failure) {
        if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw worded(failure);
      }
    }
    throw new UnknownKeyError('none of the issuer’s keys has signed it');
  }
}

/** Words for what jose throws. What is none of its errors is a fault in the program. */
function worded(error: unknown): unknown {
  if (error instanceof errors.JWKSNoMatchingKey)
    return new UnknownKeyError('none of the issuer’s keys has signed it');
  if (error instanceof errors.JWTExpired) return new TokenError('it has expired');
  if (error instanceof errors.JWTClaimValidationFailed)
    return new TokenError(
      { nbf: 'it is not valid yet', aud: 'it is not meant for this API' }[error.claim] ??
        `its claim ${error.claim} is not as it has to be`,
    );
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return new TokenError('its signature does not verify');
  if (error instanceof errors.JOSEError) return new TokenError('it is no JWT that can be verified');
  // A key of the issuer that cannot be used: too short, or of another kind than it says.
  if (error instanceof TypeError || (error instanceof Error && error.name === 'DataError'))
    return new TokenError('the issuer’s key for it cannot be used');
  return error;
}

/** RFC 9864 names Ed25519 what was EdDSA before. */
const takes = ({ algorithms }: JwtIssuer, algorithm: string): boolean =>
  algorithms.includes(algorithm) || (algorithm === 'Ed25519' && algorithms.includes('EdDSA'));

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < 8.64e12;
