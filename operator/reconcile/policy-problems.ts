import type { Problem } from '../api/problem.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import { validateApiPolicy } from '../api/validate.ts';

/** Objects of a cache never change, and two loops ask. */
const known = new WeakMap<ApiPolicy['spec'], readonly Problem[]>();

/** Admission validates too; this is for what was stored before a rule existed. The status is our own. */
export function problemsOf({ apiVersion, kind, metadata, spec }: ApiPolicy): readonly Problem[] {
  const before = known.get(spec);
  if (before) return before;
  const problems = validateApiPolicy({ apiVersion, kind, metadata: { name: metadata.name }, spec });
  known.set(spec, problems);
  return problems;
}
