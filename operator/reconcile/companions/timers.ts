/** Milliseconds since something began, by key. */
export class Timers {
  readonly #since = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** It begins now. */
  restart(key: string): void {
    this.#since.set(key, this.#now());
  }

  /** When it began; undefined: it did not. */
  since(key: string): number | undefined {
    return this.#since.get(key);
  }

  /** Milliseconds since it began; 0 where it did not. */
  age(key: string): number {
    const since = this.#since.get(key);
    return since === undefined ? 0 : this.#now() - since;
  }

  /** Of the keys with this beginning only these go on; those of them that are new begin now. */
  keepOnly(prefix: string, keys: readonly string[]): void {
    for (const key of this.#since.keys())
      if (key.startsWith(prefix) && !keys.includes(key)) this.#since.delete(key);
    for (const key of keys) if (!this.#since.has(key)) this.restart(key);
  }

  /** What began less than so long ago, by the rest of its key, with the milliseconds that are left. Forgets the others. */
  within(prefix: string, ms: number): Map<string, number> {
    const found = new Map<string, number>();
    for (const [key, since] of this.#since) {
      if (!key.startsWith(prefix)) continue;
      const left = since + ms - this.#now();
      if (left > 0) found.set(key.slice(prefix.length), left);
      else this.#since.delete(key);
    }
    return found;
  }
}
