import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../operator/api/kubernetes.ts';
import { type Authority, createAuthority } from '../../cluster/pki.ts';
import type { Harness } from './harness.ts';

const API = '/apis/cert-manager.io/v1';
const MERGE = { 'content-type': 'application/merge-patch+json' };
const NAME = 'cert-manager.io/certificate-name';
const REVISION = 'cert-manager.io/certificate-revision';
const AT = '2026-01-01T00:00:00Z';

interface Condition {
  readonly type: string;
  readonly status: string;
}

export interface LiveCertificate extends KubernetesObject {
  readonly spec: {
    readonly secretName: string;
    readonly isCA?: boolean;
    readonly commonName?: string;
    readonly issuerRef: { readonly name: string };
    readonly privateKey: { readonly rotationPolicy: string };
  };
  readonly status?: { readonly revision?: number; readonly conditions?: readonly Condition[] };
}

interface Request extends KubernetesObject {
  readonly spec: { readonly issuerRef: { readonly name: string } };
}

interface Issuer extends KubernetesObject {
  readonly spec: { readonly selfSigned?: object; readonly ca?: { readonly secretName: string } };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/**
 * What cert-manager's controllers do with issuers that sign themselves and issuers of type `ca`, with certificates of
 * OpenSSL, a step at a time: each call does all that can be done now.
 */
export class IssuingCertManager {
  readonly #harness: Harness;
  readonly #directory: string;
  /** Keys of CAs, by the Secret that would hold them. */
  readonly #authorities = new Map<string, Authority>();
  /** What the Secret of a Certificate would hold, PEM, by namespace and name. */
  readonly issued = new Map<string, string>();
  #serial = 0;

  constructor(harness: Harness, directory: string) {
    this.#harness = harness;
    this.#directory = directory;
  }

  certificates = (namespace: string): Promise<LiveCertificate[]> => this.#list(namespace, 'certificates');

  issuers = (namespace: string): Promise<Issuer[]> => this.#list(namespace, 'issuers');

  /** Deletes what tells which certificate was issued. */
  async forget(namespace: string, certificate: string): Promise<void> {
    for (const { metadata } of await this.#requestsOf(namespace, certificate))
      await this.#harness.must(
        'DELETE',
        `${API}/namespaces/${namespace}/certificaterequests/${metadata.name}`,
      );
  }

  /** CAs alone. */
  async issueAuthorities(namespace: string): Promise<void> {
    await this.#readyIssuers(namespace);
    for (const certificate of await this.certificates(namespace))
      if (certificate.spec.isCA === true) await this.#issue(namespace, certificate);
    await this.#readyIssuers(namespace);
  }

  /** Everything. */
  async issueAll(namespace: string): Promise<void> {
    await this.issueAuthorities(namespace);
    for (const certificate of await this.certificates(namespace))
      if (certificate.spec.isCA !== true) await this.#issue(namespace, certificate);
  }

  /** Issues a Certificate again, as `cmctl renew` has it done. */
  async renew(namespace: string, name: string): Promise<void> {
    const found = (await this.certificates(namespace)).find(({ metadata }) => metadata.name === name);
    if (found) await this.#issue(namespace, found, true);
  }

  /** Whether a certificate is signed by one of the CAs. */
  static verifies(certificate: string, bundle: string): boolean {
    const leaf = new X509Certificate(certificate);
    return (bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [])
      .map((pem) => new X509Certificate(pem))
      .some((authority) => leaf.checkIssued(authority) && leaf.verify(authority.publicKey));
  }

  async #readyIssuers(namespace: string): Promise<void> {
    for (const { metadata, spec, status } of await this.issuers(namespace)) {
      if (status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')) continue;
      if (!spec.selfSigned && !this.#authorities.has(`${namespace}/${spec.ca?.secretName}`)) continue;
      await this.#status(namespace, 'issuers', metadata.name, {
        conditions: [{ type: 'Ready', status: 'True', reason: 'IsReady', lastTransitionTime: AT }],
      });
    }
  }

