import type { Problem } from '../api/problem.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import { validateApiPolicy } from '../api/validate.ts';

/** Admission validates too; this is for what was stored before a rule existed. The status is our own. */
export function problemsOf({ apiVersion, kind, metadata, spec }: ApiPolicy): readonly Problem[] {
  return validateApiPolicy({ apiVersion, kind, metadata: { name: metadata.name }, spec });
}
