import { decideAuthority, LEAST_OVERLAP_MS } from '../../companions/cert-manager/authority/decide.ts';
import type {
  AuthorityDecision,
  AuthorityFacts,
  AuthorityMemory,
} from '../../companions/cert-manager/authority/facts.ts';
import type { AuthorityOwner } from '../../companions/cert-manager/authority/objects.ts';
import { inForceFor } from '../../companions/cert-manager/authority/trust.ts';
import type { Client } from '../../kube/client.ts';
import type { Clock } from '../../kube/clock.ts';
import { describe } from '../../kube/errors.ts';
import type { Logger } from '../../kube/logger.ts';
import type { ClientAuthority } from '../../plan/certificates.ts';
import type { ClientCertificatesNode } from '../../plan/nodes/client-certificates.ts';
import { nodeOf } from '../../plan/plan.ts';
import type { Authorities, AuthorityOutcome } from '../certificates/authorities.ts';
import type { CertificateNeed } from '../certificates/certificate-needs.ts';
import type { CertificateWriter } from '../certificates/certificate-writer.ts';
import type { CertificateLack } from '../certificates/judge.ts';
import type { Publish } from '../notices.ts';
import { AuthorityWriter } from './authority-writer.ts';
import { Bundles } from './bundles.ts';
import { BundlesInForce, bundlesNamed } from './in-force.ts';
import { type AuthorityLive, type LiveMember, membersOf } from './members.ts';
import { authorityStatus, removedNews, stepNews, waitsFor } from './words.ts';

export interface ManagedAuthoritiesOptions {
  readonly client: Pick<Client, 'create' | 'list'>;
  readonly clock: Clock;
  readonly live: AuthorityLive;
  readonly writer: Pick<CertificateWriter, 'ensure' | 'remove'>;
  readonly publish: Publish;
  /** The least that an old CA stays trusted; absent: `LEAST_OVERLAP_MS`. */
  readonly leastOverlapMs?: number | undefined;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

type Managed = Extract<ClientAuthority, { readonly source: 'managed' }>;

/** cert-manager's own, for a certificate whose duration is not stated. */
const DEFAULT_LEAF_SECONDS = 90 * 24 * 3_600;
/** Own writes to Ingresses wake nobody here: whether they name a bundle is looked at again. */
const LOOK_AGAIN_MS = 2_000;
/** After a bundle has not come into force for a minute, somebody has to do something first. */
const LOOK_SELDOM_MS = 60_000;
const TRY_AGAIN_MS = 10_000;
/** The gateway learns of Secrets and of Ingresses apart: what an Ingress names in place of another has to be there for so long. */
export const SEEN_AFTER_MS = 1_500;

/** Makes the CAs that policies have of their own, and rotates them without an outage. */
export class ManagedAuthorities implements Authorities {
  readonly #options: ManagedAuthoritiesOptions;
  readonly #writer: AuthorityWriter;
  readonly #bundles: Bundles;
  readonly #inForce: BundlesInForce;
  /** What the status will say, by uid: a status is written later than it is decided. */
  readonly #memories = new Map<string, AuthorityMemory>();
  /** Bundles that no Ingress names yet, and since when they are there. */
  readonly #bornAt = new Map<string, number>();
  /** Since when a bundle is to come into force, by uid. */
  readonly #coming = new Map<string, { readonly secretName: string; readonly at: number }>();

  constructor(options: ManagedAuthoritiesOptions) {
    this.#options = options;
    this.#writer = new AuthorityWriter(options);
    this.#bundles = new Bundles(options.client);
    this.#inForce = new BundlesInForce(() => options.clock.monotonic());
  }

