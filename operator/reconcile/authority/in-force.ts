import type { BundleInForce } from '../../companions/cert-manager/authority/facts.ts';
import { digestInName } from '../../companions/cert-manager/authority/objects.ts';
import { bareName } from '../group-decision.ts';
import type { ObservedIngress } from '../ownership.ts';

/** Name of the annotation, without prefix, by which an Ingress names the Secret that callers are verified against. */
const NAMES_BUNDLE = 'auth-tls-secret';

interface Named {
  readonly secretName?: string;
  readonly digest?: string;
}

/** What an Ingress names; nothing of ours where somebody else set the annotation. */
function namedBy(ingress: ObservedIngress, policy: string): readonly Named[] {
  const { annotations = {}, namespace = 'default' } = ingress.metadata;
  return Object.entries(annotations)
    .filter(([key]) => bareName(key) === NAMES_BUNDLE)
    .map(([key, value]): Named => {
      if (!ingress.ownership.ours.has(key) || !value.startsWith(`${namespace}/`)) return {};
      const secretName = value.slice(namespace.length + 1);
      const digest = digestInName(policy, secretName);
      return digest === undefined ? {} : { secretName, digest };
    });
}

/** Names of bundles of the policy that Ingresses name in the operator's own words, and may so be believed. */
export function bundlesNamed(targets: readonly ObservedIngress[], policy: string): string[] {
  const all = targets.flatMap((ingress) => namedBy(ingress, policy));
  return [...new Set(all.flatMap(({ secretName }) => secretName ?? []))].sort();
}

/** How long this process has seen all Ingresses of policies name one bundle. */
export class BundlesInForce {
  readonly #since = new Map<string, { readonly digest: string | undefined; readonly at: number }>();
  readonly #now: () => number;

  /** @param now milliseconds that never go back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param key of the policy, another for one that was made anew. */
  see(key: string, targets: readonly ObservedIngress[], policy: string): BundleInForce | undefined {
    const named = targets.flatMap((ingress) => namedBy(ingress, policy));
    const [first] = named;
    const digest = first?.digest;
    const agreed = named.every((one) => one.digest !== undefined && one.digest === digest);
    if (!agreed) {
      this.#since.delete(key);
      return undefined;
    }
    const before = this.#since.get(key);
    const since = before && before.digest === digest ? before.at : this.#now();
    this.#since.set(key, { digest, at: since });
    return { ...(digest !== undefined && { digest }), forMs: this.#now() - since };
  }
}
