import type { GatePolicy } from '../plan/gate-plan.ts';
import type { CountedRate } from '../plan/nodes/counted-rate.ts';
import type { Counted } from './count-by.ts';
import type { Limits, LimitVerdict, Quotas } from './ports.ts';
import type { Failed, JudgedAgain, MetQuota } from './refusal.ts';
import { WINDOW_SECONDS } from './store/counter-store.ts';

export interface Counting {
  readonly limits: Limits;
  readonly signal: AbortSignal;
  /** `peek` on the error path. */
  readonly counting: 'consume' | 'peek';
}

/**
 * Counts the request. On the error path it is looked which limit it met: one that is used up, or one by a certificate,
 * which cannot be looked at there. Where no other replica can have counted more, none that is not used up was met.
 */
export async function meetsLimit(
  policy: GatePolicy,
  { requests, unseen }: Counted,
  { limits, signal, counting }: Counting,
): Promise<Extract<JudgedAgain, { readonly kind: 'limited' }> | Failed | undefined> {
  if (counting === 'consume') {
    const verdict = requests.length === 0 ? ALLOWED : await limits.consume(policy, requests, signal);
    return verdict.kind === 'allowed' ? undefined : verdict;
  }
  const look = requests.length === 0 ? NO_QUOTAS : await limits.peek(policy, requests, signal);
  if (look.kind === 'unavailable') return look;
  const [quota] = look.quotas.toSorted(
    (a, b) => a.remaining / a.requests - b.remaining / b.requests || b.resetSeconds - a.resetSeconds,
  );
  const [rule] = unseen;
  if (rule !== undefined && quota?.remaining !== 0) return { kind: 'limited', quota: usedUp(rule) };
  if (quota === undefined || (look.exact && quota.remaining > 0)) return undefined;
  return { kind: 'limited', quota };
}

const ALLOWED: LimitVerdict = { kind: 'allowed' };
const NO_QUOTAS: Quotas = { kind: 'quotas', quotas: [], exact: true };

const usedUp = ({ name, requests, per }: CountedRate): MetQuota => ({
  rule: name,
  requests,
  windowSeconds: WINDOW_SECONDS[per],
  remaining: 0,
});
