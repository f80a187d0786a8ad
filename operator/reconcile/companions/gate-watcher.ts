import type { EndpointSlice } from '../../api/kubernetes.ts';
import type { Clock } from '../../kube/clock.ts';
import { describe } from '../../kube/errors.ts';
import type { GateHealth, RevocationHealth } from '../../plan/gate-plan.ts';
import type { Answer, GateBoard, PolicyView } from './gate-board.ts';
import { type GateControl, mayBePod } from './gate-control.ts';

export interface GateWatcherOptions {
  readonly clock: Clock;
  readonly board: GateBoard;
  readonly control: GateControl;
  readonly slices: (namespace: string) => readonly EndpointSlice[];
}

/** A gate that enforces everything is asked for its health and counts so often; sooner while something is broken. */
const STEADY_MS = { healthy: 60_000, broken: 10_000 };
const FIRST_WAIT_MS = 100;
/** Longest pauses while something is missing: of replicas that answer, and of those that cannot be asked. */
const LONGEST_WAIT_MS = { answering: 1_000, silent: 5_000 };
/** A revision that is newer than this may be on its way to the replicas: nothing is said of it yet. */
const ON_ITS_WAY_MS = 2_000;
/** A replica that joined has so long to read its plan before a policy counts as not enforced any more. */
const GRACE_MS = 30_000;
/** Replicas and policies that one message names. */
const NAMED = 4;

interface Progress {
  readonly expected: string;
  readonly since: number;
  waitMs: number;
  /** Every replica enforced everything when it was asked last. */
  complete: boolean;
}

interface Replica {
  readonly address: string;
  readonly error?: string;
  readonly revisions: Readonly<Record<string, string>>;
}

/** The loop that asks the replicas of a namespace's gate what they enforce, and how they find what they depend on. */
export class GateWatcher {
  readonly #options: GateWatcherOptions;
  readonly #progress = new Map<string, Progress>();
  /** When every replica last enforced a policy as it was wanted then. */
  readonly #enforced = new Map<string, { readonly revision: string; readonly at: number }>();

  constructor(options: GateWatcherOptions) {
    this.#options = options;
  }

  async reconcile(namespace: string, signal: AbortSignal): Promise<{ requeueAfterMs?: number }> {
    const { board, clock, control } = this.#options;
    const views = board.views(namespace);
    if (views.size === 0) {
      this.#progress.delete(namespace);
      board.answered(namespace, new Map());
      return {};
    }
    const addresses = readyAddresses(this.#options.slices(namespace));
    const progress = this.#progressOf(namespace, views, addresses);
    const replicas = await Promise.all(addresses.map((address) => asked(address, control, signal)));
    const answers = new Map<string, Answer>();
    let complete = true;
    for (const [name, view] of views) {
      if (view.revision === undefined) continue;
      const behind = replicas.flatMap((replica) => lagOf(replica, name, view.revision) ?? []);
      const all = replicas.length > 0 && behind.length === 0;
      const key = `${namespace}/${name}`;
      complete &&= all;
      if (all) this.#enforced.set(key, { revision: view.revision, at: clock.monotonic() });
      const last = this.#enforced.get(key);
      const recent = last?.revision === view.revision && clock.monotonic() - last.at < GRACE_MS;
      if (!all && !recent && clock.monotonic() - progress.since < ON_ITS_WAY_MS) continue;
      const health = await this.#healthOf(replicas, name, signal);
      const revocation = worstOf(health.flatMap((replica) => replica.revocation ?? []));
      const subjects = total(health.flatMap((replica) => replica.subjects ?? []));
      answers.set(name, {
        at: clock.wall(),
        revision: view.revision,
        acknowledged: all || recent,
        replicas: replicas.length,
        behind: all || recent ? [] : behind.slice(0, NAMED),
        unhealthy: unhealthyOf(health),
        rates: summed(health),
        ...(subjects && { subjects }),
        ...(revocation && { revocation }),
      });
    }
    if (!signal.aborted) board.answered(namespace, answers);
    progress.complete = complete;
    if (complete) {
      const broken = [...answers.values()].some(({ unhealthy }) => unhealthy.length > 0);
      progress.waitMs = broken ? STEADY_MS.broken : STEADY_MS.healthy;
    } else {
      const answering = replicas.some(({ error }) => error === undefined);
      const longest = answering ? LONGEST_WAIT_MS.answering : LONGEST_WAIT_MS.silent;
      const left = progress.since + ON_ITS_WAY_MS - clock.monotonic();
      progress.waitMs = Math.min(longest, progress.waitMs * 2, left > 0 ? left + 1 : longest);
    }
    return { requeueAfterMs: progress.waitMs };
  }

  /** Starts anew whenever something else is expected, or of others. */
  #progressOf(
    namespace: string,
    views: ReadonlyMap<string, PolicyView>,
    addresses: readonly string[],
  ): Progress {
    const revisions = [...views].map(([name, { revision }]) => [name, revision]);
    const expected = JSON.stringify([revisions, addresses]);
    const before = this.#progress.get(namespace);
    if (before?.expected === expected && !before.complete) return before;
    const since = before?.expected === expected ? before.since : this.#options.clock.monotonic();
    const progress = { expected, since, waitMs: FIRST_WAIT_MS / 2, complete: false };
    this.#progress.set(namespace, progress);
    return progress;
  }

