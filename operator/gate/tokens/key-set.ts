import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import type { JwtIssuer } from '../../plan/nodes/authentication.ts';
import { discover } from './discovery.ts';
import { type IssuerClient, IssuerError } from './issuer-client.ts';

export type Keys = ReturnType<typeof createLocalJWKSet>;

export interface KeySetOptions {
  readonly issuer: Pick<JwtIssuer, 'issuer' | 'jwksURI'>;
  readonly caFile: string | undefined;
  readonly client: IssuerClient;
  /** Milliseconds, never going back. */
  readonly now: () => number;
}

/** Keys are asked for anew after this long, so that one which the issuer withdrew is not taken much longer. */
export const REFRESH_MS = 300_000;
/** At most one fetch in this time, whatever tokens ask for. */
export const COOLDOWN_MS = 5_000;
/** Keys of an issuer that cannot be reached count this long; then nobody can say any more who signs for it. */
export const OUTAGE_MS = 86_400_000;
const MOST_KEYS = 100;

/**
 * The keys of one issuer, as it publishes them. One fetch at a time. A token whose key is not among them makes them be
 * fetched, but seldom: made-up key names must not turn the gate against the issuer.
 */
export class KeySet {
  readonly #options: KeySetOptions;
  #keys: { readonly content: string; readonly keys: Keys } | undefined;
  #seenAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #problem: string | undefined;
  #fetching: Promise<void> | undefined;

  constructor(options: KeySetOptions) {
    this.#options = options;
  }

  /** Why the last fetch failed; undefined: it did not. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** True where keys were fetched, and not too long ago. */
  get usable(): boolean {
    return this.#keys !== undefined && this.#options.now() - this.#seenAt < OUTAGE_MS;
  }

  /**
   * The keys to verify with. Old ones are renewed beside the work; the first are waited for.
   * @throws IssuerError when there are none, or none that may still be believed.
   */
  async current(): Promise<Keys> {
    const age = this.#options.now() - this.#seenAt;
    if (!this.usable) await this.#fetchSeldom();
    else if (age >= REFRESH_MS) void this.#fetchSeldom();
    if (this.#keys === undefined || !this.usable)
      throw new IssuerError(this.#problem ?? 'its keys are not known yet');
    return this.#keys.keys;
  }

  /**
   * The keys after a fetch, for a token that the present ones do not know; undefined: they are the same.
   * @throws IssuerError when they cannot be had: the token may be signed with a new one.
   */
  async newer(than: Keys): Promise<Keys | undefined> {
    if (this.#keys?.keys === than) await this.#fetchSeldom();
    if (this.#keys !== undefined && this.#keys.keys !== than) return this.#keys.keys;
    if (this.#problem !== undefined) throw new IssuerError(this.#problem);
    return undefined;
  }

  /** Fetches the keys if there are none, or old ones, and waits for that; never rejects. */
  async look(): Promise<void> {
    const age = this.#options.now() - this.#seenAt;
    if (this.#problem !== undefined || age >= REFRESH_MS) await this.#fetchSeldom();
  }

  /** Fetches unless that was done of late; never rejects. */
  #fetchSeldom(): Promise<void> {
    if (this.#fetching === undefined && this.#options.now() - this.#triedAt >= COOLDOWN_MS) {
      this.#triedAt = this.#options.now();
      this.#fetching = this.#fetch().finally(() => {
        this.#fetching = undefined;
      });
    }
    return this.#fetching ?? Promise.resolve();
  }

  async #fetch(): Promise<void> {
    const { issuer, caFile, client, now } = this.#options;
    try {
      const uri = issuer.jwksURI ?? (await discover(client, issuer.issuer, caFile));
      const set = keysOf(await client.json(uri, caFile), uri);
      const content = JSON.stringify(set);
      if (content !== this.#keys?.content) this.#keys = { content, keys: createLocalJWKSet(set) };
      this.#seenAt = now();
      this.#problem = undefined;
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
    }
  }
}

/** Symmetric keys are left out: a public document holds none that is secret (RFC 8725 section 3.2). */
function keysOf(document: unknown, uri: string): JSONWebKeySet {
  const all: unknown =
    typeof document === 'object' && document !== null && 'keys' in document ? document.keys : undefined;
  if (!Array.isArray(all)) throw new IssuerError(`${uri}: it is no JSON Web Key Set`);
  const keys = all.filter(
    (key: unknown) =>
      typeof key === 'object' && key !== null && 'kty' in key && key.kty !== 'oct' && !('d' in key),
  );
  if (keys.length === 0) throw new IssuerError(`${uri}: it holds no public key`);
  if (keys.length > MOST_KEYS) throw new IssuerError(`${uri}: it holds more than ${MOST_KEYS} keys`);
  return { keys };
}
