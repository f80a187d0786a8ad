import { createHash, timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../ports.ts';
import { type KeyEntry, readKeys } from './read-keys.ts';

export interface FileKeyRingOptions {
  /** Milliseconds, never going back. */
  readonly now: () => number;
  /** What is wrong with a directory or an entry of it, each time that it changes. Holds no key and no hash. */
  readonly onProblem: (directory: string, problem: string) => void;
}

interface Ring {
  readonly version: string;
  readonly keys: readonly KeyEntry[];
  readonly problems: readonly string[];
}

/** A Secret that was changed is seen after this long; the kubelet takes up to a minute to bring it. */
const LOOK_AGAIN_MS = 1_000;

/**
 * API keys from directories with a file a client: its name, and in it the SHA-256 of its key in hex. A mounted Secret is
 * such a directory.
 *
 * A key is hashed and compared with every hash of the directory, each in constant time and none left out, so that the
 * time of an answer tells nothing about which it was.
 */
export class FileKeyRing implements KeyRing {
  readonly #options: FileKeyRingOptions;
  readonly #rings = new Map<string, { readonly ring: Promise<Ring>; readonly lookedAt: number }>();

  constructor(options: FileKeyRingOptions) {
    this.#options = options;
  }

  async clientOf(directory: string, key: string): Promise<string | undefined> {
    const { keys } = await this.#ring(directory);
    const hash = createHash('sha256').update(key, 'latin1').digest();
    let client: string | undefined;
    for (const entry of keys) if (timingSafeEqual(entry.hash, hash)) client = entry.client;
    return client;
  }

  /** What keeps clients of a directory out; undefined: it holds keys, and all of them are good. */
  async problemOf(directory: string): Promise<string | undefined> {
    const { keys, problems } = await this.#ring(directory);
    if (keys.length === 0 && problems.length === 0)
      return 'it is absent or empty, so no key is valid: create the Secret with an entry a client';
    return problems.length === 0 ? undefined : problems.slice(0, 3).join('; ');
  }

  /** Forgets what no policy uses any more. */
  keep(directories: ReadonlySet<string>): void {
    for (const directory of this.#rings.keys())
      if (!directories.has(directory)) this.#rings.delete(directory);
  }

  async #ring(directory: string): Promise<Ring> {
    const known = this.#rings.get(directory);
    if (known !== undefined && this.#options.now() - known.lookedAt < LOOK_AGAIN_MS) return known.ring;
    const ring = Promise.resolve(known?.ring).then((former) => this.#read(directory, former));
    this.#rings.set(directory, { ring, lookedAt: this.#options.now() });
    return ring;
  }

  async #read(directory: string, former: Ring | undefined): Promise<Ring> {
    const read = await readKeys(directory, former);
    const told = new Set(former?.problems);
    for (const problem of read.problems) if (!told.has(problem)) this.#options.onProblem(directory, problem);
    return read;
  }
}
