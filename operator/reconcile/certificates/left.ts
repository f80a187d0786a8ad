import type { Client } from '../../kube/client.ts';
import { refOfKey } from '../../kube/object.ts';
import { live as read } from '../going.ts';
import type { CertificatesLeft, Notices } from '../notices.ts';
import { API_POLICIES } from '../resources.ts';
import type { LiveCertificates } from './live-certificates.ts';

export interface LeftCertificatesOptions {
  readonly client: Pick<Client, 'get'>;
  readonly live: Pick<LiveCertificates, 'certificates'>;
  readonly notices: Notices;
}

/** More are not remembered; then one may be told of twice. */
const MOST_TOLD = 10_000;

/** Says what a deleted policy leaves behind: that its protection is gone does not say that its certificates are not. */
export class LeftCertificates {
  readonly #options: LeftCertificatesOptions;
  /** By policy: what it had when it was last seen. The garbage collector is often faster than its turn. */
  readonly #had = new Map<string, CertificatesLeft>();
  /** Policies of which it was told: an Ingress that is released late asks again. */
  readonly #told = new Set<string>();

  constructor(options: LeftCertificatesOptions) {
    this.#options = options;
  }

  policySeen(policyKey: string): void {
    this.#told.delete(policyKey);
    const left = leftOf(this.#options.live, policyKey);
    if (isNone(left)) this.#had.delete(policyKey);
    else this.#had.set(policyKey, left);
  }

  async policyGone(policyKey: string): Promise<void> {
    const { client, live, notices } = this.#options;
    const left = this.#had.get(policyKey) ?? leftOf(live, policyKey);
    this.#had.delete(policyKey);
    if (isNone(left) || this.#told.has(policyKey)) return;
    if (await read(client, API_POLICIES, refOfKey(policyKey))) return;
    if (this.#told.size >= MOST_TOLD) this.#told.clear();
    this.#told.add(policyKey);
    const { group, version, kind } = API_POLICIES;
    notices.certificatesLeft(
      { apiVersion: `${group}/${version}`, kind, metadata: refOfKey(policyKey) },
      left,
    );
  }
}

const isNone = ({ served, stopped }: CertificatesLeft): boolean => served.length + stopped.length === 0;

function leftOf({ certificates }: LeftCertificatesOptions['live'], policyKey: string): CertificatesLeft {
  const own = certificates.byIndex('policy', policyKey);
  const named = (controlled: boolean): string[] =>
    own
      .filter(({ metadata }) => isControlled(metadata) === controlled)
      .map(({ metadata }) => metadata.name)
      .sort();
  return { served: named(false), stopped: named(true) };
}

const isControlled = ({
  ownerReferences = [],
}: {
  ownerReferences?: readonly { controller?: boolean }[];
}): boolean => ownerReferences.some(({ controller }) => controller === true);
