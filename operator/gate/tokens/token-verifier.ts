import { createHash } from 'node:crypto';
import type { JwtIssuer } from '../../plan/nodes/authentication.ts';
import type { TokenVerdict, TokenVerifier } from '../ports.ts';
import { type IssuerClient, IssuerError } from './issuer-client.ts';
import { KeySet, type Keys } from './key-set.ts';
import { type ReadToken, readToken, TokenError } from './read-token.ts';
import { VerifiedTokens } from './verified-tokens.ts';
import { judgeUnsigned, UnknownKeyError, verifySigned } from './verify.ts';

export interface JwtVerifierOptions {
  readonly client: IssuerClient;
  /** Milliseconds since the epoch: tokens state times by it. */
  readonly wall: () => number;
  /** Milliseconds, never going back. */
  readonly now: () => number;
}

/**
 * Verifies the tokens of machine clients as RFC 8725 asks: the issuer is chosen by `iss`, exactly, and only its own keys
 * are tried.
 */
export class JwtVerifier implements TokenVerifier {
  readonly #options: JwtVerifierOptions;
  readonly #sets = new Map<string, KeySet>();
  readonly #verified = new VerifiedTokens();

  constructor(options: JwtVerifierOptions) {
    this.#options = options;
  }

  async verify(
    token: string,
    issuers: readonly JwtIssuer[],
    caFile: string | undefined,
    signal: AbortSignal,
  ): Promise<TokenVerdict> {
    let read: ReadToken;
    try {
      read = readToken(token);
    } catch (error) {
      return verdictOf(error);
    }
    const candidates = issuers.filter(({ issuer }) => issuer === read.issuer);
    let last: TokenVerdict = { kind: 'invalid', reason: 'its issuer is none of those that the policy names' };
    // One issuer may stand there twice, for two audiences or with two sets of keys.
    for (const issuer of candidates) {
      if (signal.aborted) return { kind: 'unavailable', reason: 'there was no time left' };
      const verdict = await this.#byIssuer(token, read, issuer, this.keysOf(issuer, caFile));
      if (verdict.kind === 'valid') return verdict;
      if (last.kind !== 'unavailable') last = verdict;
    }
    return last;
  }

  /** The keys of an issuer, shared by all policies that name it so. */
  keysOf(issuer: JwtIssuer, caFile: string | undefined): KeySet {
    const id = setId(issuer, caFile);
    const known = this.#sets.get(id);
    if (known !== undefined) return known;
    const set = new KeySet({ issuer, caFile, client: this.#options.client, now: this.#options.now });
    this.#sets.set(id, set);
    return set;
  }

  /** Forgets keys of issuers that no policy names any more. */
  keep(used: Iterable<{ readonly issuer: JwtIssuer; readonly caFile: string | undefined }>): void {
    const ids = new Set([...used].map(({ issuer, caFile }) => setId(issuer, caFile)));
    for (const id of this.#sets.keys()) if (!ids.has(id)) this.#sets.delete(id);
  }

  async #byIssuer(token: string, read: ReadToken, issuer: JwtIssuer, set: KeySet): Promise<TokenVerdict> {
    const nowSeconds = Math.floor(this.#options.wall() / 1_000);
    try {
      judgeUnsigned(read, issuer, nowSeconds);
      const keys = await set.current();
      try {
        return await this.#byKeys(token, issuer, keys, nowSeconds);
      } catch (error) {
        if (!(error instanceof UnknownKeyError)) throw error;
        const newer = await set.newer(keys);
        if (newer === undefined) throw error;
        return await this.#byKeys(token, issuer, newer, nowSeconds);
      }
    } catch (error) {
      return verdictOf(error, issuer);
    }
  }

  async #byKeys(token: string, issuer: JwtIssuer, keys: Keys, nowSeconds: number): Promise<TokenVerdict> {
    const hash = createHash('sha256').update(token).digest('base64url');
    const known = this.#verified.get(hash, issuer, keys, nowSeconds);
    const claims = known ?? (await verifySigned(token, issuer, keys, nowSeconds));
    if (known === undefined) this.#verified.add(hash, issuer, keys, claims, nowSeconds);
    return { kind: 'valid', issuer, claims };
  }
}

function verdictOf(error: unknown, issuer?: JwtIssuer): TokenVerdict {
  if (error instanceof TokenError) return { kind: 'invalid', reason: `the token: ${error.message}` };
  if (error instanceof IssuerError)
    return { kind: 'unavailable', reason: `the keys of the issuer ${issuer?.name ?? ''}: ${error.message}` };
  throw error;
}

const setId = ({ issuer, jwksURI }: JwtIssuer, caFile: string | undefined): string =>
  JSON.stringify([issuer, jwksURI, caFile]);
