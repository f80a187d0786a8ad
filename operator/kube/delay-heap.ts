interface Entry {
  readonly key: string;
  readonly dueAt: number;
}

/**
 * Keys that become due later, the earliest first: a binary heap, and beside it the time that counts for each key.
 * An entry whose key has another time by now (or none) is stale, and passed over when it comes up.
 */
export class DelayHeap {
  readonly #heap: Entry[] = [];
  readonly #dueAt = new Map<string, number>();

  /** Sets the time of a key; a key that is already due earlier keeps its time. */
  add(key: string, dueAt: number): void {
    const known = this.#dueAt.get(key);
    if (known !== undefined && known <= dueAt) return;
    this.#dueAt.set(key, dueAt);
    this.#heap.push({ key, dueAt });
    this.#up(this.#heap.length - 1);
  }

  delete(key: string): void {
    this.#dueAt.delete(key);
  }

  has(key: string): boolean {
    return this.#dueAt.has(key);
  }

  clear(): void {
    this.#heap.length = 0;
    this.#dueAt.clear();
  }

  /** When the earliest key is due. */
  nextDueAt(): number | undefined {
    this.#dropStale();
    return this.#heap[0]?.dueAt;
  }

  /** Takes out one key that is due at `now`. */
  take(now: number): string | undefined {
    this.#dropStale();
    const first = this.#heap[0];
    if (first === undefined || first.dueAt > now) return undefined;
    this.#pop();
    this.#dueAt.delete(first.key);
    return first.key;
  }

  #dropStale(): void {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#dueAt.get(first.key) === first.dueAt) return;
      this.#pop();
    }
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#down(0);
  }

  #up(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#due(parent) <= this.#due(index)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #down(start: number): void {
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const child = this.#due(left + 1) < this.#due(left) ? left + 1 : left;
      if (this.#due(index) <= this.#due(child)) return;
      this.#swap(index, child);
      index = child;
    }
  }

  #due(index: number): number {
    return this.#heap[index]?.dueAt ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (first === undefined || second === undefined) return;
    this.#heap[a] = second;
    this.#heap[b] = first;
  }
}
