import type { Ingress } from '../api/kubernetes.ts';
import type { ApiPolicy, ApiPolicySpec } from '../api/types.generated.ts';
import { isLoginIngress } from '../plan/login-ingress.ts';
import { selects } from './label-selector.ts';

export { hostsOf } from '../plan/hosts.ts';

/** Parts of a policy that say what it governs. */
export type ClaimingPolicy = Pick<ApiPolicy, 'metadata'> & {
  readonly spec: Pick<ApiPolicySpec, 'targetRefs' | 'targetSelectors'>;
};

/** That a policy governs an Ingress, and by which of its fields. */
export interface Claim {
  readonly by: 'reference' | 'selector';
  /** `spec.targetRefs[0]` or `spec.targetSelectors[1]` */
  readonly field: string;
}

/** Whether a policy governs an Ingress: never one of another namespace. */
export function claimedBy(policy: ClaimingPolicy, ingress: Ingress): Claim | undefined {
  if (namespaceOf(policy) !== namespaceOf(ingress)) return undefined;
  const { targetRefs = [], targetSelectors = [] } = policy.spec;
  const reference = targetRefs.findIndex((target) => target.name === ingress.metadata.name);
  if (reference >= 0) return { by: 'reference', field: `spec.targetRefs[${reference}]` };
  // Labels of the operator's own Ingresses are no wish of anybody's to have a login in front of the login.
  if (isLoginIngress(ingress)) return undefined;
  const labels = ingress.metadata.labels ?? {};
  const selector = targetSelectors.findIndex((entry) => selects(entry, labels));
  return selector >= 0 ? { by: 'selector', field: `spec.targetSelectors[${selector}]` } : undefined;
}

/** All Ingresses that a policy claims, in the order given. */
export function claims<T extends Ingress>(
  policy: ClaimingPolicy,
  ingresses: Iterable<T>,
): { ingress: T; claim: Claim }[] {
  const found: { ingress: T; claim: Claim }[] = [];
  for (const ingress of ingresses) {
    const claim = claimedBy(policy, ingress);
    if (claim) found.push({ ingress, claim });
  }
  return found;
}

/** Who governs an Ingress that several policies claim. */
export interface Precedence<P extends ClaimingPolicy> {
  readonly winner: P;
  readonly losers: readonly P[];
  /** What decided against the first loser; absent where there is none. */
  readonly rule?: 'reference' | 'older' | 'name';
  /** The same, for a message. */
  readonly because: string;
}

/**
 * The policy that governs an Ingress (GEP-713's order): one that names it beats one that selects it, then the older
 * one wins, then the one with the smaller name. Policies that do not claim the Ingress are passed over.
 */
export function winnerOf<P extends ClaimingPolicy>(
  ingress: Ingress,
  policies: Iterable<P>,
): Precedence<P> | undefined {
  const claimants: Ranked<P>[] = [];
  for (const policy of policies) {
    const claim = claimedBy(policy, ingress);
    if (claim) claimants.push(rank(policy, claim));
  }
  const [winner, second, ...rest] = claimants.sort(compareRanked);
  if (!winner) return undefined;
  if (!second) return { winner: winner.policy, losers: [], because: 'no other policy governs it' };
  const rule = decidedBy(winner, second);
  const losers = [second, ...rest].map(({ policy }) => policy);
  return { winner: winner.policy, losers, rule, because: REASONS[rule] };
}

const REASONS = {
  reference: 'it names the Ingress in targetRefs, which beats a selector',
  older: 'it is the older of the two',
  name: 'both are equally old, and its name comes first',
} as const;

interface Ranked<P> {
  readonly policy: P;
  readonly by: Claim['by'];
  /** Not yet created (offline) counts as newest. */
  readonly created: number;
}

function rank<P extends ClaimingPolicy>(policy: P, claim: Claim): Ranked<P> {
  const { creationTimestamp } = policy.metadata;
  const created = creationTimestamp === undefined ? Number.NaN : Date.parse(creationTimestamp);
  return { policy, by: claim.by, created: Number.isNaN(created) ? Number.POSITIVE_INFINITY : created };
}

function compareRanked<P extends ClaimingPolicy>(a: Ranked<P>, b: Ranked<P>): number {
  if (a.by !== b.by) return a.by === 'reference' ? -1 : 1;
  if (a.created !== b.created) return a.created < b.created ? -1 : 1;
  return a.policy.metadata.name < b.policy.metadata.name ? -1 : 1;
}

function decidedBy<P extends ClaimingPolicy>(winner: Ranked<P>, loser: Ranked<P>): keyof typeof REASONS {
  if (winner.by !== loser.by) return 'reference';
  return winner.created !== loser.created ? 'older' : 'name';
}

const namespaceOf = (object: { readonly metadata: { readonly namespace?: string } }): string =>
  object.metadata.namespace ?? 'default';
