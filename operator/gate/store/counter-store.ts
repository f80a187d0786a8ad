import type { GatePolicy } from '../../plan/gate-plan.ts';
import type { CountedRequest } from '../ports.ts';
import type { Count } from './memory-counters.ts';

/** A rule of a policy and the key that it counts under. */
export interface CounterKey extends CountedRequest {
  readonly policy: GatePolicy;
}

export interface Reading {
  /** Absent: no window has begun. */
  readonly count?: Count;
  /** Every replica counts by it. */
  readonly shared: boolean;
}

/** Where counters live. Both may reject with a {@link StoreError}, and do so soon. */
export interface CounterStore {
  /** Counts one request. */
  consume(key: CounterKey): Promise<Count>;
  /** Counts nothing. */
  read(key: CounterKey): Promise<Reading>;
}

/** The store cannot be reached, or refuses. The message holds no password. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

export const WINDOW_SECONDS = { Second: 1, Minute: 60, Hour: 3_600, Day: 86_400 } as const;

/** The window is part of the name: a limit of another window begins anew, one of another number goes on counting. */
export const ruleKey = ({ policy, rule }: CounterKey): string => `${policy.policy}/${rule.name}/${rule.per}`;
