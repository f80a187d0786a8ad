import type { JwtIssuer } from '../../plan/nodes/authentication.ts';
import type { Claims } from '../ports.ts';
import type { Keys } from './key-set.ts';

interface Verified {
  readonly issuer: JwtIssuer;
  readonly keys: Keys;
  readonly claims: Claims;
  /** Seconds since the epoch. */
  readonly until: number;
}

const MOST = 5_000;
/** No longer than this, whatever a token says of its expiry. */
const LONGEST_SECONDS = 300;

/**
 * Tokens that were verified, by their digest, so that the same one is not verified at each request. An entry is good
 * for the very same issuer of the plan and the very same keys, until the token expires: a changed policy and a withdrawn
 * key are judged anew at once.
 */
export class VerifiedTokens {
  readonly #entries = new Map<string, Verified>();

  get(hash: string, issuer: JwtIssuer, keys: Keys, nowSeconds: number): Claims | undefined {
    const entry = this.#entries.get(hash);
    if (entry === undefined || entry.issuer !== issuer || entry.keys !== keys) return undefined;
    return entry.until > nowSeconds ? entry.claims : undefined;
  }

  add(hash: string, issuer: JwtIssuer, keys: Keys, claims: Claims, nowSeconds: number): void {
    const { exp } = claims;
    if (typeof exp !== 'number') return;
    this.#entries.delete(hash);
    const oldest = this.#entries.size < MOST ? undefined : this.#entries.keys().next().value;
    if (oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(hash, { issuer, keys, claims, until: Math.min(exp, nowSeconds + LONGEST_SECONDS) });
  }
}
