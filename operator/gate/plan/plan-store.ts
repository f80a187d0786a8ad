import type { GatePolicy } from '../../plan/gate-plan.ts';
import type { PlanSource } from '../ports.ts';
import { readPolicy } from './read-policy.ts';

/** Told about an entry that cannot be read. `kept`: the policy is enforced as it was before. */
export type OnBadEntry = (policy: string, reason: string, kept: boolean) => void;

interface Entry {
  readonly text: string;
  /** Absent: it never could be read, and the policy is unknown. */
  readonly policy?: GatePolicy;
}

/** The plan in force, from the data of the ConfigMap as it was seen last. */
export class PlanStore implements PlanSource {
  readonly #onBadEntry: OnBadEntry;
  readonly #listeners = new Set<() => void>();
  #entries: ReadonlyMap<string, Entry> = new Map();
  #loaded = false;

  constructor(onBadEntry: OnBadEntry) {
    this.#onBadEntry = onBadEntry;
  }

  /** True once a plan was seen, be it an empty one. */
  get loaded(): boolean {
    return this.#loaded;
  }

  get(policy: string): GatePolicy | undefined {
    return this.#entries.get(policy)?.policy;
  }

  *all(): Iterable<GatePolicy> {
    for (const { policy } of this.#entries.values()) if (policy !== undefined) yield policy;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Takes the whole data of the ConfigMap. A policy that is not in it any more is unknown from then on, which refuses
   * its requests; one whose entry cannot be read stays as it was.
   */
  load(data: Readonly<Record<string, string>>): void {
    const next = new Map<string, Entry>();
    for (const [name, text] of Object.entries(data)) {
      const former = this.#entries.get(name);
      next.set(name, former?.text === text ? former : this.#read(name, text, former?.policy));
    }
    this.#entries = next;
    this.#loaded = true;
    for (const listener of this.#listeners) listener();
  }

  #read(name: string, text: string, former: GatePolicy | undefined): Entry {
    try {
      return { text, policy: readPolicy(name, text) };
    } catch (error) {
      this.#onBadEntry(name, error instanceof Error ? error.message : String(error), former !== undefined);
      return { text, ...(former !== undefined && { policy: former }) };
    }
  }
}
