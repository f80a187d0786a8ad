import type { Client } from './client.ts';
import type { Clock } from './clock.ts';
import { describe } from './errors.ts';
import type { Logger } from './logger.ts';
import { type KubeObject, keyOf } from './object.ts';
import { type Indexes, ObjectStore } from './object-store.ts';
import { Reflector } from './reflector.ts';
import { nameOfResource, type Resource } from './resource.ts';
import { compareResourceVersions, isOlder } from './resource-version.ts';

/** `old` alone: deleted. `new` alone: appeared. Both: changed. */
export interface Change<T> {
  readonly old?: T;
  readonly new?: T;
  /** The object was found by the first list after the start, it did not change now. */
  readonly initial: boolean;
  /**
   * The object was an own write when it was noted by `observe`, and somebody else's change lies between `old` and
   * `new`: the event of that change came after the write's answer and is not told by itself.
   */
  readonly overtook?: boolean;
}

export interface WatchCacheOptions<T extends KubeObject> {
  readonly client: Client;
  readonly resource: Resource<T>;
  /** Without it: all namespaces. */
  readonly namespace?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  /**
   * Runs before an object is stored: drop what is not read, and share with what was stored what did not change. It must
   * keep name, namespace, uid, resourceVersion.
   */
  readonly transform?: (object: T, stored: T | undefined) => T;
  readonly indexes?: Indexes<T>;
  /** Count as synced, with no objects, while the server does not know this kind. Default false: wait for it. */
  readonly missingIsEmpty?: boolean;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Objects a page when listing: its text and its objects are in memory at the same time. Default 200. */
  readonly pageSize?: number;
  /**
   * A watch that says nothing for this long is broken off and resumed: kube-apiserver sends a bookmark about every
   * minute, so silence means a half-open connection. Default 90 s.
   */
  readonly silenceMs?: number;
}

/**
 * All objects of a resource, held in memory and kept current by a watch.
 *
 * The store changes before handlers are told, so a handler and the reconcile it wakes see the new state. Handlers
 * are told in order, each change once. Objects are shared: do not change what you read.
 */
export class WatchCache<T extends KubeObject> {
  /** Resolves when the first list is complete; never rejects. */
  readonly synced: Promise<void>;
  /** For logs: `ingresses.networking.k8s.io`. */
  readonly name: string;
  readonly #options: WatchCacheOptions<T>;
  readonly #store: ObjectStore<T>;
  readonly #handlers: ((change: Change<T>) => void)[] = [];
  /** Own writes that no watch event has confirmed: what handlers still believe the object to be. */
  readonly #unannounced = new Map<string, T | undefined>();
  /** Keys of these whose events of other changes came late, or were lost to a new list. */
  readonly #overtaken = new Set<string>();
  readonly #markSynced: () => void;
  readonly #listing = new Set<string>();
  #hasSynced = false;
  #listedOnce = false;
  #reached: string | undefined;

