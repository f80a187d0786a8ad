import { type KubeObject, keyOf } from './object.ts';

/** Computes the values under which an object is found; an object may have none or several. */
export type IndexFunction<T> = (object: T) => readonly string[];
export type Indexes<T> = Readonly<Record<string, IndexFunction<T>>>;

/**
 * Objects by key, and by what the indexes say of them:
 *
 * ```
 *   objects   'shop/orders' ──► Ingress
 *             'shop/cart'   ──► Ingress
 *
 *   buckets   'byHost' ──► 'api.example.com' ──► { 'shop/orders', 'shop/cart' }
 *                      └─► 'www.example.com' ──► { 'shop/cart' }
 * ```
 *
 * Objects are given out as they are stored: whoever reads one must not change it.
 */
export class ObjectStore<T extends KubeObject> {
  readonly #objects = new Map<string, T>();
  readonly #indexes: readonly { readonly of: IndexFunction<T>; readonly buckets: Map<string, Set<string>> }[];
  readonly #byName = new Map<string, Map<string, Set<string>>>();

  constructor(indexes: Indexes<T> = {}) {
    this.#indexes = Object.entries(indexes).map(([name, of]) => {
      const buckets = new Map<string, Set<string>>();
      this.#byName.set(name, buckets);
      return { of, buckets };
    });
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#objects.keys();
  }

  list(): T[] {
    return [...this.#objects.values()];
  }

  /**
   * The objects that an index filed under `value`.
   * @throws RangeError when there is no index of that name.
   */
  byIndex(index: string, value: string): T[] {
    const buckets = this.#byName.get(index);
    if (buckets === undefined) throw new RangeError(`there is no index "${index}"`);
    const found: T[] = [];
    for (const key of buckets.get(value) ?? []) {
      const object = this.#objects.get(key);
      if (object !== undefined) found.push(object);
    }
    return found;
  }

  /** @throws what an index throws that cannot read the object; then nothing has changed. */
  set(object: T): void {
    const key = keyOf(object);
    const filed = this.#indexes.map(({ of, buckets }) => ({ values: of(object), buckets }));
    this.delete(key);
    this.#objects.set(key, object);
    for (const { values, buckets } of filed) {
      for (const value of values) {
        const bucket = buckets.get(value);
        if (bucket === undefined) buckets.set(value, new Set([key]));
        else bucket.add(key);
      }
    }
  }

  delete(key: string): void {
    const object = this.#objects.get(key);
    if (object === undefined) return;
    this.#objects.delete(key);
    for (const { of, buckets } of this.#indexes) {
      for (const value of of(object)) {
        const bucket = buckets.get(value);
        bucket?.delete(key);
        if (bucket?.size === 0) buckets.delete(value);
      }
    }
  }
}
