import type { RequestMatch } from '../plan/request-match.ts';
import { serves } from './hosts.ts';
import type { GateRequest } from './request.ts';

/**
 * How a rule reads a request. `exact` takes it as it is: what opens something opens no more than is written. `loose`
 * takes it as the most forgiving app would: path without regard to case or a slash at the end, HEAD as GET, and a method
 * as a header overrides it. What restricts has to hold under both, so that `/ADMIN/` is not a way around `/admin`.
 * Whatever matches exactly also matches loosely.
 */
export type Reading = 'exact' | 'loose';

export function matches(match: RequestMatch, request: GateRequest, reading: Reading): boolean {
  return (
    (match.hosts === undefined || serves(match.hosts, request.host)) &&
    (match.methods === undefined || methodMatches(match.methods, request, reading)) &&
    (match.path === undefined || pathMatches(match.path, request.path, reading))
  );
}

/** Rules without any match are about every request. */
export function matchesAny(list: readonly RequestMatch[], request: GateRequest, reading: Reading): boolean {
  return list.length === 0 || list.some((match) => matches(match, request, reading));
}

function methodMatches(methods: readonly string[], request: GateRequest, reading: Reading): boolean {
  if (reading === 'exact') return methods.includes(request.method);
  return request.methods.some(
    (method) => methods.includes(method) || (method === 'HEAD' && methods.includes('GET')),
  );
}

function pathMatches(
  { type, value }: NonNullable<RequestMatch['path']>,
  path: string | undefined,
  reading: Reading,
): boolean {
  if (path === undefined) return reading === 'loose';
  const [wanted, asked] = reading === 'exact' ? [value, path] : [folded(value), folded(path)];
  if (asked === wanted) return true;
  return type === 'PathPrefix' && asked.startsWith(wanted.endsWith('/') ? wanted : `${wanted}/`);
}

/** By way of capitals: some small letters (`ſ`) are another letter's capital to software that compares capitals. */
const folded = (path: string): string => path.toUpperCase().toLowerCase().replace(/\/+$/, '');
