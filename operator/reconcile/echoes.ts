interface Versioned {
  readonly metadata: { readonly resourceVersion?: string };
}

/**
 * Tells the watch events that our own writes cause from those that say something new: an echo needs no reconcile,
 * since the write's answer was already read.
 */
export class Echoes {
  readonly #versions = new Map<string, string>();

  /** Remembers the answer to a write. */
  expect(key: string, answer: Versioned): void {
    const { resourceVersion } = answer.metadata;
    if (resourceVersion !== undefined) this.#versions.set(key, resourceVersion);
  }

  /** True once for the event of the write that was expected last. */
  isEcho(key: string, object: Versioned | undefined): boolean {
    const expected = this.#versions.get(key);
    if (object === undefined) this.#versions.delete(key);
    if (expected === undefined || expected !== object?.metadata.resourceVersion) return false;
    this.#versions.delete(key);
    return true;
  }
}