  async #issue(namespace: string, certificate: LiveCertificate, anew = false): Promise<void> {
    const { metadata, spec, status } = certificate;
    const current = (await this.#requestsOf(namespace, metadata.name)).find(
      (request) => request.metadata.annotations?.[REVISION] === String(status?.revision),
    );
    const asWanted = current?.spec.issuerRef.name === spec.issuerRef.name;
    if (status?.revision !== undefined && asWanted && !anew) return;
    const pem = await this.#mint(namespace, certificate);
    if (pem === undefined) return;
    const revision = (status?.revision ?? 0) + 1;
    await this.#request(namespace, certificate, revision, pem);
    this.issued.set(`${namespace}/${metadata.name}`, pem);
    const ready = { type: 'Ready', status: 'True', reason: 'Ready', lastTransitionTime: AT };
    const { validFrom, validTo } = new X509Certificate(pem);
    await this.#status(namespace, 'certificates', metadata.name, {
      revision,
      notBefore: new Date(validFrom).toISOString().replace('.000', ''),
      notAfter: new Date(validTo).toISOString().replace('.000', ''),
      conditions: [{ ...ready, observedGeneration: metadata.generation }],
    });
  }

  /** Undefined while its issuer cannot sign. */
  async #mint(namespace: string, { metadata, spec }: LiveCertificate): Promise<string | undefined> {
    const issuer = (await this.issuers(namespace)).find((one) => one.metadata.name === spec.issuerRef.name);
    if (!issuer?.status?.conditions) return undefined;
    const { commonName = metadata.name } = spec;
    if (spec.isCA === true) {
      const key = `${namespace}/${spec.secretName}`;
      const known = this.#authorities.get(key);
      const authority =
        known ?? (await createAuthority(join(this.#directory, namespace, spec.secretName), commonName));
      this.#authorities.set(key, authority);
      return readFile(authority.certificate, 'utf8');
    }
    const authority = this.#authorities.get(`${namespace}/${issuer.spec.ca?.secretName}`);
    const name = `${metadata.name}-${++this.#serial}`;
    const pair = await authority?.issue({ name, commonName });
    return pair && readFile(pair.certificate, 'utf8');
  }

  async #request(
    namespace: string,
    { apiVersion, kind, metadata, spec }: LiveCertificate,
    revision: number,
    pem: string,
  ): Promise<void> {
    const name = `${metadata.name}-${revision}`;
    const owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true };
    const object = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'CertificateRequest',
      metadata: {
        name,
        namespace,
        labels: metadata.labels ?? {},
        annotations: { [NAME]: metadata.name, [REVISION]: String(revision) },
        ownerReferences: [owner],
      },
      spec: { request: encode('a request'), issuerRef: spec.issuerRef },
    };
    await this.#harness.apply(
      `${API}/namespaces/${namespace}/certificaterequests`,
      object,
      'cert-manager',
      true,
    );
    await this.#status(namespace, 'certificaterequests', name, {
      conditions: [{ type: 'Ready', status: 'True', reason: 'Issued', lastTransitionTime: AT }],
      certificate: encode(pem),
    });
  }

  async #requestsOf(namespace: string, certificate: string): Promise<Request[]> {
    const all = await this.#list<Request>(namespace, 'certificaterequests');
    return all.filter(({ metadata }) => metadata.annotations?.[NAME] === certificate);
  }

  async #list<T>(namespace: string, plural: string): Promise<T[]> {
    const list = await this.#harness.must('GET', `${API}/namespaces/${namespace}/${plural}`);
    return (list as { readonly items: T[] }).items;
  }

  async #status(namespace: string, plural: string, name: string, status: object): Promise<void> {
    await this.#harness.must(
      'PATCH',
      `${API}/namespaces/${namespace}/${plural}/${name}/status`,
      { status },
      MERGE,
    );
  }
}

const encode = (text: string): string => Buffer.from(text).toString('base64');