  async #healthOf(
    replicas: readonly Replica[],
    policy: string,
    signal: AbortSignal,
  ): Promise<readonly GateHealth[]> {
    const { control } = this.#options;
    const known = replicas.filter(({ error, revisions }) => error === undefined && policy in revisions);
    const answers = await Promise.allSettled(
      known.map(({ address }) => control.health(address, policy, signal)),
    );
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  }
}

/** Addresses of ready replicas, each once. */
export function readyAddresses(slices: readonly EndpointSlice[]): string[] {
  const addresses = slices
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false)
    .flatMap((endpoint) => endpoint.addresses.slice(0, 1))
    .filter(mayBePod);
  return [...new Set(addresses)].sort();
}

async function asked(address: string, control: GateControl, signal: AbortSignal): Promise<Replica> {
  try {
    return { address, revisions: (await control.revisions(address, signal)).policies };
  } catch (error) {
    return { address, error: describe(error), revisions: {} };
  }
}

function lagOf(
  { address, error, revisions }: Replica,
  policy: string,
  revision: string | undefined,
): string | undefined {
  if (error !== undefined) return `replica ${address} cannot be asked (${error})`;
  const has = revisions[policy];
  if (has === revision) return undefined;
  return has === undefined
    ? `replica ${address} does not know the policy yet`
    : `replica ${address} still enforces revision ${has}`;
}

/** What replicas agree on is said once. */
function unhealthyOf(health: readonly GateHealth[]): string[] {
  const said = health.flatMap(({ dependencies }) =>
    dependencies.filter(({ healthy }) => !healthy).map(({ name, message }) => `${name}: ${message}`),
  );
  return [...new Set(said)].sort().slice(0, NAMED);
}

function summed(health: readonly GateHealth[]): Answer['rates'] {
  const rates: Record<string, Count> = {};
  for (const replica of health)
    for (const [rule, count] of Object.entries(replica.rates)) {
      const before = rates[rule];
      rates[rule] = before ? plus(before, count) : count;
    }
  return rates;
}

/** Replicas may not have the newest list yet. */
function worstOf([first, ...rest]: readonly RevocationHealth[]): RevocationHealth | undefined {
  const ends = (seen: RevocationHealth): number => ('problem' in seen ? 0 : seen.nextUpdate);
  return first && rest.reduce((a, b) => (ends(b) < ends(a) ? b : a), first);
}

type Count = GateHealth['rates'][string];

/** Over all replicas; undefined where none of them counts. */
function total([first, ...rest]: readonly Count[]): Count | undefined {
  return first && rest.reduce(plus, first);
}

function plus(a: Count, b: Count): Count {
  const last = Math.max(a.lastRefusedAt ?? 0, b.lastRefusedAt ?? 0);
  return {
    refused: a.refused + b.refused,
    passed: a.passed + b.passed,
    ...(last > 0 && { lastRefusedAt: last }),
  };
}