  /** Takes the CA of one policy as far as it may go now. Rejects only when the signal aborts. */
  async reconcile(need: CertificateNeed, logger: Logger, signal: AbortSignal): Promise<AuthorityOutcome> {
    const node = nodeOf(need.plan, 'client-certificates');
    if (node?.authority.source !== 'managed' || need.uid === undefined) return { waits: [] };
    const { authority } = node;
    const owner = ownerOf(need);
    const members = membersOf(owner.namespace, need, this.#options.live);
    const facts = this.#facts(need, node, authority, members);
    const decision = decideAuthority(facts);
    const named = bundlesNamed(need.targets, need.name);
    const log = logger.child({ policy: need.name });
    let failure: unknown;
    let secretName = named[0];
    let raced = false;
    let unseen = 0;
    try {
      raced = !(await this.#keep(owner, decision, members, authority, signal));
      signal.throwIfAborted();
      if (decision.bundle) {
        const ensured = await this.#bundles.ensure(owner, decision.bundle, named);
        if (named.includes(ensured)) this.#bornAt.delete(ensured);
        unseen = named.length === 0 || named.includes(ensured) ? 0 : this.#untilSeen(ensured);
        if (unseen === 0) secretName = ensured;
      }
      for (const live of members.filter(({ member }) => decision.remove.includes(member.name)))
        await this.#removeOne(need, live, log, signal);
    } catch (error) {
      signal.throwIfAborted();
      log.warn('the CA of a policy was not taken on', { step: decision.step, error: describe(error) });
      failure = error;
    }
    this.#tell(need, decision, members, log);
    const unmet = unmetBy(facts, decision, members, secretName, failure);
    return {
      ...(decision.signer !== undefined && { issuer: { kind: 'Issuer', name: decision.signer } as const }),
      ...(secretName !== undefined && { secretName }),
      status: authorityStatus(facts, decision, members, secretName),
      waits: [
        ...decision.waits,
        ...this.#untilInForce(need.uid, facts, decision, secretName),
        ...(failure === undefined ? [] : [TRY_AGAIN_MS]),
        ...(raced ? [LOOK_AGAIN_MS] : []),
        ...(unseen > 0 ? [unseen] : []),
      ],
      ...(unmet && { unmet }),
    };
  }

  /** Removes the CAs of a policy in force that asks for none of its own any more, once no Ingress names a bundle of them. */
  async retire(need: CertificateNeed, logger: Logger, signal: AbortSignal): Promise<AuthorityOutcome> {
    const owner = ownerOf(need);
    const members = membersOf(owner.namespace, need, this.#options.live);
    if (members.length === 0) return { waits: [] };
    const used = members.some(({ member }) => member.leaves.length > 0);
    if (used || bundlesNamed(need.targets, need.name).length > 0) return { waits: [LOOK_AGAIN_MS] };
    try {
      await this.#writer.removeRoot(owner);
      for (const member of members) await this.#removeOne(need, member, logger, signal);
      return { waits: [] };
    } catch (error) {
      signal.throwIfAborted();
      logger.warn('a CA was not removed', { policy: need.name, error: describe(error) });
      return { waits: [TRY_AGAIN_MS] };
    }
  }

  #facts(
    need: CertificateNeed,
    node: ClientCertificatesNode,
    authority: Managed,
    members: readonly LiveMember[],
  ): AuthorityFacts {
    const { uid = '' } = need;
    const leaves = node.issue.map(({ durationSeconds = DEFAULT_LEAF_SECONDS }) => durationSeconds);
    const memory = this.#memories.get(uid) ?? memoryOf(need);
    const inForce = this.#inForce.see(uid, need.targets, need.name);
    return {
      demand: {
        revision: authority.revision,
        overlapMs: authority.overlapSeconds * 1_000,
        longestLeafMs: Math.max(0, ...leaves) * 1_000,
      },
      leastOverlapMs: this.#options.leastOverlapMs ?? LEAST_OVERLAP_MS,
      members: members.map(({ member }) => member),
      ...(memory && { memory }),
      ...(inForce && { inForce }),
      now: this.#options.clock.wall(),
    };
  }

  /** False: a CA is there that the cache has not seen yet. */
  async #keep(
    owner: AuthorityOwner,
    { create, mark }: AuthorityDecision,
    members: readonly LiveMember[],
    { durationSeconds }: Managed,
    signal: AbortSignal,
  ): Promise<boolean> {
    const newest = members.at(-1)?.member;
    if (newest) {
      signal.throwIfAborted();
      const atOnce = newest.atOnce || newest.name === mark;
      await this.#writer.keep(owner, { ...newest, atOnce }, durationSeconds);
    }
    if (!create) return true;
    signal.throwIfAborted();
    return this.#writer.create(owner, create, members, durationSeconds);
  }

  async #removeOne(
    need: CertificateNeed,
    live: LiveMember,
    logger: Logger,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const { namespace } = ownerOf(need);
    const { name } = live.member;
    await this.#writer.remove(namespace, live);
    logger.info('a CA was removed', { policy: need.name, authority: name });
    this.#options.publish({ regarding: need.policy, ...removedNews(name, namespace) });
  }

  #tell(
    need: CertificateNeed,
    decision: AuthorityDecision,
    members: readonly LiveMember[],
    logger: Logger,
  ): void {
    const { uid = '', policy } = need;
    const { name = '', step, since } = decision;
    const before = this.#memories.get(uid) ?? memoryOf(need);
    this.#memories.set(uid, { name, step, since });
    if (before?.name === name && before.step === step) return;
    logger.info('the CA of a policy', { authority: name, step });
    const news = stepNews(
      decision,
      members.map(({ member }) => member),
    );
    this.#options.publish({ regarding: policy, ...news });
  }

  /** Milliseconds until the gateway has seen a Secret: named before that, it refuses the whole host for a moment. */
  #untilSeen(secretName: string): number {
    const now = this.#options.clock.monotonic();
    const since = this.#bornAt.get(secretName) ?? now;
    this.#bornAt.set(secretName, since);
    return Math.max(0, since + SEEN_AFTER_MS - now);
  }

  #untilInForce(
    uid: string,
    facts: AuthorityFacts,
    { bundle }: AuthorityDecision,
    secretName: string | undefined,
  ): number[] {
    if (!bundle || secretName === undefined || inForceFor(bundle, facts) !== undefined) {
      this.#coming.delete(uid);
      return [];
    }
    const now = this.#options.clock.monotonic();
    const before = this.#coming.get(uid);
    const since = before?.secretName === secretName ? before.at : now;
    this.#coming.set(uid, { secretName, at: since });
    return [now - since < LOOK_SELDOM_MS ? LOOK_AGAIN_MS : LOOK_SELDOM_MS];
  }
}

const ownerOf = ({ name, uid, policy }: CertificateNeed): AuthorityOwner => ({
  namespace: policy.metadata.namespace ?? 'default',
  policy: { name, ...(uid !== undefined && { uid }) },
});

function memoryOf({ policy }: CertificateNeed): AuthorityMemory | undefined {
  const { name, step, since } = policy.status?.certificateAuthority ?? {};
  if (name === undefined || step === undefined || since === undefined) return undefined;
  return { name, step, since: Date.parse(since) };
}

/** Of a policy whose callers cannot be verified yet, or whose CA cannot be taken on. */
function unmetBy(
  facts: AuthorityFacts,
  decision: AuthorityDecision,
  members: readonly LiveMember[],
  secretName: string | undefined,
  failure: unknown,
): CertificateLack | undefined {
  if (failure !== undefined)
    return { reason: 'ApplyFailed', message: `The CA of this policy: ${describe(failure)}` };
  if (secretName !== undefined) return undefined;
  return { reason: 'CertificateNotReady', message: waitsFor(facts, decision, members) };
}
