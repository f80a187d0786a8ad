import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { GatePolicy } from '../../plan/gate-plan.ts';
import { nodeOf, nodesOf, type SecurityPlan } from '../../plan/plan.ts';

/** Bytes of all entries together; an object may have about 1 MiB. */
export const MAX_PLAN_BYTES = 900 * 1024;

/** How long the Ingresses of a policy show all that is wanted of them before the gate leaves it to the gateway. */
export const SETTLE_MS = 10_000;

export interface EntryInput {
  /** Data of the live ConfigMap. */
  readonly live: Readonly<Record<string, string>>;
  /** What each policy in force asks of the gate, the oldest policy first. */
  readonly wanted: readonly {
    readonly entry: GatePolicy;
    readonly plan: SecurityPlan;
    /** `activation: WhenReady` */
    readonly whenReady: boolean;
  }[];
  /** Policies whose entries stay as they are: held back, refused, or on their way out. */
  readonly held: ReadonlySet<string>;
  /** Policies whose Ingresses have shown for a while all that is wanted of them. */
  readonly settled: ReadonlySet<string>;
}

export interface Entries {
  readonly data: Readonly<Record<string, string>>;
  /** Revision of each wanted entry as it is written now. */
  readonly revisions: ReadonlyMap<string, string>;
  /** Policies whose written entry is not the wanted one yet, until their Ingresses are settled. */
  readonly transitional: ReadonlySet<string>;
  /** Of these, what asks for no client certificate before the gateway does. */
  readonly uncertified: ReadonlySet<string>;
  /** Policies that found no room. */
  readonly tooLarge: ReadonlySet<string>;
}

/**
 * The content of the plan ConfigMap.
 *
 * What moves from the gate to the gateway (a rule by address, a redirect in place of a refusal) stays with the gate until
 * the gateway has it, so that no moment is without either. Where nothing that works may be lost, and nothing is given up
 * for it, the gate asks for a client certificate once the gateway does: before that no caller can show one.
 */
export function decideEntries({ live, wanted, held, settled }: EntryInput): Entries {
  const data: Record<string, string> = {};
  const revisions = new Map<string, string>();
  const transitional = new Set<string>();
  const uncertified = new Set<string>();
  const tooLarge = new Set<string>();
  let bytes = 0;
  const put = (policy: string, text: string): boolean => {
    const size = Buffer.byteLength(policy) + Buffer.byteLength(text);
    if (bytes + size > MAX_PLAN_BYTES) return false;
    bytes += size;
    data[policy] = text;
    return true;
  };
  for (const policy of held) {
    const text = live[policy];
    if (text !== undefined) put(policy, text);
  }
  for (const { entry, plan, whenReady } of wanted) {
    const before = parsed(live[entry.policy]);
    const asksTooEarly = whenReady && before !== undefined && mayAskLater(before, entry, plan);
    const passing = asksTooEarly ? withoutCertificates(before, entry) : entry;
    const kept = settled.has(entry.policy) ? entry : withMoved(before, passing, plan);
    if (!put(entry.policy, JSON.stringify(kept))) {
      tooLarge.add(entry.policy);
      // Else every caller of an API that was served until now would be refused.
      const text = live[entry.policy];
      if (text !== undefined) put(entry.policy, text);
      continue;
    }
    revisions.set(entry.policy, kept.revision);
    if (kept !== entry) transitional.add(entry.policy);
    if (asksTooEarly && kept !== entry) uncertified.add(entry.policy);
  }
  return { data: sorted(data), revisions, transitional, uncertified, tooLarge };
}

/**
 * Whether callers are to show a certificate of whom none was asked until now, in place of nothing. Where the same edit
 * also says otherwise who gets in, or drops a check, both sides of it hold at once: nobody is let in by half of it.
 */
function mayAskLater(live: GatePolicy, wanted: GatePolicy, plan: SecurityPlan): boolean {
  if (wanted.clientCertificates === undefined || live.clientCertificates !== undefined) return false;
  const counted = new Set([...wanted.rates, ...nodesOf(plan, 'address-rate')].map(({ name }) => name));
  return (
    isDeepStrictEqual(callersOf(live), callersOf(wanted)) &&
    (live.methods === undefined || wanted.methods !== undefined) &&
    (live.contentTypes === undefined || wanted.contentTypes !== undefined) &&
    live.rates.every(({ name }) => counted.has(name))
  );
}

/** Where a login is reached says nothing of who gets in. */
function callersOf({ authentication, authorization }: GatePolicy): unknown {
  const login = authentication?.login && { ...authentication.login, proxies: [] };
  return JSON.parse(
    JSON.stringify({ authentication: authentication && { ...authentication, login }, authorization }),
  );
}

/** The wanted entry as it is without certificates, for the APIs alone that had none before: what joins waits. */
function withoutCertificates(live: GatePolicy, wanted: GatePolicy): GatePolicy {
  const { clientCertificates: _, ingresses, ...rest } = wanted;
  const joint = ingresses && live.ingresses && ingresses.filter((name) => live.ingresses?.includes(name));
  return withRevision({
    ...rest,
    hosts: wanted.hosts.filter((host) => live.hosts.includes(host)),
    ...(joint && { ingresses: joint }),
  });
}

/** The wanted entry with what the live one keeps and the gateway is to keep from now on. */
function withMoved(live: GatePolicy | undefined, wanted: GatePolicy, plan: SecurityPlan): GatePolicy {
  if (!live) return wanted;
  const redirected = nodeOf(plan, 'plaintext')?.mode.value === 'Redirect';
  const byGateway = new Set(nodesOf(plan, 'address-rate').map(({ name }) => name));
  const refusePlaintext = wanted.refusePlaintext || (live.refusePlaintext && redirected);
  const moved = live.rates.filter(({ name }) => byGateway.has(name));
  if (refusePlaintext === wanted.refusePlaintext && moved.length === 0) return wanted;
  return withRevision({ ...wanted, refusePlaintext, rates: [...wanted.rates, ...moved] });
}

function withRevision(entry: Omit<GatePolicy, 'revision'>): GatePolicy {
  const rest = { ...entry, revision: '' };
  return { ...rest, revision: createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 16) };
}

/** Undefined for what is no entry: nothing of it can be kept. */
function parsed(text: string | undefined): GatePolicy | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Partial<GatePolicy> | null;
    return Array.isArray(value?.rates) && typeof value.refusePlaintext === 'boolean'
      ? (value as GatePolicy)
      : undefined;
  } catch {
    return undefined;
  }
}

const sorted = (data: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
