import type { ApiPolicy } from '../../api/types.generated.ts';
import { type Companions, companionsOf } from '../../companions/companions-of.ts';
import type { CompanionObject } from '../../companions/object.ts';
import { anchored } from '../../companions/owners.ts';
import type { CompanionSettings } from '../../companions/settings.ts';
import type { Client } from '../../kube/client.ts';
import type { Clock } from '../../kube/clock.ts';
import { describe } from '../../kube/errors.ts';
import type { Logger } from '../../kube/logger.ts';
import { GATE } from '../../plan/gate-plan.ts';
import { asksGateOf } from '../asked-for.ts';
import type { BaselineSource } from '../baseline-source.ts';
import type { Reader } from '../cluster-world.ts';
import type { World } from '../decide.ts';
import { isGoing } from '../going.ts';
import type { ObservedIngress } from '../ownership.ts';
import { API_POLICY_CRD, CUSTOM_RESOURCE_DEFINITIONS, NAMESPACES } from '../resources.ts';
import { unavailability } from './availability.ts';
import { idOf, inOrder, type LiveCompanion } from './companion.ts';
import { type CompanionWriter, ContestedCompanionError, ForeignCompanionError } from './companion-writer.ts';
import { ensureLogin, wantsCookieSecret } from './cookie-secret.ts';
import { type Need, needsOf } from './demand.ts';
import { decideEntries, type Entries, SETTLE_MS } from './entries.ts';
import type { GateBoard, PolicyView } from './gate-board.ts';
import type { LiveCompanions } from './live-companions.ts';
import { Timers } from './timers.ts';
import { asWritten } from './wanted.ts';

export interface NamespaceReconcilerOptions {
  readonly client: Pick<Client, 'get' | 'create'>;
  readonly clock: Clock;
  readonly policies: Reader<ApiPolicy>;
  readonly baselines: BaselineSource;
  readonly world: World & { askingGates(namespace: string): readonly ObservedIngress[] };
  readonly live: Pick<LiveCompanions, 'of' | 'get'>;
  readonly writer: Pick<CompanionWriter, 'ensure' | 'remove'>;
  readonly board: GateBoard;
  readonly settings: CompanionSettings;
  /** Has the gate of a namespace asked what it enforces. */
  readonly ask: (namespace: string) => void;
}

interface Asking {
  readonly held: ReadonlySet<string>;
  /** True: an Ingress asks now. */
  readonly now: boolean;
  /** Milliseconds after which one that asked a moment ago is forgotten. */
  readonly wait: number;
}

/** The gateway learns of objects and of Ingresses apart: what an Ingress names has to be there for so long. */
const SEEN_AFTER_MS = 1_500;
/** What nobody needs any more stays this long: the gateway may still ask it. */
const UNNEEDED_AFTER_MS = 30_000;

/** The loop for all that stands beside the gateway in one namespace, made for all of its policies together. */
export class NamespaceReconciler {
  readonly #options: NamespaceReconcilerOptions;
  readonly #created: Timers;
  readonly #leaned: Timers;
  readonly #unneeded: Timers;

  constructor(options: NamespaceReconcilerOptions) {
    this.#options = options;
    const now = (): number => options.clock.monotonic();
    this.#created = new Timers(now);
    this.#leaned = new Timers(now);
    this.#unneeded = new Timers(now);
  }

