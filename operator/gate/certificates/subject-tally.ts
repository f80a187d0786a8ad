import type { GateHealth, GatePolicy } from '../../plan/gate-plan.ts';
import type { SubjectCounts } from '../ports.ts';

type Count = { refused: number; passed: number; lastRefusedAt?: number };

/** How many certificates each policy let in and refused by whom they name, since the process started. */
export class SubjectTally implements SubjectCounts {
  readonly #now: () => number;
  readonly #policies = new Map<string, Count>();

  /** @param now milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  passed(policy: string): void {
    this.#count(policy).passed += 1;
  }

  refused(policy: string): void {
    const count = this.#count(policy);
    count.refused += 1;
    count.lastRefusedAt = this.#now();
  }

  /** Undefined for a policy that names no subjects. */
  of({ policy, clientCertificates }: GatePolicy): GateHealth['subjects'] {
    if ((clientCertificates?.subjects.length ?? 0) === 0) return undefined;
    return { ...(this.#policies.get(policy) ?? { refused: 0, passed: 0 }) };
  }

  /** Forgets policies that are no more. */
  keep(policies: Iterable<GatePolicy>): void {
    const known = new Set([...policies].map(({ policy }) => policy));
    for (const policy of this.#policies.keys()) if (!known.has(policy)) this.#policies.delete(policy);
  }

  #count(policy: string): Count {
    const count = this.#policies.get(policy) ?? { refused: 0, passed: 0 };
    this.#policies.set(policy, count);
    return count;
  }
}
