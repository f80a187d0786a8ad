import { BARE } from '../../plan/gate-plan.ts';
import type { TargetResult } from '../decide.ts';
import { bareName, type GroupDecision } from '../group-decision.ts';
import { narrowed } from '../narrowed.ts';
import { GOVERNED_BY, type ObservedIngress, recordedKeys, WRITTEN } from '../ownership.ts';

/**
 * How much of the gate an Ingress gets now.
 *
 * - `none`: nothing new; what it has of ours stays.
 * - `closed`: it asks the gate, which believes no certificate. A gate that does not answer yet refuses.
 * - `full`: also what names objects that the gateway has to have seen first: named too early, the gateway would drop the
 *   error page in silence, and answer 503 for the headers.
 */
export type Stage = 'none' | 'closed' | 'full';

export interface Staging {
  readonly stage: Stage;
  /** Every ready replica of the gate enforces what is asked of it: what the gateway did until now may go. */
  readonly acknowledged: boolean;
  /** Why the stage is `none`. */
  readonly because: string;
}

type Governed = Extract<TargetResult, { kind: 'governed' }>;

/** Names of groups and keys without prefix, as gateways have them that ask the gate. */
const AUTH = 'auth';
const ERROR_PAGE = 'error-page';
const HEADERS = 'auth-proxy-set-headers';
const URL_KEY = 'auth-url';
const RATE_KEYS: ReadonlySet<string> = new Set(['limit-rps', 'limit-rpm', 'limit-burst-multiplier']);
const CLIENT_CERTIFICATES = 'auth-tls-';
const REDIRECT_KEYS: ReadonlySet<string> = new Set(['force-ssl-redirect', 'ssl-redirect']);

/** The target with what may be written on it now in place of what is wanted in the end. */
export function staged(target: Governed, { stage, acknowledged, because }: Staging): Governed {
  const { ingress, decision } = target;
  const { groups, desired } = decision;
  const waiting = groups.filter((group) => isWaiting(group, stage));
  const held = new Set(waiting.flatMap(({ group }) => group.domain));
  if (stage === 'closed')
    for (const { group } of groups)
      for (const key of group.domain) if (bareName(key) === HEADERS) held.add(key);
  const live = ingress.metadata.annotations ?? {};
  const annotations: Record<string, string> = {};
  for (const [key, value] of Object.entries(desired.annotations)) {
    if (key !== GOVERNED_BY && key !== WRITTEN && !held.has(key)) annotations[key] = value;
  }
  for (const key of ingress.ownership.ours) {
    const value = live[key];
    if (value === undefined) continue;
    const handedOver = !acknowledged && isHandedOver(bareName(key), value, annotations[key]);
    if (held.has(key) || handedOver) annotations[key] = value;
  }
  askBare(annotations);
  return narrowed(target, { annotations, held, waiting: stage === 'none' ? waiting : [], because });
}

/** Without the headers that the gateway is to write over the caller's, the gate must believe none of them. */
function askBare(annotations: Record<string, string>): void {
  const keys = Object.keys(annotations);
  if (keys.some((key) => bareName(key) === HEADERS)) return;
  for (const key of keys) {
    const value = annotations[key] ?? '';
    if (bareName(key) === URL_KEY && !value.endsWith(BARE)) annotations[key] = `${value}${BARE}`;
  }
}

/** Whether an Ingress was in use before the policy had anything to do with it. */
export function wasInService(ingress: ObservedIngress, policyCreatedAt: string | undefined): boolean {
  const { creationTimestamp } = ingress.metadata;
  if (creationTimestamp === undefined || policyCreatedAt === undefined) return false;
  if (recordedKeys(ingress).has('auth-url')) return false;
  if (Object.keys(ingress.metadata.annotations ?? {}).some((key) => bareName(key) === 'auth-url'))
    return false;
  return creationTimestamp < policyCreatedAt;
}

function isWaiting({ kind, group }: GroupDecision, stage: Stage): boolean {
  if (kind !== 'write' || stage === 'full') return false;
  if (group.name === ERROR_PAGE) return true;
  return stage === 'none' && (group.name === AUTH || group.needs === AUTH);
}

/**
 * A limit that the gate is to count from now on, a redirect in place of which the gate is to refuse, or a certificate that
 * the gateway is to ask for no more: a replica that still does refuses everyone without one.
 */
function isHandedOver(name: string, value: string, wanted: string | undefined): boolean {
  if (RATE_KEYS.has(name) || name.startsWith(CLIENT_CERTIFICATES)) return wanted === undefined;
  return REDIRECT_KEYS.has(name) && value === 'true' && wanted === 'false';
}
