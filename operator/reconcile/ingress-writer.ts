import type { Ingress } from '../api/kubernetes.ts';
import type { ApplyConfiguration, Client } from '../kube/client.ts';
import { keyOf } from '../kube/object.ts';
import { applyConfiguration } from './apply-configuration.ts';
import type { Echoes } from './echoes.ts';
import { FIELD_MANAGER, type ObservedIngress, observe } from './ownership.ts';
import { INGRESSES } from './resources.ts';
import type { DesiredState } from './target-decision.ts';
import { ingressChangedMeanwhile } from './unseen-change.ts';

/** The API server took the apply, and the object it answered with does not show what was applied. */
export class NotReadBackError extends Error {
  override readonly name = 'NotReadBackError';
}

/**
 * The one place that writes to an Ingress: server-side apply under our field manager, bound to the object's uid, so
 * that an Ingress deleted meanwhile is never created anew.
 */
export class IngressWriter {
  readonly #client: Client;
  readonly #echoes: Pick<Echoes, 'during' | 'expect'>;
  readonly #answered: (ingress: Ingress) => void;

  /**
   * @param echoes is told of each write, but where its answer shows a change that the decision had not seen.
   * @param answered is given what the API server answered to each write: newer than any cache.
   */
  constructor(
    client: Client,
    echoes: Pick<Echoes, 'during' | 'expect'>,
    answered: (ingress: Ingress) => void,
  ) {
    this.#client = client;
    this.#echoes = echoes;
    this.#answered = answered;
  }

  /**
   * Makes the operator's share of the Ingress exactly `desired`; what is left out is removed.
   *
   * @param force takes drifted keys back. Bound to the resourceVersion that the decision saw, since force would also
   *   take what somebody set in between.
   * @throws ApiError 409 when another manager owns a key, or the object changed or went.
   */
  async apply(ingress: ObservedIngress, desired: DesiredState, force: boolean): Promise<ObservedIngress> {
    const config = applyConfiguration(ingress, desired);
    const { uid, resourceVersion } = ingress.metadata;
    const metadata = { ...config.metadata, uid, ...(force && { resourceVersion }) };
    const seen = await this.#write(ingress, { ...config, metadata }, force);
    const lost = Object.keys(desired.annotations).filter(
      (key) => seen.metadata.annotations?.[key] !== desired.annotations[key],
    );
    if (lost.length > 0) {
      throw new NotReadBackError(
        `written, but the API server's answer does not show: ${lost.join(', ')} (an admission webhook or policy may change them)`,
      );
    }
    return seen;
  }

  /**
   * Takes everything of ours off the Ingress; what others share with us stays theirs.
   * @throws ApiError 409 when the Ingress is not the one that the decision saw.
   */
  async remove(ingress: ObservedIngress): Promise<void> {
    const { metadata } = applyConfiguration(ingress, { annotations: {} });
    const { uid, resourceVersion } = ingress.metadata;
    const config = { metadata: { ...metadata, uid, resourceVersion } };
    await this.#write(ingress, config, false);
  }

  #write(read: ObservedIngress, config: ApplyConfiguration, force: boolean): Promise<ObservedIngress> {
    const key = keyOf(read);
    return this.#echoes.during(key, async () => {
      const answer = await this.#client.apply(INGRESSES, config, { fieldManager: FIELD_MANAGER, force });
      const seen = observe(answer);
      if (!ingressChangedMeanwhile(read, seen)) this.#echoes.expect(key, answer);
      this.#answered(answer);
      return seen;
    });
  }
}
