import type { GatePolicy, GateStore } from '../../plan/gate-plan.ts';
import type { CounterStore } from './counter-store.ts';
import { MemoryCounters } from './memory-counters.ts';
import { MemoryStore } from './memory-store.ts';
import { RedisConnection } from './redis-connection.ts';
import { RedisStore } from './redis-store.ts';

export interface StoresOptions {
  readonly namespace: string;
  /** Milliseconds, never going back. */
  readonly now: () => number;
  /** PEM texts that a CA file and the system give; throws where the file cannot be read. */
  readonly roots: (caFile: string | undefined) => readonly string[] | undefined;
  /** A request was counted in memory because the store did not answer. */
  readonly onInsurance: (policy: string) => void;
  /** A store was lost or is back. */
  readonly onState: (address: string, up: boolean, reason: string) => void;
}

const SWEEP_MS = 30_000;

/** The counters of each policy: in the memory of this process, or in the store that it names. */
export class Stores {
  readonly memory: MemoryCounters;
  readonly #options: StoresOptions;
  readonly #inMemory: MemoryStore;
  readonly #connections = new Map<string, RedisConnection>();
  readonly #stores = new Map<string, RedisStore>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(options: StoresOptions) {
    this.#options = options;
    this.memory = new MemoryCounters({ now: options.now });
    this.#inMemory = new MemoryStore(this.memory);
    this.#sweeper = setInterval(() => this.memory.sweep(), SWEEP_MS).unref();
  }

  of(policy: GatePolicy): CounterStore {
    const { store } = policy;
    if (store === undefined) return this.#inMemory;
    const id = `${policy.policy} ${store.onFailure} ${connectionId(policy, store)}`;
    const known = this.#stores.get(id);
    if (known !== undefined) return known;
    const made = new RedisStore({
      connection: this.#connection(policy, store),
      namespace: this.#options.namespace,
      ...(store.onFailure === 'Local' && {
        insurance: {
          counters: this.memory,
          onUse: () => this.#options.onInsurance(policy.policy),
        },
      }),
    });
    this.#stores.set(id, made);
    return made;
  }

  /** Why the store of a policy cannot be used; undefined: it can. Waits a little for one that is being connected. */
  async problemOf(policy: GatePolicy): Promise<string | undefined> {
    if (policy.store === undefined) return undefined;
    const connection = this.#connection(policy, policy.store);
    await connection.ready(1_000);
    return connection.problem;
  }

  /** Closes what no policy needs any more. Counters stay. */
  keep(policies: Iterable<GatePolicy>): void {
    const needed = new Set<string>();
    const used = new Set<string>();
    for (const policy of policies) {
      if (policy.store === undefined) continue;
      const id = connectionId(policy, policy.store);
      needed.add(id);
      used.add(`${policy.policy} ${policy.store.onFailure} ${id}`);
    }
    for (const id of this.#stores.keys()) if (!used.has(id)) this.#stores.delete(id);
    for (const [id, connection] of this.#connections) {
      if (needed.has(id)) continue;
      this.#connections.delete(id);
      connection.end();
    }
  }

  end(): void {
    clearInterval(this.#sweeper);
    this.keep([]);
  }

  #connection(policy: GatePolicy, store: GateStore): RedisConnection {
    const id = connectionId(policy, store);
    const known = this.#connections.get(id);
    if (known !== undefined) return known;
    const connection = new RedisConnection({
      store,
      roots: () => this.#options.roots(policy.authentication?.caFile),
      onState: (up, reason) => this.#options.onState(store.address, up, reason),
    });
    this.#connections.set(id, connection);
    return connection;
  }
}

const connectionId = (policy: GatePolicy, { address, passwordFile, tls }: GateStore): string =>
  JSON.stringify([address, passwordFile, tls, tls ? policy.authentication?.caFile : undefined]);
