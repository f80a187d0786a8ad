import type { ClusterApiPolicy } from '../api/types.generated.ts';

type Stated = NonNullable<ClusterApiPolicy['spec']['exceptions']>[number];

/** An exception with the name of the ClusterApiPolicy that grants it. */
export interface GrantedException extends Stated {
  readonly baseline: string;
}

/** What is granted to one policy. */
export interface PolicyExceptions {
  /** By control. Of several baselines' exceptions for one control the longest counts, then the first by name. */
  readonly inForce: ReadonlyMap<string, GrantedException>;
  /** Those whose day is over: void, and to be removed or renewed by their owner. */
  readonly expired: readonly GrantedException[];
  /** When the next one becomes void, in milliseconds since the epoch: the policy is then to be judged again. */
  readonly nextExpiry?: number;
}

const DAY_MS = 86_400_000;

/** The first moment at which an exception is void: the end of its day in UTC. Milliseconds since the epoch. */
export const voidFrom = ({ expires }: Pick<Stated, 'expires'>): number =>
  Date.parse(`${expires}T00:00:00Z`) + DAY_MS;

/**
 * The exceptions of a policy at a moment. A day that cannot be read grants nothing.
 *
 * @param baselines those that are for the policy's namespace
 * @param now milliseconds since the epoch
 */
export function exceptionsFor(
  policy: { readonly namespace: string; readonly name: string },
  baselines: Iterable<ClusterApiPolicy>,
  now: number,
): PolicyExceptions {
  const granted = [...baselines].flatMap(({ metadata, spec }) =>
    (spec.exceptions ?? [])
      .filter((entry) => entry.namespace === policy.namespace && entry.policy === policy.name)
      .map((entry): GrantedException => ({ ...entry, baseline: metadata.name })),
  );
  granted.sort((a, b) => voidFrom(b) - voidFrom(a) || (a.baseline < b.baseline ? -1 : 1));
  const inForce = new Map<string, GrantedException>();
  for (const exception of granted) {
    if (now < voidFrom(exception) && !inForce.has(exception.control))
      inForce.set(exception.control, exception);
  }
  const ends = [...inForce.values()].map(voidFrom);
  return {
    inForce,
    expired: granted.filter((exception) => !(now < voidFrom(exception))),
    ...(ends.length > 0 && { nextExpiry: Math.min(...ends) }),
  };
}
