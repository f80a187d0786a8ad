interface Versioned {
  readonly metadata: { readonly resourceVersion?: string };
}

interface Held {
  readonly object: Versioned;
  readonly news: () => void;
  readonly overtook: boolean;
}

/**
 * Tells the watch events that our own writes cause from those that say something new: an echo needs no reconcile,
 * since the write's answer was already read.
 *
 * An event often comes before the answer to the write that caused it. While a write of an object is under way, its events
 * wait for the answer, which says whose they are.
 */
export class Echoes {
  readonly #versions = new Map<string, string>();
  /** Events of objects that are being written. */
  readonly #held = new Map<string, Held[]>();

  /** Remembers the answer to a write. */
  expect(key: string, answer: Versioned): void {
    const { resourceVersion } = answer.metadata;
    if (resourceVersion !== undefined) this.#versions.set(key, resourceVersion);
  }

  /** Runs a write, with the handling of its answer; an object is written by one at a time. */
  async during<T>(key: string, write: () => Promise<T>): Promise<T> {
    const held: Held[] = [];
    this.#held.set(key, held);
    try {
      return await write();
    } finally {
      if (this.#held.get(key) === held) this.#held.delete(key);
      for (const { object, news, overtook } of held) this.sift(key, object, news, overtook);
    }
  }

  /**
   * Calls `news` for an event that is none of our own writes': now, or when the write that is under way has ended.
   *
   * @param overtook somebody else's change lies before the event, and is told by no other.
   */
  sift(key: string, object: Versioned | undefined, news: () => void, overtook = false): void {
    const held = this.#held.get(key);
    if (object !== undefined && held) held.push({ object, news, overtook });
    else if (!this.#isEcho(key, object) || overtook) news();
  }

  /** True once for the event of the write that was expected last. */
  #isEcho(key: string, object: Versioned | undefined): boolean {
    const expected = this.#versions.get(key);
    if (object === undefined) this.#versions.delete(key);
    if (expected === undefined || expected !== object?.metadata.resourceVersion) return false;
    this.#versions.delete(key);
    return true;
  }
}