  /**
   * @param signal once it aborts, no further write begins.
   * @throws the first write error after all that could be written is, so that the queue tries again.
   */
  async reconcile(
    namespace: string,
    logger: Logger,
    signal: AbortSignal,
  ): Promise<{ requeueAfterMs?: number }> {
    const { policies, baselines, world, live, board, ask } = this.#options;
    const needs = needsOf(policies, namespace, baselines, world);
    const there = live.of(namespace);
    const asking = this.#asking(namespace, needs);
    if (needs.length === 0 && there.length === 0) {
      board.made(namespace, new Map());
      return {};
    }
    const { objects, gatePlans, shortfalls, logins } = this.#companionsOf(namespace, needs);
    const entries = decideEntries({
      live: planData(there),
      wanted: byAge(needs).flatMap(({ name, plan, whenReady }) => {
        const entry = gatePlans[name];
        return entry ? [{ entry, plan, whenReady }] : [];
      }),
      held: asking.held,
      settled: new Set(needs.filter((need) => this.#isSettled(namespace, need)).map(({ name }) => name)),
    });
    const holding = asking.held.size > 0 || entries.uncertified.size > 0;
    const wanted = asWritten(objects, entries.data, there, holding);
    const failures = await this.#apply(namespace, wanted, logger, signal);
    const views = new Map(
      needs.map((need) => [
        need.name,
        this.#view(namespace, need, entries, failures, {
          shortfalls: shortfalls[need.name] ?? [],
          logins: logins[need.name] ?? [],
        }),
      ]),
    );
    board.made(namespace, views);
    ask(namespace);
    const wait = await this.#prune(namespace, wanted, asking, logger, signal);
    const first = [...failures.values()].find(
      (error) => !(error instanceof ForeignCompanionError || error instanceof ContestedCompanionError),
    );
    if (first !== undefined) throw first;
    return soonest([
      ...(failures.size > 0 ? [UNNEEDED_AFTER_MS] : []),
      wait,
      asking.wait,
      ...[...entries.transitional].map(() => SETTLE_MS),
    ]);
  }

