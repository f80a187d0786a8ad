import type { Problem } from '../api/problem.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import { validateApiPolicy } from '../api/validate.ts';

const known = new WeakMap<ApiPolicy['spec'], readonly Problem[]>();

/**
 * What validation finds wrong with a policy. Admission validates too; this is for what was stored before a rule existed. A
 * spec, which is one object in the cache while it is the same, is looked at once: most reconciles come from what is around
 * a policy, and validation is the dearest of their steps that write nothing. The status is our own.
 */
export function problemsOf({ apiVersion, kind, metadata, spec }: ApiPolicy): readonly Problem[] {
  const before = known.get(spec);
  if (before) return before;
  const problems = validateApiPolicy({ apiVersion, kind, metadata: { name: metadata.name }, spec });
  known.set(spec, problems);
  return problems;
}
