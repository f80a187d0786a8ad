import type { KubernetesObject } from '../../api/kubernetes.ts';
import type { ApiPolicy } from '../../api/types.generated.ts';
import {
  type CertificateSurroundings,
  type Certificates,
  certificatesOf,
  type WantedCertificate,
} from '../../companions/cert-manager/certificates-of.ts';
import type { Clock } from '../../kube/clock.ts';
import { describe } from '../../kube/errors.ts';
import type { Logger } from '../../kube/logger.ts';
import type { Resource } from '../../kube/resource.ts';
import { nodeOf } from '../../plan/plan.ts';
import type { BaselineSource } from '../baseline-source.ts';
import type { Reader } from '../cluster-world.ts';
import { ContestedCompanionError, ForeignCompanionError } from '../companions/companion-writer.ts';
import type { World } from '../decide.ts';
import { GOVERNED_BY } from '../ownership.ts';
import { CERTIFICATES } from '../resources.ts';
import { type Authorities, type AuthorityOutcome, signedBy } from './authorities.ts';
import type { CertificateBoard, CertificateView } from './certificate-board.ts';
import { type CertificateNeed, certificateNeeds } from './certificate-needs.ts';
import { type CertificateWriter, type Place, ROLE } from './certificate-writer.ts';
import { issuerOf, lackOf, whyNotAsked } from './judge.ts';
import type { LiveCertificates } from './live-certificates.ts';
import { type LiveCertificate, observeCertificate } from './live-objects.ts';
import { othersOf } from './others.ts';
import { overdue, untilOverdue } from './overdue.ts';
import { failedView, type Judged, viewOf } from './view.ts';

export interface NamespaceCertificatesOptions {
  readonly policies: Reader<ApiPolicy>;
  readonly baselines: BaselineSource;
  readonly world: World;
  readonly live: LiveCertificates;
  readonly writer: CertificateWriter;
  readonly board: CertificateBoard;
  readonly authorities?: Authorities;
  readonly clusterDomain: string;
  readonly clock: Clock;
}

/** Roles of the Certificates that this loop makes and removes; those of a managed CA are not among them. */
const ROLES: ReadonlySet<string> = new Set(['clients-ca', 'client', 'gateway', 'service']);

/** How long until something that failed is tried again. */
const AGAIN_MS = 5_000;

/** How long until a write that was refused is tried again: somebody has to do something first. */
const LATER_MS = 60_000;

/** The loop for the Certificates of one namespace, made for all of its policies together: two may want one Secret. */
export class NamespaceCertificates {
  readonly #options: NamespaceCertificatesOptions;
  readonly #place: Place<LiveCertificate>;
  /** Of Certificates that were removed, and that the cache still has. */
  readonly #removed = new Set<string>();

  constructor(options: NamespaceCertificatesOptions) {
    this.#options = options;
    const { certificates } = options.live;
    this.#place = {
      resource: CERTIFICATES as Resource<KubernetesObject>,
      get: (key) => certificates.get(key),
      observe: observeCertificate,
      answered: (object) => certificates.observe(object),
    };
    certificates.onChange(({ old, new: current }) => {
      if (!current) this.#removed.delete(old?.metadata.uid ?? '');
    });
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
    const { policies, baselines, world, live, board, clock } = this.#options;
    const left = live.certificates.byIndex('namespace', namespace).some(({ ours }) => ours);
    const needs = certificateNeeds(policies, namespace, { baselines, world, left });
    // Nothing is known yet: what a status would say now is guessed.
    if (live.state.kind === 'unknown') return {};
    if (needs.length === 0) {
      board.made(namespace, new Map());
      return {};
    }
    const asking = needs.filter(({ asks }) => asks);
    const active = needs.filter(({ paused }) => !paused);
    const paused = new Set(needs.filter((need) => need.paused).map(({ name }) => name));
    const authorities = await this.#authorities(active, logger, signal);
    const { wanted, shortfalls } = this.#certificatesOf(namespace, needs);
    const signed = wanted.flatMap((one) => signedBy(one, authorities.get(one.policy)) ?? []);
    const writable = signed.filter(({ policy }) => !paused.has(policy));
    const failures = await this.#apply(namespace, writable, logger, signal);
    const seen = live.state.kind === 'ready';
    const views = new Map<string, CertificateView>();
    const judgedAll: Judged[] = [];
    for (const need of asking) {
      const judged = signed
        .filter(({ policy }) => policy === need.name)
        .map((one) => this.#judge(namespace, one, failures));
      judgedAll.push(...judged);
      views.set(
        need.name,
        viewOf(need, judged, {
          refused: shortfalls[need.name] ?? [],
          authority: authorities.get(need.name),
          seen,
          others: othersOf(need, live),
        }),
      );
    }
    board.made(namespace, views);
    await this.#prune(namespace, active, wanted, logger, signal);
    const errors = [...failures.values()];
    const first = errors.find(
      (error) => !(error instanceof ForeignCompanionError || error instanceof ContestedCompanionError),
    );
    if (first !== undefined) throw first;
    const waits = [
      ...[...authorities.values()].flatMap((outcome) => outcome.waits),
      ...errors.map(() => LATER_MS),
      ...judgedAll.map(({ around: { certificate } }) => untilOverdue(certificate, clock.wall())),
    ];
    const soonest = Math.min(...waits.filter((wait) => wait > 0));
    return Number.isFinite(soonest) ? { requeueAfterMs: soonest } : {};
  }

