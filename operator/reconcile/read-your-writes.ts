interface Versioned {
  readonly metadata: { readonly uid?: string; readonly resourceVersion?: string };
}

/** resourceVersions of one resource compare as numbers (Kubernetes 1.35: KEP-5504; etcd revisions before that). */
const version = (object: Versioned): number => Number(object.metadata.resourceVersion ?? 0);

/**
 * Answers of our own writes that a watch cache may not show yet. A reconcile that reads the older object would write
 * the same thing again: one more request, and for a status the dearest kind there is.
 */
export class ReadYourWrites<T extends Versioned> {
  readonly #written = new Map<string, T>();

  /** Remembers the API server's answer to a write. */
  remember(key: string, answer: T): void {
    this.#written.set(key, answer);
  }

  /** The newer of what the cache holds and what was written; forgets a write that the cache has caught up with. */
  newest(key: string, cached: T | undefined): T | undefined {
    const written = this.#written.get(key);
    if (!written) return cached;
    if (cached && version(cached) < version(written) && cached.metadata.uid === written.metadata.uid) return written;
    this.#written.delete(key);
    return cached;
  }

  /** True for the event that a write of ours caused: it says nothing new. */
  isEcho(key: string, object: Versioned | undefined): boolean {
    const written = this.#written.get(key);
    return written !== undefined && object !== undefined && version(object) === version(written);
  }

  forget(key: string): void {
    this.#written.delete(key);
  }
}