  constructor(options: WatchCacheOptions<T>) {
    this.#options = options;
    this.name = nameOfResource(options.resource);
    this.#store = new ObjectStore<T>(options.indexes);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.synced = promise;
    this.#markSynced = () => {
      this.#hasSynced = true;
      resolve();
    };
  }

  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  get size(): number {
    return this.#store.size;
  }

  /** `key` is `namespace/name`, or `name` for a cluster-scoped object. */
  get(key: string): T | undefined {
    return this.#store.get(key);
  }

  list(): T[] {
    return this.#store.list();
  }

  /** @throws RangeError when there is no index of that name. */
  byIndex(index: string, value: string): T[] {
    return this.#store.byIndex(index, value);
  }

  /** Handlers should only note what to do (enqueue a key). One that throws is logged, and the others still run. */
  onChange(handler: (change: Change<T>) => void): void {
    this.#handlers.push(handler);
  }

  /** Lists and watches until `signal` aborts; resolves then. Call it once. */
  start(signal: AbortSignal): Promise<void> {
    const { client, resource, namespace, fieldSelector, labelSelector, logger, clock, random } =
      this.#options;
    const reflector = new Reflector<T>({
      client,
      resource,
      select: {
        ...(namespace === undefined ? {} : { namespace }),
        ...(fieldSelector === undefined ? {} : { fieldSelector }),
        ...(labelSelector === undefined ? {} : { labelSelector }),
      },
      target: {
        beginList: () => this.#listing.clear(),
        listed: (items) => this.#listed(items),
        finishList: (resourceVersion) => this.#finishList(resourceVersion),
        changed: (object) => this.#changed(object),
        deleted: (object) => this.#deleted(object),
        reached: (resourceVersion) => {
          this.#reached = resourceVersion;
        },
        missing: () => this.#missing(),
      },
      logger,
      clock,
      random,
      pageSize: this.#options.pageSize ?? 200,
      silenceMs: this.#options.silenceMs ?? 90_000,
    });
    return reflector.run(signal);
  }

  /**
   * Notes what the server answered to an own write, so that the next read sees it before the watch brings it.
   * Handlers are told when the watch confirms it. An answer that the watch has overtaken is ignored.
   */
  observe(written: T): void {
    const version = written.metadata.resourceVersion;
    const key = keyOf(written);
    const current = this.#store.get(key);
    const ahead = (than: string | undefined): boolean => (compareResourceVersions(version, than) ?? -1) > 0;
    if (this.#reached === undefined || !ahead(this.#reached)) return;
    if (current !== undefined && !ahead(current.metadata.resourceVersion)) return;
    const object = this.#stored(written);
    if (object !== undefined && !this.#unannounced.has(key)) this.#unannounced.set(key, current);
  }

  #listed(items: readonly T[]): void {
    for (const item of items) {
      const key = keyOf(item);
      this.#listing.add(key);
      if (this.#unannounced.has(key)) this.#overtaken.add(key);
      this.#changed(item);
    }
  }

  #finishList(resourceVersion: string): void {
    for (const key of [...this.#store.keys()]) {
      if (this.#listing.has(key)) continue;
      const object = this.#store.get(key);
      const newer = this.#unannounced.has(key) && isOlder(resourceVersion, object?.metadata.resourceVersion);
      if (!newer) this.#remove(key);
    }
    this.#listing.clear();
    this.#reached = resourceVersion;
    this.#listedOnce = true;
    this.#markSynced();
  }

  #missing(): void {
    if (this.#options.missingIsEmpty === true) this.#markSynced();
  }

  #changed(raw: T): void {
    const key = keyOf(raw);
    const stored = this.#store.get(key);
    if (isOlder(raw.metadata.resourceVersion, stored?.metadata.resourceVersion)) {
      if (this.#unannounced.has(key)) this.#overtaken.add(key);
      return;
    }
    const object = this.#isStored(raw, stored) ? stored : this.#stored(raw);
    if (object === undefined) return;
    const old = this.#unannounced.has(key) ? this.#unannounced.get(key) : stored;
    this.#unannounced.delete(key);
    const overtook = this.#overtaken.delete(key);
    const same = old?.metadata.resourceVersion === object.metadata.resourceVersion && old !== undefined;
    if (same) return;
    if (old !== undefined && old.metadata.uid !== object.metadata.uid) {
      this.#tell({ old, initial: false });
      this.#tell({ new: object, initial: false });
      return;
    }
    this.#tell({
      ...(old === undefined ? {} : { old }),
      new: object,
      initial: !this.#listedOnce,
      ...(overtook && { overtook }),
    });
  }

  #deleted(raw: T): void {
    const key = keyOf(raw);
    if (isOlder(raw.metadata.resourceVersion, this.#store.get(key)?.metadata.resourceVersion)) return;
    this.#remove(key);
  }

  #remove(key: string): void {
    const old = this.#unannounced.get(key) ?? this.#store.get(key);
    this.#unannounced.delete(key);
    this.#overtaken.delete(key);
    this.#store.delete(key);
    if (old !== undefined) this.#tell({ old, initial: false });
  }

  /** The event of an own write, whose answer was stored before. */
  #isStored(raw: T, stored: T | undefined): boolean {
    return (
      this.#unannounced.has(keyOf(raw)) &&
      stored?.metadata.uid === raw.metadata.uid &&
      stored?.metadata.resourceVersion === raw.metadata.resourceVersion
    );
  }

  /** One object that cannot be read must not hold up those that come after it. */
  #stored(raw: T): T | undefined {
    const { transform, logger } = this.#options;
    try {
      const object = transform === undefined ? raw : transform(raw, this.#store.get(keyOf(raw)));
      this.#store.set(object);
      return object;
    } catch (error) {
      logger.error('an object could not be read and is left out', {
        resource: this.name,
        key: keyOf(raw),
        reason: describe(error),
      });
      return undefined;
    }
  }

  #tell(change: Change<T>): void {
    for (const handler of this.#handlers) {
      try {
        handler(change);
      } catch (error) {
        this.#options.logger.error('a change handler failed', {
          resource: this.name,
          reason: describe(error),
        });
      }
    }
  }
}