  async #authorities(
    needs: readonly CertificateNeed[],
    logger: Logger,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, AuthorityOutcome>> {
    const { authorities, live } = this.#options;
    const outcomes = new Map<string, AuthorityOutcome>();
    for (const need of needs) {
      signal.throwIfAborted();
      const managed = nodeOf(need.plan, 'client-certificates')?.authority.source === 'managed';
      const ready = live.state.kind === 'ready' ? authorities : undefined;
      try {
        if (managed) outcomes.set(need.name, (await ready?.reconcile(need, logger, signal)) ?? { waits: [] });
        else if (ready) outcomes.set(need.name, await ready.retire(need, logger, signal));
      } catch (error) {
        // One CA that cannot be made must not hold up the certificates of other policies.
        signal.throwIfAborted();
        logger.warn('a managed CA could not be brought further', {
          policy: need.name,
          error: describe(error),
        });
        const unmet = { reason: 'ApplyFailed' as const, message: describe(error) };
        outcomes.set(need.name, { waits: [AGAIN_MS], unmet });
      }
    }
    return outcomes;
  }

  /** Where they cannot even be worked out, policies say so, and what they have stays. */
  #certificatesOf(namespace: string, needs: readonly CertificateNeed[]): Certificates {
    const { board, clusterDomain } = this.#options;
    try {
      return certificatesOf(namespace, needs, this.#around(namespace), clusterDomain);
    } catch (error) {
      const asking = needs.filter(({ asks }) => asks);
      board.made(namespace, new Map(asking.map((need) => [need.name, failedView(need, describe(error))])));
      throw error;
    }
  }

  #around(namespace: string): CertificateSurroundings {
    const { world, live } = this.#options;
    return {
      ingresses: [...world.ingressesOf(namespace)],
      certificates: live.certificates.byIndex('namespace', namespace).map(({ metadata, spec, ours }) => ({
        name: metadata.name,
        secretName: spec.secretName ?? '',
        ours,
      })),
    };
  }

  async #apply(
    namespace: string,
    wanted: readonly WantedCertificate[],
    logger: Logger,
    signal: AbortSignal,
  ): Promise<Map<string, unknown>> {
    const failures = new Map<string, unknown>();
    for (const one of wanted) {
      if (whyNotAsked(one, this.#aroundOf(namespace, one))) continue;
      signal.throwIfAborted();
      const { object, policy, role } = one;
      const { name } = object.metadata;
      const before = this.#place.get(`${namespace}/${name}`)?.metadata.resourceVersion;
      try {
        const { metadata } = await this.#options.writer.ensure(this.#place, object, { policy, role });
        if (metadata.resourceVersion !== before) logger.info('applied', { certificate: name, policy });
      } catch (error) {
        logger.warn('a certificate was not asked for', { certificate: name, policy, error: describe(error) });
        failures.set(name, error);
      }
    }
    return failures;
  }

  #judge(namespace: string, wanted: WantedCertificate, failures: ReadonlyMap<string, unknown>): Judged {
    const failure = failures.get(wanted.object.metadata.name);
    const around = { ...this.#aroundOf(namespace, wanted), ...(failure !== undefined && { failure }) };
    const lack = lackOf(wanted, around);
    const ending = lack ? undefined : overdue(wanted, around.certificate, this.#options.clock.wall());
    return { wanted, around, ...(lack && { lack }), ...(ending && { ending }) };
  }

  #aroundOf(namespace: string, wanted: WantedCertificate) {
    const { live } = this.#options;
    const { name } = wanted.object.metadata;
    return {
      state: live.state,
      certificate: live.certificate(namespace, name),
      requests: live.requestsOf(namespace, name),
      issuer: live.issuer(namespace, issuerOf(wanted)),
    };
  }

  /**
   * Removes Certificates that a policy in force no longer asks for. Their Secrets stay: somebody may still mount them.
   * What the gateway serves stays whole, and so does what belongs to a policy that is held back or is not valid.
   */
  async #prune(
    namespace: string,
    needs: readonly CertificateNeed[],
    wanted: readonly WantedCertificate[],
    logger: Logger,
    signal: AbortSignal,
  ): Promise<void> {
    const { live, writer } = this.#options;
    if (live.state.kind !== 'ready') return;
    const kept = new Set(wanted.map(({ object }) => object.metadata.name));
    const there = live.certificates.byIndex('namespace', namespace);
    const uids = new Map(needs.map(({ name, uid }) => [name, uid]));
    for (const certificate of there) {
      const {
        name,
        uid: own = '',
        annotations = {},
        ownerReferences = [],
        deletionTimestamp,
      } = certificate.metadata;
      if (deletionTimestamp !== undefined || this.#removed.has(own)) continue;
      if (!certificate.ours || kept.has(name) || !ROLES.has(annotations[ROLE] ?? '')) continue;
      const uid = uids.get(annotations[GOVERNED_BY] ?? '');
      const owner = ownerReferences.find(({ controller }) => controller === true);
      if (uid === undefined || owner?.uid !== uid) continue;
      signal.throwIfAborted();
      await writer.remove(this.#place.resource, certificate);
      this.#removed.add(own);
      logger.info('removed', { certificate: name, because: 'its policy no longer asks for it' });
    }
  }
}
