import type { KubernetesObject } from '../../api/kubernetes.ts';
import type { AuthorityMember, NewAuthority } from '../../companions/cert-manager/authority/facts.ts';
import {
  type AuthorityOwner,
  authorityCertificate,
  authorityIssuer,
  authorityName,
  rootIssuer,
  rootIssuerName,
} from '../../companions/cert-manager/authority/objects.ts';
import type { Client } from '../../kube/client.ts';
import type { Resource } from '../../kube/resource.ts';
import type { CertificateWriter, Place, Purpose } from '../certificates/certificate-writer.ts';
import {
  type LiveCertificate,
  type LiveIssuer,
  observeCertificate,
  observeIssuer,
} from '../certificates/live-objects.ts';
import { CERTIFICATES, ISSUERS } from '../resources.ts';
import { AUTHORITY_ROLE, type AuthorityLive, isAuthorityOf, type LiveMember } from './members.ts';

export interface AuthorityWriterOptions {
  readonly client: Pick<Client, 'list'>;
  readonly live: AuthorityLive;
  readonly writer: Pick<CertificateWriter, 'ensure' | 'remove'>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const RANDOM_LENGTH = 5;

/** Makes and removes the objects of CAs. */
export class AuthorityWriter {
  readonly #options: AuthorityWriterOptions;
  readonly #certificates: Place<LiveCertificate>;
  readonly #issuers: Place<LiveIssuer>;

  constructor(options: AuthorityWriterOptions) {
    this.#options = options;
    const { certificates, issuers } = options.live;
    this.#certificates = {
      resource: CERTIFICATES as Resource<KubernetesObject>,
      get: (key) => certificates.get(key),
      observe: observeCertificate,
      answered: (object) => certificates.observe(object),
    };
    this.#issuers = {
      resource: ISSUERS as Resource<KubernetesObject>,
      get: (key) => issuers.get(key),
      observe: observeIssuer,
      answered: (object) => issuers.observe(object),
    };
  }

  /**
   * Makes a CA, unless one is there that the cache has not seen: another replica may have made it a moment ago.
   * @returns false for that.
   */
  async create(
    owner: AuthorityOwner,
    wanted: NewAuthority,
    known: readonly LiveMember[],
    durationSeconds: number,
  ): Promise<boolean> {
    const { namespace, policy } = owner;
    const { items } = await this.#options.client.list(CERTIFICATES, { namespace });
    const seen = new Set(known.map(({ certificate }) => certificate.metadata.uid));
    const unseen = items
      .map(observeCertificate)
      .some((one) => isAuthorityOf(one, policy) && !seen.has(one.metadata.uid));
    if (unseen) return false;
    await this.#ensure(this.#issuers, rootIssuer(owner), policy.name);
    const name = authorityName(policy.name, wanted.number, this.#letters());
    await this.#keep(owner, { ...wanted, name }, durationSeconds);
    return true;
  }

  /** Keeps a CA as it was made, whatever somebody did to its objects. */
  async keep(
    owner: AuthorityOwner,
    member: Pick<AuthorityMember, 'name' | 'number' | 'revision' | 'atOnce'>,
    durationSeconds: number,
  ): Promise<void> {
    await this.#ensure(this.#issuers, rootIssuer(owner), owner.policy.name);
    await this.#keep(owner, member, durationSeconds);
  }

  /** Removes a CA: its Certificate last, by which it is found again if this stops half way. */
  async remove(namespace: string, { certificate }: LiveMember): Promise<void> {
    const { name } = certificate.metadata;
    await this.#removeIssuer(namespace, name);
    await this.#options.writer.remove(this.#certificates.resource, certificate);
  }

  /** Removes the issuer by which CAs sign themselves. */
  async removeRoot({ namespace, policy }: AuthorityOwner): Promise<void> {
    await this.#removeIssuer(namespace, rootIssuerName(policy.name));
  }

  async #removeIssuer(namespace: string, name: string): Promise<void> {
    const issuer = this.#options.live.issuers.get(`${namespace}/${name}`);
    if (issuer?.ours) await this.#options.writer.remove(this.#issuers.resource, issuer);
  }

  async #keep(
    owner: AuthorityOwner,
    { name, number, revision, atOnce }: Pick<AuthorityMember, 'name' | 'number' | 'revision' | 'atOnce'>,
    durationSeconds: number,
  ): Promise<void> {
    const parts = { name, number, revision, atOnce, durationSeconds };
    await this.#ensure(this.#certificates, authorityCertificate(owner, parts), owner.policy.name);
    await this.#ensure(this.#issuers, authorityIssuer(owner, name), owner.policy.name);
  }

  async #ensure(
    place: Place<LiveCertificate> | Place<LiveIssuer>,
    object: ReturnType<typeof rootIssuer>,
    policy: string,
  ): Promise<void> {
    const purpose: Purpose = { policy, role: AUTHORITY_ROLE };
    await this.#options.writer.ensure(place as Place<LiveCertificate | LiveIssuer>, object, purpose);
  }

  #letters(): string {
    const letter = (): string => LETTERS[Math.floor(this.#options.random() * LETTERS.length)] ?? 'a';
    return Array.from({ length: RANDOM_LENGTH }, letter).join('');
  }
}
