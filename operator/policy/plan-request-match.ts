import { canonicalPath } from '../api/canonical-path.ts';
import type { AuthorizationRuleMatch } from '../api/types.generated.ts';
import type { RequestMatch } from '../plan/request-match.ts';
import { PolicyValueError } from './value-error.ts';

/**
 * Which requests a rule is about. A slash at the end of a prefix is taken off, as a prefix ends at a segment anyway.
 *
 * @throws PolicyValueError for a path that could be read in two ways: the second lock behind the schema
 */
export function planMatch({ hosts, path, methods }: AuthorizationRuleMatch, field: string): RequestMatch {
  return {
    ...(hosts && { hosts }),
    ...(path && { path: { type: path.type, value: pathValue(path, `${field}.path.value`) } }),
    ...(methods && { methods }),
  };
}

/** `matches` of a rule; absent: every request. */
export function planMatches(
  matches: readonly AuthorizationRuleMatch[] | undefined,
  field: string,
): readonly RequestMatch[] {
  return (matches ?? []).map((match, index) => planMatch(match, `${field}.matches[${index}]`));
}

function pathValue({ type, value }: NonNullable<AuthorizationRuleMatch['path']>, field: string): string {
  if (canonicalPath(value) !== value) {
    throw new PolicyValueError(field, `${JSON.stringify(value)} is not canonical; write it as /orders`);
  }
  return type === 'PathPrefix' && value.length > 1 && value.endsWith('/') ? value.slice(0, -1) : value;
}
