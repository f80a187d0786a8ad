import type { Problem } from '../api/problem.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import { problemsOf } from './policy-problems.ts';

interface Known {
  readonly uid: string;
  readonly generation: number;
  readonly problems: readonly Problem[];
}

/**
 * What validation finds wrong with policies. Admission validates too; this is for what was stored before a rule existed. A
 * spec is looked at once: most reconciles come from what is around a policy, and validation is the dearest of their steps
 * that write nothing.
 */
export class KnownProblems {
  readonly #known = new Map<string, Known>();

  /** @param key `namespace/name` of the policy. */
  of(key: string, policy: ApiPolicy): readonly Problem[] {
    const { uid, generation } = policy.metadata;
    const known = this.#known.get(key);
    if (known && known.uid === uid && known.generation === generation) return known.problems;
    const problems = problemsOf(policy);
    // A change of the spec makes another generation, and a new policy of the name another uid.
    if (uid !== undefined && generation !== undefined) this.#known.set(key, { uid, generation, problems });
    return problems;
  }

  forget(key: string): void {
    this.#known.delete(key);
  }
}
