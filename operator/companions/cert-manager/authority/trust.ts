import { createHash } from 'node:crypto';
import type { AuthorityDemand, AuthorityFacts, AuthorityMember } from './facts.ts';

/** SHA-256 of a bundle's PEMs in their order, cut to 64 bits: names a Secret whose name has a random part beside it. */
export function bundleDigest(pems: readonly string[]): string {
  return createHash('sha256').update(pems.join('')).digest('hex').slice(0, 16);
}

/**
 * When the next CA is made, in milliseconds since the epoch: after two thirds of its life, as cert-manager renews
 * certificates, and early enough that what it signed last can run out before it does. Never in the first half: a demand
 * that cannot be met must not rotate for ever.
 */
export function rotatesAt(member: AuthorityMember, demand: AuthorityDemand): number | undefined {
  const last = member.certificates.at(-1);
  if (!last) return undefined;
  const life = last.notAfter - last.notBefore;
  const leaves = last.notAfter - demand.overlapMs - demand.longestLeafMs;
  return Math.max(last.notBefore + life / 2, Math.min(last.notBefore + (life * 2) / 3, leaves));
}

/** It has a certificate, known or not. */
export const isIssued = ({ certificates, unknown }: AuthorityMember): boolean =>
  unknown || certificates.length > 0;

/** Those that may be believed: none from before one that was made because they may not be, once that is issued. */
export function believed(members: readonly AuthorityMember[]): readonly AuthorityMember[] {
  const from = members.findLastIndex((member) => member.atOnce && isIssued(member));
  return members.slice(Math.max(0, from));
}

/**
 * PEMs of the members; what has run out is left out, unless it is all there is. Undefined where one of them cannot be
 * known, or nothing is: a bundle without a CA in use refuses its callers, and an empty one lets in everybody.
 */
export function trustedOf(members: readonly AuthorityMember[], now: number): readonly string[] | undefined {
  if (members.some(({ unknown }) => unknown)) return undefined;
  const all = members.flatMap(({ certificates }) => certificates);
  const valid = all.filter(({ notAfter }) => notAfter > now);
  const pems = [...new Set((valid.length > 0 ? valid : all).map(({ pem }) => pem))];
  return pems.length > 0 ? pems : undefined;
}

/** Milliseconds for which every Ingress has been seen to name a bundle; undefined: not all do. */
export function inForceFor(
  bundle: readonly string[] | undefined,
  { inForce }: Pick<AuthorityFacts, 'inForce'>,
): number | undefined {
  if (!bundle || !inForce) return undefined;
  return (inForce.digest ?? bundleDigest(bundle)) === bundleDigest(bundle) ? inForce.forMs : undefined;
}

/** It was issued, and all that was issued has run out. */
export const isOver = ({ certificates, unknown }: AuthorityMember, now: number): boolean =>
  !unknown && certificates.length > 0 && certificates.every(({ notAfter }) => notAfter <= now);

/** When the old CA is trusted no more, for an overlap that began then. */
export const overlapEnds = (
  since: number,
  { demand, leastOverlapMs }: Pick<AuthorityFacts, 'demand' | 'leastOverlapMs'>,
): number => since + Math.max(demand.overlapMs, leastOverlapMs);
