import {
  decideAuthority,
  LEAST_OVERLAP_MS,
} from '../../operator/companions/cert-manager/authority/decide.ts';
import type {
  AuthorityDecision,
  AuthorityFacts,
  AuthorityMember,
  AuthorityMemory,
} from '../../operator/companions/cert-manager/authority/facts.ts';
import { bundleDigest } from '../../operator/companions/cert-manager/authority/trust.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** The gateway has loaded what an Ingress names after this, and a caller its new certificate after that. */
const GATEWAY_LAG = 20_000;
const CALLER_LAG = 4 * MINUTE;
/** What a request says of its signing is seen after this: it stands there before the Secret does. */
const TELL_LAG = 2 * MINUTE;

/** A CA as it stands in the cluster. Its key is known by its name: a renewal keeps it. */
interface Authority {
  readonly name: string;
  readonly number: number;
  readonly revision: number;
  atOnce: boolean;
  certificates: { pem: string; notBefore: number; notAfter: number }[];
  /** Of how many of the first certificates the requests are gone. */
  forgotten: number;
  issuer: 'absent' | 'made' | 'ready';
}

/** A certificate of the policy: who is to sign it, who did, what cert-manager says of that, and what its caller shows. */
interface Leaf {
  readonly name: string;
  asked?: string;
  signed?: string;
  told?: string;
  used?: string;
  signedAt: number;
}

interface Gateway {
  named?: string;
  namedAt: number;
  loaded?: string;
}

/** One thing that happens. */
export type Happening =
  | { readonly kind: 'operator'; readonly effects: number; readonly order: number }
  | { readonly kind: 'restart' | 'status-lost' | 'issue' | 'issuer' | 'tell' | 'renew' | 'leaf' }
  | { readonly kind: 'sign' | 'load' | 'reload' | 'forget'; readonly which: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'clock-back'; readonly ms: number }
  | { readonly kind: 'revision'; readonly overlapMs: number }
  | { readonly kind: 'overlap'; readonly overlapMs: number };

/** A namespace with a managed CA, its gateways, its callers, a slow cert-manager, and an operator that may die anywhere. */
export class AuthorityWorld {
  readonly life: number;
  authorities: Authority[] = [];
  readonly leaves: Leaf[] = [newLeaf(0), newLeaf(1)];
  readonly gateways: Gateway[] = [{ namedAt: 0 }, { namedAt: 0 }];
  readonly bundles = new Map<string, readonly string[]>();
  memory: AuthorityMemory | undefined;
  revision = 1;
  overlapMs: number;
  wall = Date.UTC(2026, 0, 1);
  /** Never goes back. */
  time = 0;
  last: AuthorityDecision | undefined;
  #made = 0;
  #inForce: { digest: string; since: number } | undefined;

  constructor({ life, overlapMs }: { life: number; overlapMs: number }) {
    this.life = life;
    this.overlapMs = overlapMs;
  }

  happens(what: Happening): void {
    switch (what.kind) {
      case 'operator':
        this.#reconcile(what.effects, what.order);
        return;
      case 'restart':
        this.#inForce = undefined;
        return;
      case 'status-lost':
        this.memory = undefined;
        return;
      case 'issue':
        for (const one of this.authorities) if (one.certificates.length === 0) this.#issue(one);
        return;
      case 'issuer':
        for (const one of this.authorities)
          if (one.issuer === 'made' && one.certificates.length > 0) one.issuer = 'ready';
        return;
      case 'renew':
        for (const one of this.authorities) if (one.certificates.length > 0) this.#issue(one);
        return;
      case 'forget':
        this.#forget(what.which);
        return;
      case 'sign':
        this.#sign(pick(this.leaves, what.which));
        return;
      case 'tell':
        for (const leaf of this.leaves) if (leaf.signed !== undefined) leaf.told = leaf.signed;
        return;
      case 'leaf':
        if (this.leaves.length < 4) this.leaves.push(newLeaf(this.leaves.length));
        return;
      case 'load':
        load(pick(this.gateways, what.which));
        return;
      case 'reload':
        reload(pick(this.leaves, what.which));
        return;
      case 'wait':
        this.#wait(what.ms);
        return;
      case 'clock-back':
        this.wall -= what.ms;
        return;
      case 'revision':
        this.revision += 1;
        this.overlapMs = what.overlapMs;
        return;
      case 'overlap':
        this.overlapMs = what.overlapMs;
    }
  }

