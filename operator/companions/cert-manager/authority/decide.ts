import type {
  AuthorityDecision,
  AuthorityFacts,
  AuthorityMember,
  AuthorityStep,
  NewAuthority,
} from './facts.ts';
import { believed, inForceFor, isIssued, isOver, overlapEnds, rotatesAt, trustedOf } from './trust.ts';

/** Every replica of a gateway has loaded a bundle that its Ingresses have named for so long. */
export const SETTLE_MS = 30_000;
/** Where nothing else is set, an old CA stays trusted so long after its last certificate was replaced: pods read Secrets late. */
export const LEAST_OVERLAP_MS = 5 * 60_000;

interface Move {
  readonly step: AuthorityStep;
  readonly signer?: string;
  readonly bundle?: readonly string[] | undefined;
  readonly remove?: readonly string[];
  readonly heldBy?: readonly string[];
  readonly waits?: readonly number[];
  /** The step goes on; absent: it begins now unless memory says otherwise. */
  readonly since?: number;
}

/**
 * What becomes of a managed CA. Follows from live objects alone; memory only shortens waits.
 *
 * A rotation gives up trust last: the new CA is trusted by every Ingress before it signs anything, and the old one is
 * trusted until nothing that it signed is in use, and for the overlap after that. Only a CA that was made because its
 * predecessors may not be believed (a higher revision with an overlap of zero) ends their trust at once.
 */
export function decideAuthority(facts: AuthorityFacts): AuthorityDecision {
  const { members, demand, memory, now } = facts;
  const newest = members.at(-1);
  if (!newest) {
    const first = { number: 1, revision: demand.revision, atOnce: false };
    return { ...NOTHING, step: 'Issuing', since: now, create: first };
  }
  const create = successor(newest, facts);
  const mark = toMark(facts);
  const { bundle, ...move } = moveOf(facts, newest);
  const began = memory?.name === newest.name && memory.step === move.step ? memory.since : now;
  return {
    ...NOTHING,
    ...move,
    name: newest.name,
    // A clock that was ahead must not hold a step for ever.
    since: Math.min(move.since ?? began, now),
    unknown: believed(members)
      .filter((member) => member.unknown)
      .map(({ name }) => name),
    waits: [...(move.waits ?? []), ...untilRotation(newest, facts)],
    ...(bundle && { bundle }),
    ...(create && { create }),
    ...(mark !== undefined && { mark }),
  };
}

const NOTHING = { remove: [], heldBy: [], unknown: [], waits: [] } as const;

/** One rotation at a time, but for one that ends the trust in all before it. */
function successor(
  newest: AuthorityMember,
  { members, demand, now }: AuthorityFacts,
): NewAuthority | undefined {
  const behind = newest.revision < demand.revision;
  const next = (atOnce: boolean): NewAuthority => ({
    number: newest.number + 1,
    revision: Math.max(newest.revision, demand.revision),
    atOnce,
  });
  if (behind && demand.overlapMs === 0) return next(true);
  if (members.length > 1 || !isIssued(newest)) return undefined;
  return behind || (rotatesAt(newest, demand) ?? now + 1) <= now ? next(false) : undefined;
}

/** An overlap of zero asked for while the rotation to a higher revision is under way. */
function toMark({ members, demand }: AuthorityFacts): string | undefined {
  const [newest, before] = [members.at(-1), members.at(-2)];
  if (!newest || !before || demand.overlapMs > 0 || newest.atOnce) return undefined;
  return newest.revision === demand.revision && newest.revision > before.revision ? newest.name : undefined;
}

function moveOf(facts: AuthorityFacts, newest: AuthorityMember): Move {
  const { members, now } = facts;
  const before = members.slice(0, -1);
  if (!isIssued(newest)) return issuing(before, now);
  if (before.length === 0) return { step: 'Settled', signer: newest.name, bundle: trustedOf([newest], now) };
  if (newest.atOnce) {
    const { bundle, remove } = dropped(facts, newest);
    return { step: 'Reissuing', signer: newest.name, bundle, remove };
  }
  return rotating(facts, newest, before);
}

/** The new one is not there yet: all stays with those that are. */
function issuing(before: readonly AuthorityMember[], now: number): Move {
  const trusted = trustedOf(believed(before), now);
  const signer = before.findLast(({ leaves }) => leaves.length > 0) ?? before[0];
  return {
    step: 'Issuing',
    ...(signer && { signer: signer.name }),
    bundle: trusted,
  };
}

function rotating(facts: AuthorityFacts, newest: AuthorityMember, before: readonly AuthorityMember[]): Move {
  const { members, memory, now } = facts;
  const step = memory?.name === newest.name ? memory.step : undefined;
  if (step === 'Settled' || before.every((member) => isOver(member, now))) return settling(facts, newest);
  const bundle = trustedOf(believed(members), now);
  const seenMs = inForceFor(bundle, facts);
  const begun = step === 'Reissuing' || step === 'Overlapping' || newest.leaves.length > 0;
  if (!begun && !(newest.ready && seenMs !== undefined && seenMs >= SETTLE_MS)) {
    const signer = before.findLast(({ leaves }) => leaves.length > 0) ?? before[0];
    return {
      step: 'Bundled',
      ...(signer && { signer: signer.name }),
      bundle,
      waits: seenMs === undefined ? [] : [Math.max(1, SETTLE_MS - seenMs)],
    };
  }
  const heldBy = [...new Set(before.flatMap(({ holders }) => holders))].toSorted();
  if (heldBy.length > 0) return { step: 'Reissuing', signer: newest.name, bundle, heldBy };
  return overlapping(facts, newest, bundle);
}

function overlapping(
  facts: AuthorityFacts,
  newest: AuthorityMember,
  bundle: readonly string[] | undefined,
): Move {
  const { memory, now } = facts;
  const goesOn = memory?.name === newest.name && memory.step === 'Overlapping';
  const since = goesOn ? Math.min(memory.since, now) : now;
  const left = overlapEnds(since, facts) - now;
  if (left <= 0) return settling(facts, newest);
  return { step: 'Overlapping', signer: newest.name, bundle, since, waits: [left] };
}

function settling(facts: AuthorityFacts, newest: AuthorityMember): Move {
  return { step: 'Settled', signer: newest.name, ...dropped(facts, newest) };
}

/** The new one alone is trusted. Those before it go when every Ingress says so, and the policy's own need them no more. */
function dropped(facts: AuthorityFacts, newest: AuthorityMember) {
  const bundle = trustedOf([newest], facts.now);
  const before = facts.members.slice(0, -1);
  const gone = inForceFor(bundle, facts) !== undefined && before.every(({ leaves }) => leaves.length === 0);
  return { bundle, remove: gone ? before.map(({ name }) => name) : [] };
}

function untilRotation(newest: AuthorityMember, { members, demand, now }: AuthorityFacts): number[] {
  const at = members.length === 1 ? rotatesAt(newest, demand) : undefined;
  return at === undefined ? [] : [Math.max(1, at - now)];
}
