import type { KubernetesObject } from '../../api/kubernetes.ts';
import { MANAGED_BY } from '../../companions/object.ts';
import { sleep } from '../../kube/clock.ts';
import { describe, isForbidden, isResourceMissing } from '../../kube/errors.ts';
import type { Resource } from '../../kube/resource.ts';
import { type Change, WatchCache } from '../../kube/watch-cache.ts';
import type { IssuerReference } from '../../plan/certificates.ts';
import type { CacheOptions } from '../caches.ts';
import { FIELD_MANAGER, GOVERNED_BY } from '../ownership.ts';
import { CERTIFICATE_REQUESTS, CERTIFICATES, CLUSTER_ISSUERS, ISSUERS } from '../resources.ts';
import {
  type LiveCertificate,
  type LiveIssuer,
  type LiveRequest,
  observeCertificate,
  observeIssuer,
  observeRequest,
  REQUEST_OF,
  revisionOf,
} from './live-objects.ts';

/** How often a cluster without cert-manager is looked at again. */
const LOOK_AGAIN_MS = 30_000;
/** After an answer that says nothing of cert-manager; doubled until it is as long as the other. */
const LOOK_SOON_MS = 1_000;

/**
 * Whether cert-manager can be spoken to. `unknown`: nothing was asked yet, so nothing may be concluded. `missing`: its
 * kinds are not served. `unreadable`: they are, and the operator may not read them.
 */
export type CertManagerState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'missing'; readonly message: string }
  | { readonly kind: 'unreadable'; readonly message: string }
  | { readonly kind: 'ready' };

const KINDS = [CERTIFICATES, CERTIFICATE_REQUESTS, ISSUERS, CLUSTER_ISSUERS];

type Namespaced = { readonly metadata: { readonly namespace?: string } };
const namespace = ({ metadata }: Namespaced): string[] => [metadata.namespace ?? ''];

const CERTIFICATE_INDEXES = {
  namespace,
  /** `namespace/name` of the Secret that it writes. */
  secret: ({ metadata, spec }: LiveCertificate): string[] => [`${metadata.namespace}/${spec.secretName}`],
  /** `namespace/name` of the policy that it was made for. */
  policy: ({ metadata, ours }: LiveCertificate): string[] => {
    const policy = metadata.annotations?.[GOVERNED_BY];
    return ours && policy !== undefined ? [`${metadata.namespace}/${policy}`] : [];
  },
};

const REQUEST_INDEXES = {
  /** `namespace/name` of the Certificate. */
  certificate: ({ metadata }: LiveRequest): string[] => [
    `${metadata.namespace}/${metadata.annotations?.[REQUEST_OF] ?? ''}`,
  ],
};

/**
 * cert-manager's objects, where it is installed. It may come and go while the operator runs, and nothing else waits for
 * it: these caches start when its kinds are served.
 */
export class LiveCertificates {
  readonly certificates: WatchCache<LiveCertificate>;
  /** Of our Certificates alone: cert-manager copies their labels. */
  readonly requests: WatchCache<LiveRequest>;
  readonly issuers: WatchCache<LiveIssuer>;
  readonly clusterIssuers: WatchCache<LiveIssuer>;
  readonly #options: CacheOptions;
  readonly #handlers: (() => void)[] = [];
  #state: CertManagerState = { kind: 'unknown' };

  constructor(common: CacheOptions) {
    this.#options = common;
    this.certificates = new WatchCache<LiveCertificate>({
      ...common,
      resource: CERTIFICATES as Resource<LiveCertificate>,
      transform: observeCertificate,
      indexes: CERTIFICATE_INDEXES,
    });
    this.requests = new WatchCache<LiveRequest>({
      ...common,
      resource: CERTIFICATE_REQUESTS as Resource<LiveRequest>,
      labelSelector: `${MANAGED_BY}=${FIELD_MANAGER}`,
      transform: observeRequest,
      indexes: REQUEST_INDEXES,
    });
    const issuers = { ...common, transform: observeIssuer };
    this.issuers = new WatchCache<LiveIssuer>({ ...issuers, resource: ISSUERS as Resource<LiveIssuer> });
    this.clusterIssuers = new WatchCache<LiveIssuer>({
      ...issuers,
      resource: CLUSTER_ISSUERS as Resource<LiveIssuer>,
    });
  }

  get state(): CertManagerState {
    return this.#state;
  }

  /** Calls back when cert-manager came or went. */
  onState(handler: () => void): void {
    this.#handlers.push(handler);
  }

  /** Tells of every change of any of the objects, with the namespace; `undefined` for one of the cluster. */
  onChange(handler: (namespace: string | undefined, change: Change<KubernetesObject>) => void): void {
    const tell = (change: Change<KubernetesObject>): void =>
      handler((change.new ?? change.old)?.metadata.namespace, change);
    this.certificates.onChange(tell);
    this.requests.onChange(tell);
    this.issuers.onChange(tell);
    this.clusterIssuers.onChange(tell);
  }

  certificate(ns: string, name: string): LiveCertificate | undefined {
    return this.certificates.get(`${ns}/${name}`);
  }

  /** Undefined where it does not exist. */
  issuer(ns: string, { kind, name }: IssuerReference): LiveIssuer | undefined {
    return kind === 'ClusterIssuer' ? this.clusterIssuers.get(name) : this.issuers.get(`${ns}/${name}`);
  }

  /** The newest first. */
  requestsOf(ns: string, certificate: string): LiveRequest[] {
    return this.requests
      .byIndex('certificate', `${ns}/${certificate}`)
      .toSorted((a, b) => revisionOf(b) - revisionOf(a));
  }

  /** Looks for cert-manager until the signal aborts; never rejects. */
  async start(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    let caches: Promise<unknown> | undefined;
    let soon = LOOK_SOON_MS;
    while (!signal.aborted) {
      const seen = await this.#look(signal);
      if (seen.kind === 'ready' && caches === undefined) {
        caches = Promise.all(this.#all.map((cache) => cache.start(signal)));
        await Promise.race([Promise.all(this.#all.map((cache) => cache.synced)), caches]);
      }
      if (signal.aborted) break;
      this.#become(seen);
      const wait = seen.kind === 'unknown' ? Math.min(soon, LOOK_AGAIN_MS) : LOOK_AGAIN_MS;
      soon = seen.kind === 'unknown' ? wait * 2 : LOOK_SOON_MS;
      await sleep(clock, wait, signal);
    }
    await caches;
  }

  get #all(): readonly WatchCache<never>[] {
    const all = [this.certificates, this.requests, this.issuers, this.clusterIssuers];
    return all as unknown as readonly WatchCache<never>[];
  }

  async #look(signal: AbortSignal): Promise<CertManagerState> {
    for (const resource of KINDS) {
      try {
        for await (const _page of this.#options.client.pages(resource, { limit: 1, signal })) break;
      } catch (error) {
        if (isResourceMissing(error)) return { kind: 'missing', message: `${resource.kind} is not served` };
        if (isForbidden(error)) return { kind: 'unreadable', message: describe(error) };
        // An API server that does not answer now says nothing about cert-manager.
        this.#options.logger.warn('cert-manager was not looked for', { error: describe(error) });
        return this.#state;
      }
    }
    return { kind: 'ready' };
  }

  #become(state: CertManagerState): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = state;
    this.#options.logger.info('cert-manager', state);
    for (const handler of this.#handlers) handler();
  }
}