  facts(): AuthorityFacts {
    const named = new Set(this.gateways.map(({ named }) => named));
    const [digest] = named;
    if (named.size !== 1 || digest === undefined) this.#inForce = undefined;
    else if (this.#inForce?.digest !== digest) this.#inForce = { digest, since: this.time };
    return {
      demand: { revision: this.revision, overlapMs: this.overlapMs, longestLeafMs: DAY },
      leastOverlapMs: LEAST_OVERLAP_MS,
      members: this.authorities.map((one) => this.#member(one)),
      ...(this.memory && { memory: this.memory }),
      ...(this.#inForce && {
        inForce: { digest: this.#inForce.digest, forMs: this.time - this.#inForce.since },
      }),
      now: this.wall,
    };
  }

  /** Callers whose certificate a gateway would refuse, as `leaf by CA at gateway`. */
  refused(): string[] {
    return this.leaves.flatMap(({ name, used }) => {
      const authority = this.authorities.find((one) => one.name === used);
      const pems = authority?.certificates.filter(({ notAfter }) => notAfter > this.wall);
      if (used === undefined || (pems && pems.length === 0)) return [];
      return this.gateways.flatMap(({ loaded }, index) => {
        if (loaded === undefined) return [];
        const trusted = this.bundles.get(loaded) ?? [];
        return trusted.some((pem) => pem.startsWith(`${used} `)) ? [] : [`${name} by ${used} at ${index}`];
      });
    });
  }

  #reconcile(effects: number, order: number): void {
    const decision = decideAuthority(this.facts());
    this.last = decision;
    const all = this.#effectsOf(decision);
    const turned = order % Math.max(1, all.length);
    for (const effect of [...all.slice(turned), ...all.slice(0, turned)].slice(0, effects)) effect();
    if (effects < all.length) this.#inForce = undefined;
  }

  #effectsOf({ create, mark, signer, bundle, remove, ...decision }: AuthorityDecision): (() => void)[] {
    const effects: (() => void)[] = [];
    if (create) {
      const made = { ...create, name: `ca-${create.number}-${this.#made++}` };
      effects.push(() => {
        this.authorities.push({ ...made, certificates: [], forgotten: 0, issuer: 'absent' });
      });
    }
    for (const one of this.authorities) {
      if (one.issuer === 'absent')
        effects.push(() => {
          one.issuer = 'made';
        });
      if (one.name === mark)
        effects.push(() => {
          one.atOnce = true;
        });
    }
    if (signer !== undefined)
      for (const leaf of this.leaves)
        effects.push(() => {
          leaf.asked = signer;
        });
    if (bundle) {
      const digest = bundleDigest(bundle);
      this.bundles.set(digest, bundle);
      for (const gateway of this.gateways)
        if (gateway.named !== digest)
          effects.push(() => {
            Object.assign(gateway, { named: digest, namedAt: this.time });
          });
    }
    const { name, step, since } = decision;
    if (name !== undefined)
      effects.push(() => {
        this.memory = { name, step, since };
      });
    for (const gone of remove)
      effects.push(() => {
        this.authorities = this.authorities.filter((one) => one.name !== gone);
      });
    return effects;
  }

  #member({ name, number, revision, atOnce, certificates, forgotten, issuer }: Authority): AuthorityMember {
    const asking = this.leaves.filter(({ asked }) => asked === name).map((leaf) => leaf.name);
    const told = this.leaves.filter((leaf) => leaf.told === name).map((leaf) => leaf.name);
    return {
      ...{ name, number, revision, atOnce, certificates: certificates.slice(forgotten) },
      unknown: certificates.length > 0 && forgotten === certificates.length,
      ready: issuer === 'ready',
      leaves: asking,
      holders: [...new Set([...asking, ...told])],
    };
  }

  /** The requests of one CA are deleted. */
  #forget(which: number): void {
    const one = this.authorities[which % Math.max(1, this.authorities.length)];
    if (one) one.forgotten = one.certificates.length;
  }

  #issue(authority: Authority): void {
    const pem = `${authority.name} ${authority.certificates.length}\n`;
    authority.certificates.push({ pem, notBefore: this.wall, notAfter: this.wall + this.life });
  }

  #sign(leaf: Leaf): void {
    const authority = this.authorities.find(({ name }) => name === leaf.asked);
    if (authority?.issuer !== 'ready' || leaf.signed === leaf.asked) return;
    leaf.signed = authority.name;
    leaf.signedAt = this.time;
    // A caller without any certificate takes the first one that there is.
    leaf.used ??= authority.name;
  }

  #wait(ms: number): void {
    this.time += ms;
    this.wall += ms;
    for (const gateway of this.gateways) if (this.time - gateway.namedAt >= GATEWAY_LAG) load(gateway);
    for (const leaf of this.leaves) {
      if (this.time - leaf.signedAt >= CALLER_LAG) reload(leaf);
      if (leaf.signed !== undefined && this.time - leaf.signedAt >= TELL_LAG) leaf.told = leaf.signed;
    }
  }
}

const newLeaf = (index: number): Leaf => ({ name: `leaf-${index}`, signedAt: 0 });

function load(gateway: Gateway): void {
  if (gateway.named !== undefined) gateway.loaded = gateway.named;
}

function reload(leaf: Leaf): void {
  if (leaf.signed !== undefined) leaf.used = leaf.signed;
}

function pick<T>(list: readonly T[], which: number): T {
  const found = list[which % list.length];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}
