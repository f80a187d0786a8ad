import { expect } from 'vitest';
import type { KubernetesObject } from '../../operator/api/kubernetes.ts';
import type { StatusCertificateAuthority } from '../../operator/api/types.generated.ts';
import { certificate } from '../../operator/companions/cert-manager/certificate.ts';
import { controlledBy } from '../../operator/companions/owners.ts';
import { Client } from '../../operator/kube/client.ts';
import { type Clock, systemClock } from '../../operator/kube/clock.ts';
import { silentLogger } from '../../operator/kube/logger.ts';
import { planPolicy } from '../../operator/policy/plan-policy.ts';
import { ManagedAuthorities } from '../../operator/reconcile/authority/managed-authorities.ts';
import type { AuthorityOutcome } from '../../operator/reconcile/certificates/authorities.ts';
import type { CertificateNeed } from '../../operator/reconcile/certificates/certificate-needs.ts';
import { CertificateWriter } from '../../operator/reconcile/certificates/certificate-writer.ts';
import { observeCertificate } from '../../operator/reconcile/certificates/live-objects.ts';
import type { Notice } from '../../operator/reconcile/notices.ts';
import { observe } from '../../operator/reconcile/ownership.ts';
import { RepairBudget } from '../../operator/reconcile/repair-budget.ts';
import { CERTIFICATES } from '../../operator/reconcile/resources.ts';
import { waitFor } from '../cluster/wait.ts';
import { NGINX, refs } from './operator/harness.ts';
import { IssuingCertManager } from './operator/issuing-cert-manager.ts';
import type { RotationStage } from './rotation-stage.ts';

/** Of the policy's CAs after a rotation. */
export const OVERLAP_MS = 48 * 3_600_000;
/** The certificate that the policy issues. */
export const LEAF = 'printer-tls';

class Killed extends Error {
  override readonly name = 'Killed';
}

/** One policy with a managed CA, an Ingress, a certificate that it issues, and a process that may be killed at any write. */
export class Rotation {
  readonly #stage: RotationStage;
  readonly namespace: string;
  readonly news: Notice[] = [];
  /** What callers have shown since the start, the last two: one may not have read its new one yet. */
  readonly shown: string[] = [];
  /** Writes until the process is killed. */
  lives = Number.POSITIVE_INFINITY;
  kills = 0;
  #time = 0;
  #wall = Date.now();
  #process: ManagedAuthorities;

  private constructor(stage: RotationStage, namespace: string) {
    this.#stage = stage;
    this.namespace = namespace;
    this.#process = this.#started();
  }

  static async start(stage: RotationStage): Promise<Rotation> {
    const namespace = await stage.harness.namespace();
    await stage.harness.ingress(namespace, 'devices');
    const rotation = new Rotation(stage, namespace);
    await rotation.ask(1);
    await rotation.until('Settled');
    await rotation.issued();
    return rotation;
  }