  /** Where they cannot even be worked out, Ingresses ask a gate that is not told of them, which refuses. */
  #companionsOf(namespace: string, needs: readonly Need[]): Companions {
    const { board, settings } = this.#options;
    try {
      return companionsOf(namespace, needs, settings);
    } catch (error) {
      const failed = {
        transitional: false,
        shortfalls: [],
        tooLarge: false,
        blocked: false,
        unavailable: [],
      };
      const views = needs.map(
        ({ name, fingerprint }) => [name, { ...failed, fingerprint, failure: describe(error) }] as const,
      );
      board.made(namespace, new Map(views));
      throw error;
    }
  }

  /** Policies that are not in force and that an Ingress asks the gate about all the same, or did a moment ago. */
  #asking(namespace: string, needs: readonly Need[]): Asking {
    const { world } = this.#options;
    const asked = world.askingGates(namespace).flatMap((ingress) => asksGateOf(ingress) ?? []);
    for (const policy of asked) this.#leaned.restart(`${namespace}/${policy}`);
    const recent = this.#leaned.within(`${namespace}/`, UNNEEDED_AFTER_MS);
    const active = new Set(needs.map(({ name }) => name));
    const held = new Set([...asked, ...recent.keys()].filter((name) => !active.has(name)));
    const waits = [...held].filter((name) => !asked.includes(name)).map((name) => recent.get(name) ?? 0);
    return { held, now: waits.length < held.size, wait: Math.max(0, ...waits) };
  }

  /** Writes in order; what cannot be written holds up what comes after it only where that would name it. */
  async #apply(
    namespace: string,
    wanted: readonly CompanionObject[],
    logger: Logger,
    signal: AbortSignal,
  ): Promise<Map<string, unknown>> {
    const { writer, live, client } = this.#options;
    const failures = new Map<string, unknown>();
    for (const one of inOrder(wanted)) {
      signal.throwIfAborted();
      // Written before it, by the same name.
      const account = live.get('ServiceAccount', namespace, one.metadata.name);
      const object = anchored(one, account?.ours ? account.metadata.uid : undefined);
      const id = idOf(object);
      const known = live.get(object.kind, namespace, object.metadata.name);
      try {
        if (wantsCookieSecret(object)) await ensureLogin(object, known, writer, client);
        else if ((await writer.ensure(object, known)).created) this.#created.restart(`${namespace}/${id}`);
      } catch (error) {
        logger.warn('a companion was not written', { companion: id, error: describe(error) });
        failures.set(id, error);
      }
    }
    return failures;
  }

  #view(
    namespace: string,
    { name, fingerprint }: Need,
    { revisions, transitional, uncertified, tooLarge }: Entries,
    failures: ReadonlyMap<string, unknown>,
    made: Pick<PolicyView, 'shortfalls'> & { readonly logins: readonly string[] },
  ): PolicyView {
    const { live } = this.#options;
    const planWritten = !failures.has(`ConfigMap/${GATE.planName}`);
    const revision = planWritten ? revisions.get(name) : undefined;
    const pageFrom = this.#pageFrom(namespace, failures);
    const failure = [...failures.values()].map(describe).join('; ');
    const gate = unavailability(live.get('Deployment', namespace, GATE.name), GATE.name);
    const logins = made.logins.flatMap(
      (login) => unavailability(live.get('Deployment', namespace, login), login) ?? [],
    );
    return {
      fingerprint,
      ...(revision !== undefined && { revision }),
      transitional: transitional.has(name),
      ...(uncertified.has(name) && { uncertified: true }),
      shortfalls: made.shortfalls,
      tooLarge: tooLarge.has(name),
      ...(failure !== '' && { failure }),
      blocked: [`Service/${GATE.name}`, `ConfigMap/${GATE.planName}`].some(
        (id) => failures.get(id) instanceof ForeignCompanionError,
      ),
      ...(pageFrom !== undefined && { pageFrom }),
      unavailable: [...(gate === undefined ? [] : [gate]), ...logins],
    };
  }

  /** When the gateway has seen what an error page and its headers need; undefined while that is not there. */
  #pageFrom(namespace: string, failures: ReadonlyMap<string, unknown>): number | undefined {
    const ids = [`Service/${GATE.errorsName}`, `ConfigMap/${GATE.headersName}`];
    if (ids.some((id) => failures.has(id))) return undefined;
    const services = this.#options.live.get('Service', namespace, GATE.errorsName);
    if (!services?.ours) return undefined;
    const since = ids.map((id) => this.#created.since(`${namespace}/${id}`) ?? Number.NEGATIVE_INFINITY);
    return Math.max(0, Math.max(...since) + SEEN_AFTER_MS);
  }

  #isSettled(namespace: string, { name, fingerprint }: Need): boolean {
    const { board, clock } = this.#options;
    const since = board.shownSince(`${namespace}/${name}`, fingerprint);
    return since !== undefined && clock.monotonic() >= since + SETTLE_MS;
  }

  /** Removes what no policy needs, the last made first; milliseconds until more may be removed. */
  async #prune(
    namespace: string,
    wanted: readonly CompanionObject[],
    asking: Asking,
    logger: Logger,
    signal: AbortSignal,
  ): Promise<number> {
    const { live, writer } = this.#options;
    const kept = new Set(wanted.map(idOf));
    const unneeded = live.of(namespace).filter((object) => object.ours && !kept.has(idOf(object)));
    this.#unneeded.keepOnly(
      `${namespace}/`,
      asking.now ? [] : unneeded.map((object) => `${namespace}/${idOf(object)}`),
    );
    if (asking.held.size > 0 || unneeded.length === 0) return 0;
    const waits = unneeded.map(
      (object) => UNNEEDED_AFTER_MS - this.#unneeded.age(`${namespace}/${idOf(object)}`),
    );
    const due = unneeded.filter((_, index) => (waits[index] ?? 1) <= 0);
    if (due.length > 0 && !(await this.#isGoing(namespace))) {
      for (const object of inOrder<LiveCompanion>(due).reverse()) {
        signal.throwIfAborted();
        await writer.remove(object);
        logger.info('removed', { companion: idOf(object), because: 'no policy of the namespace needs it' });
      }
    }
    return Math.max(0, ...waits);
  }

  /** What goes with its whole kind or namespace was not meant to be taken off. */
  async #isGoing(namespace: string): Promise<boolean> {
    const { client } = this.#options;
    return (
      (await isGoing(client, CUSTOM_RESOURCE_DEFINITIONS, API_POLICY_CRD)) ||
      (await isGoing(client, NAMESPACES, namespace))
    );
  }
}

function planData(live: readonly LiveCompanion[]): Readonly<Record<string, string>> {
  const plan = live.find((object) => object.ours && idOf(object) === `ConfigMap/${GATE.planName}`);
  return (plan as { readonly data?: Readonly<Record<string, string>> } | undefined)?.data ?? {};
}

/** The oldest first; policies of one second by name. */
const byAge = (needs: readonly Need[]): Need[] =>
  needs.toSorted((a, b) => {
    const [x, y] = [a.createdAt ?? '9', b.createdAt ?? '9'];
    return x < y || (x === y && a.name < b.name) ? -1 : 1;
  });

function soonest(waits: readonly number[]): { requeueAfterMs?: number } {
  const times = waits.filter((wait) => wait > 0);
  return times.length > 0 ? { requeueAfterMs: Math.min(...times) } : {};
}
