import type { GateReport } from '../../compliance/subject.ts';
import type { Shortfall } from '../../plan/outcome.ts';

/** What was made for one policy in force, as far as it got. */
export interface PolicyView {
  /** Of the need that it was made for. */
  readonly fingerprint: string;
  /** Of the entry in the plan as it is written; absent: none is. */
  readonly revision?: string;
  /** The written entry is not the wanted one yet, until its Ingresses show all that is wanted of them. */
  readonly transitional: boolean;
  /** The written entry asks for no client certificate before the gateway does. */
  readonly uncertified?: boolean;
  readonly shortfalls: readonly Shortfall[];
  /** There is no room in the plan. */
  readonly tooLarge: boolean;
  /** Why something could not be made; the rest was. */
  readonly failure?: string;
  /** Somebody else's Service or plan stands where the gate's should: no Ingress may ask it. */
  readonly blocked: boolean;
  /** Milliseconds of the monotonic clock from which the gateway has seen the error page's Service and the headers. */
  readonly pageFrom?: number;
  /** Deployments that are not available, with what to do. */
  readonly unavailable: readonly string[];
}

/** What the replicas of a gate say about one policy. */
export interface Answer extends GateReport {
  readonly revision: string;
  /** Replicas that do not enforce the revision, and why. */
  readonly behind: readonly string[];
  /** Dependencies that a replica finds broken, and what to do. */
  readonly unhealthy: readonly string[];
}

/**
 * What the loops of companions, gates and policies know of each other. In memory: after a restart each finds its part
 * out again, before anything is said or taken off.
 */
export class GateBoard {
  readonly #views = new Map<string, ReadonlyMap<string, PolicyView>>();
  readonly #answers = new Map<string, ReadonlyMap<string, Answer>>();
  /** Since when the Ingresses of a policy show all that is wanted of them, and for which need. */
  readonly #shown = new Map<string, { readonly fingerprint: string; readonly since: number }>();
  readonly #wake: (policyKey: string) => void;

  constructor(wake: (policyKey: string) => void) {
    this.#wake = wake;
  }

  view(policyKey: string): PolicyView | undefined {
    const [namespace, name] = split(policyKey);
    return this.#views.get(namespace)?.get(name);
  }

  views(namespace: string): ReadonlyMap<string, PolicyView> {
    return this.#views.get(namespace) ?? new Map();
  }

  /** Sets what was made for all policies in force of a namespace, and wakes those for which it is news. */
  made(namespace: string, views: ReadonlyMap<string, PolicyView>): void {
    const before = this.views(namespace);
    if (views.size === 0) this.#views.delete(namespace);
    else this.#views.set(namespace, views);
    this.#wakeChanged(namespace, before, views);
  }

  answer(policyKey: string): Answer | undefined {
    const [namespace, name] = split(policyKey);
    return this.#answers.get(namespace)?.get(name);
  }

  /** Sets what the gate of a namespace said, and wakes the policies for which it is news. */
  answered(namespace: string, answers: ReadonlyMap<string, Answer>): void {
    const before = this.#answers.get(namespace) ?? new Map<string, Answer>();
    if (answers.size === 0) this.#answers.delete(namespace);
    else this.#answers.set(namespace, answers);
    this.#wakeChanged(namespace, news(before), news(answers));
  }

  /** True when every ready replica enforces what was made for this need, the strict entry of a passage included. */
  acknowledged(policyKey: string, fingerprint: string): boolean {
    const [view, answer] = [this.view(policyKey), this.answer(policyKey)];
    return (
      view?.fingerprint === fingerprint &&
      view.revision !== undefined &&
      answer?.revision === view.revision &&
      answer.acknowledged
    );
  }

  /** Notes whether the Ingresses of a policy show all that is wanted. True when that is news. */
  shown(policyKey: string, fingerprint: string | undefined, now: number): boolean {
    if (fingerprint === undefined) return this.#shown.delete(policyKey);
    if (this.#shown.get(policyKey)?.fingerprint === fingerprint) return false;
    this.#shown.set(policyKey, { fingerprint, since: now });
    return true;
  }

  /** Since when, in milliseconds of the monotonic clock; undefined: not. */
  shownSince(policyKey: string, fingerprint: string): number | undefined {
    const shown = this.#shown.get(policyKey);
    return shown?.fingerprint === fingerprint ? shown.since : undefined;
  }

  #wakeChanged(
    namespace: string,
    before: ReadonlyMap<string, unknown>,
    after: ReadonlyMap<string, unknown>,
  ): void {
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      if (JSON.stringify(before.get(name)) !== JSON.stringify(after.get(name)))
        this.#wake(`${namespace}/${name}`);
    }
  }
}

/** Counts alone are no news, but that a limit or a list of subjects refused somebody is. */
const news = (answers: ReadonlyMap<string, Answer>): ReadonlyMap<string, unknown> =>
  new Map(
    [...answers].map(([name, { at: _at, rates, subjects, ...said }]) => {
      const refusing = Object.entries(rates).filter(([, { refused }]) => refused > 0);
      const strangers = (subjects?.refused ?? 0) > 0;
      return [name, { ...said, strangers, refusing: refusing.map(([rule]) => rule) }];
    }),
  );

function split(policyKey: string): [string, string] {
  const slash = policyKey.indexOf('/');
  return [policyKey.slice(0, slash), policyKey.slice(slash + 1)];
}