  ask = (revision: number): Promise<unknown> =>
    this.#stage.harness.policy(this.namespace, 'devices', {
      targetRefs: refs('devices'),
      mutualTLS: {
        clients: {
          ca: { managed: { revision, overlap: `${OVERLAP_MS / 3_600_000}h` } },
          issue: [{ name: 'printer', secretName: LEAF, commonName: 'printer', duration: '24h' }],
        },
      },
    });

  pass(ms: number): void {
    this.#time += ms;
    this.#wall += ms;
  }

  restart(): void {
    this.#process = this.#started();
  }

  /** Reconciles, and writes what others write by its outcome; a killed process is followed by another. */
  async turn(): Promise<AuthorityOutcome | undefined> {
    await this.#seen();
    try {
      const outcome = await this.#process.reconcile(await this.#need(), silentLogger, this.#stage.signal);
      if (this.lives <= 0) throw new Killed();
      await this.#follow(outcome);
      return outcome;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.lives = Number.POSITIVE_INFINITY;
      this.kills += 1;
      this.restart();
      return undefined;
    } finally {
      await this.holds();
    }
  }

  /** Everybody's turn until that step. */
  async until(step: StatusCertificateAuthority['step'], issue = true): Promise<StatusCertificateAuthority> {
    for (let turns = 0; turns < 40; turns++) {
      const outcome = await this.turn();
      if (outcome?.status?.step === step) return outcome.status;
      if (issue) await this.issued();
      this.pass(10_000);
    }
    throw new Error(`never ${step}`);
  }

  /** cert-manager's turn. */
  async issued(): Promise<void> {
    await this.#stage.certManager.issueAll(this.namespace);
    const pem = this.#stage.certManager.issued.get(`${this.namespace}/${LEAF}`);
    if (pem !== undefined && this.shown.at(-1) !== pem) this.shown.push(pem);
    await this.holds();
  }

  /** What the caller shows, and what it showed before, is trusted. */
  async holds(): Promise<void> {
    const trusted = await this.trusted();
    if (trusted === '') return;
    for (const pem of this.shown.slice(-2)) expect(IssuingCertManager.verifies(pem, trusted)).toBe(true);
  }

  async trusted(): Promise<string> {
    const reference = (await this.#stage.harness.nginx(this.namespace, 'devices'))['auth-tls-secret'];
    if (reference === undefined) return '';
    const path = `/api/v1/namespaces/${this.namespace}/secrets/${reference.slice(this.namespace.length + 1)}`;
    const { data } = (await this.#stage.harness.must('GET', path)) as { data: Record<string, string> };
    return Buffer.from(data['ca.crt'] ?? '', 'base64').toString();
  }

  #started(): ManagedAuthorities {
    const client = this.#mortal(new Client(this.#stage.transport));
    const clock: Clock = {
      wall: () => this.#wall,
      monotonic: () => this.#time,
      after: systemClock.after,
    };
    const writer = new CertificateWriter(client, new RepairBudget(clock.monotonic));
    const publish = (notice: Notice): void => void this.news.push(notice);
    return new ManagedAuthorities({
      client,
      clock,
      live: this.#stage.live,
      writer,
      publish,
      random: Math.random,
    });
  }

  /** The write that takes its last life reaches the API server; its answer reaches nobody. */
  #mortal(client: Client): Client {
    const dies = async <T>(write: Promise<T>): Promise<T> => {
      const answer = await write;
      this.lives -= 1;
      if (this.lives <= 0) throw new Killed();
      return answer;
    };
    return Object.assign(Object.create(client) as Client, {
      get: client.get.bind(client),
      list: client.list.bind(client),
      create: (...args: Parameters<Client['create']>) => dies(client.create(...args)),
      apply: (...args: Parameters<Client['apply']>) => dies(client.apply(...args)),
      delete: (...args: Parameters<Client['delete']>) => dies(client.delete(...args)),
    });
  }

  async #need(): Promise<CertificateNeed> {
    const policy = await this.#stage.harness.readPolicy(this.namespace, 'devices');
    const ingress = observe(await this.#stage.harness.readIngress(this.namespace, 'devices'));
    const { uid = '' } = policy.metadata;
    const plan = planPolicy(policy);
    return {
      name: 'devices',
      uid,
      plan,
      targets: [ingress],
      policy,
      asks: true,
      paused: false,
      fingerprint: '',
    };
  }

  async #follow({ issuer, secretName, status }: AuthorityOutcome): Promise<void> {
    const { namespace } = this;
    const need = await this.#need();
    if (secretName !== undefined) {
      const annotations = { [`${NGINX}auth-tls-secret`]: `${namespace}/${secretName}` };
      const object = {
        ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
        metadata: { name: 'devices', namespace, annotations },
      };
      await this.#stage.harness.apply(
        `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`,
        object,
        'apipolicy',
      );
    }
    if (issuer) {
      const owners = [controlledBy(need)];
      const usages = ['client auth', 'digital signature'] as const;
      const object = certificate({ namespace, name: LEAF, issuer, owners, usages, commonName: 'printer' });
      const place = {
        resource: CERTIFICATES,
        get: (key: string) => this.#stage.live.certificates.get(key),
        observe: observeCertificate,
        answered: () => undefined,
      };
      const writer = new CertificateWriter(
        new Client(this.#stage.transport),
        new RepairBudget(() => this.#time),
      );
      await writer.ensure(place, object, { policy: 'devices', role: 'client' });
    }
    await this.#stage.harness.must(
      'PATCH',
      `/apis/apipolicy.dev/v1alpha1/namespaces/${namespace}/apipolicies/devices/status`,
      { status: { certificateAuthority: status } },
      { 'content-type': 'application/merge-patch+json' },
    );
  }

  /** The caches have what the API server has. */
  async #seen(): Promise<void> {
    for (const [plural, cache] of [
      ['certificates', this.#stage.live.certificates],
      ['certificaterequests', this.#stage.live.requests],
      ['issuers', this.#stage.live.issuers],
    ] as const) {
      const path = `/apis/cert-manager.io/v1/namespaces/${this.namespace}/${plural}`;
      const { items } = (await this.#stage.harness.must('GET', path)) as { items: KubernetesObject[] };
      const versions = (objects: readonly KubernetesObject[]): string =>
        objects
          .map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`)
          .sort()
          .join();
      await waitFor(`the cache of ${plural}`, () => {
        const cached = cache.list().filter(({ metadata }) => metadata.namespace === this.namespace);
        return versions(cached) === versions(items);
      });
    }
  }
}

/** How many certificates a bundle has. */
export const certificatesIn = (pems: string): number => pems.match(/BEGIN CERTIFICATE/g)?.length ?? 0;
