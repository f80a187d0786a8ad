import type { KubernetesObject } from '../../../operator/api/kubernetes.ts';
import { waitFor } from '../../cluster/wait.ts';
import type { Harness } from './harness.ts';

const API = '/apis/cert-manager.io/v1';
const MERGE = { 'content-type': 'application/merge-patch+json' };

interface Certificate extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly ownerReferences?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly uid: string;
      readonly controller?: boolean;
    }[];
  };
  readonly spec: Readonly<Record<string, unknown>>;
}

interface Issued {
  /** RFC 3339. */
  readonly notAfter?: string;
  readonly renewalTime?: string;
  /** PEM that the issuer gave with it. */
  readonly ca?: string;
}

/** cert-manager's kinds without its controllers: what these would say is written by hand. */
export class CertManager {
  readonly #harness: Harness;

  constructor(harness: Harness) {
    this.#harness = harness;
  }

  /** @param crds a file with its CRDs. */
  async install(crds: string): Promise<void> {
    const { cluster } = this.#harness;
    await cluster.mustKubectl(['apply', '--server-side', '-f', crds]);
    await cluster.mustKubectl(['wait', '--for=condition=Established', '-f', crds]);
  }

  issuer(namespace: string, name: string, spec: Record<string, unknown>): Promise<unknown> {
    const object = { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: { name, namespace }, spec };
    return this.#harness.apply(`${API}/namespaces/${namespace}/issuers`, object, 'user', true);
  }

  async certificates(namespace: string): Promise<Certificate[]> {
    const list = await this.#harness.must('GET', `${API}/namespaces/${namespace}/certificates`);
    return (list as { items: Certificate[] }).items;
  }

  names = async (namespace: string): Promise<string[]> =>
    (await this.certificates(namespace)).map(({ metadata }) => metadata.name).sort();

  /** Waits for a Certificate to be there. */
  certificate(namespace: string, name: string): Promise<Certificate> {
    return waitFor(
      `Certificate ${namespace}/${name}`,
      async (pending) => {
        const all = await this.certificates(namespace);
        pending(all.map(({ metadata }) => metadata.name));
        return all.find(({ metadata }) => metadata.name === name);
      },
      { timeoutMs: 15_000, everyMs: 30 },
    );
  }

  /** Somebody's own Certificate. */
  foreign(namespace: string, name: string, spec: Record<string, unknown>): Promise<unknown> {
    const object = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name, namespace },
      spec,
    };
    return this.#harness.apply(`${API}/namespaces/${namespace}/certificates`, object, 'somebody', true);
  }

  delete(namespace: string, plural: 'certificates' | 'issuers', name: string): Promise<unknown> {
    return this.#harness.must('DELETE', `${API}/namespaces/${namespace}/${plural}/${name}`);
  }

  /** What cert-manager writes once it has issued a certificate. */
  async ready(
    namespace: string,
    name: string,
    { notAfter = '2099-01-01T00:00:00Z', renewalTime, ca }: Issued = {},
  ): Promise<void> {
    await this.#request(namespace, name, ca);
    const condition = {
      type: 'Ready',
      status: 'True',
      reason: 'Ready',
      message: 'Certificate is up to date',
    };
    await this.#status(namespace, name, condition, {
      notAfter,
      notBefore: '2026-01-01T00:00:00Z',
      revision: 1,
      ...(renewalTime !== undefined && { renewalTime }),
    });
  }

  async failing(namespace: string, name: string, message: string): Promise<void> {
    await this.#status(
      namespace,
      name,
      { type: 'Ready', status: 'False', reason: 'DoesNotExist', message },
      {},
    );
  }

  async #status(namespace: string, name: string, condition: object, rest: object): Promise<void> {
    const { metadata } = await this.certificate(namespace, name);
    const { generation } = metadata as { generation?: number };
    const at = { lastTransitionTime: '2026-01-01T00:00:00Z', observedGeneration: generation };
    await this.#harness.must(
      'PATCH',
      `${API}/namespaces/${namespace}/certificates/${name}/status`,
      { status: { conditions: [{ ...condition, ...at }], ...rest } },
      MERGE,
    );
  }

  async #request(namespace: string, certificate: string, ca: string | undefined): Promise<void> {
    const { metadata, spec } = await this.certificate(namespace, certificate);
    const name = `${certificate}-1`;
    const path = `${API}/namespaces/${namespace}/certificaterequests`;
    const annotations = {
      'cert-manager.io/certificate-name': certificate,
      'cert-manager.io/certificate-revision': '1',
    };
    const { labels } = metadata;
    const its = { name, namespace, annotations, ...(labels && { labels }) };
    await this.#harness.apply(
      path,
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'CertificateRequest',
        metadata: its,
        spec: { request: Buffer.from('request').toString('base64'), issuerRef: spec.issuerRef },
      },
      'cert-manager',
      true,
    );
    const condition = {
      type: 'Ready',
      status: 'True',
      reason: 'Issued',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    const encode = (text: string): string => Buffer.from(text).toString('base64');
    await this.#harness.must(
      'PATCH',
      `${path}/${name}/status`,
      {
        status: {
          conditions: [condition],
          certificate: encode('a certificate'),
          ...(ca !== undefined && { ca: encode(ca) }),
        },
      },
      MERGE,
    );
  }
}
