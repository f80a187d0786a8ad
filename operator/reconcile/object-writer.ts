import type { ConfigMap } from '../api/kubernetes.ts';
import type { Client } from '../kube/client.ts';
import type { Clock } from '../kube/clock.ts';
import { isNotFound } from '../kube/errors.ts';
import { keyOf } from '../kube/object.ts';
import type { Annotations } from './group-decision.ts';
import { FIELD_MANAGER, type ObservedIngress } from './ownership.ts';
import { CONFIG_MAPS } from './resources.ts';
import { objectsNamedBy } from './target-decision.ts';

/** An object of the name that we need is there, and is somebody else's. */
export class ForeignObjectError extends Error {
  override readonly name = 'ForeignObjectError';
}

/**
 * The gateway's controller watches ConfigMaps and Ingresses apart, and answers 503 for an annotation that names a
 * ConfigMap which it has not seen yet: an annotation waits this long after its object was created.
 */
const SEEN_AFTER_MS = 1_500;

const MANAGED_BY = 'app.kubernetes.io/managed-by';

/**
 * Objects that annotations of an Ingress name. They are owned by the Ingress, not by the policy: were they collected
 * with the policy while the operator is away, the annotation would name nothing, and the API would answer 503.
 */
export class ObjectWriter {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #created = new Map<string, number>();

  constructor(client: Client, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /**
   * Makes sure that the objects are there as wanted.
   * @returns milliseconds until the gateway can be told of all of them; 0: now.
   * @throws ForeignObjectError for one that is not ours.
   */
  async ensure(ingress: ObservedIngress, objects: readonly ConfigMap[]): Promise<number> {
    let wait = 0;
    for (const object of objects) wait = Math.max(wait, await this.#ensure(ingress, object));
    return wait;
  }

  /** Removes what annotations of ours named on the Ingress, and those of the desired state do not. */
  async prune(ingress: ObservedIngress, desired: Annotations): Promise<void> {
    const named = objectsNamedBy(desired, Object.keys(desired));
    for (const reference of objectsNamedBy(ingress.metadata.annotations ?? {}, ingress.ownership.ours)) {
      const [namespace = '', name = ''] = reference.split('/');
      if (!named.has(reference) && namespace === ingress.metadata.namespace)
        await this.#remove(namespace, name);
    }
  }

  async #remove(namespace: string, name: string): Promise<void> {
    const live = await this.#read(namespace, name);
    if (!live || live.metadata.labels?.[MANAGED_BY] !== FIELD_MANAGER) return;
    const { uid } = live.metadata;
    await this.#client.delete(CONFIG_MAPS, { namespace, name }, { ...(uid !== undefined && { uid }) });
    this.#created.delete(`${namespace}/${name}`);
  }

  async #ensure(ingress: ObservedIngress, object: ConfigMap): Promise<number> {
    const { name, namespace = 'default' } = object.metadata;
    const live = await this.#read(namespace, name);
    if (live && live.metadata.labels?.[MANAGED_BY] !== FIELD_MANAGER) {
      throw new ForeignObjectError(
        `ConfigMap ${name} is not the operator's (label ${MANAGED_BY}); rename or remove it`,
      );
    }
    if (!live || JSON.stringify(live.data ?? {}) !== JSON.stringify(object.data ?? {})) {
      await this.#client.apply(CONFIG_MAPS, ownedBy(ingress, object), {
        fieldManager: FIELD_MANAGER,
        force: live !== undefined,
      });
      if (!live) this.#created.set(keyOf(object), this.#clock.monotonic());
    }
    const created = this.#created.get(keyOf(object));
    return created === undefined ? 0 : Math.max(0, created + SEEN_AFTER_MS - this.#clock.monotonic());
  }

  async #read(namespace: string, name: string): Promise<ConfigMap | undefined> {
    try {
      return await this.#client.get(CONFIG_MAPS, { namespace, name });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}

function ownedBy(ingress: ObservedIngress, { metadata, data = {} }: ConfigMap) {
  const owner = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    name: ingress.metadata.name,
    uid: ingress.metadata.uid ?? '',
    blockOwnerDeletion: false,
  };
  const { name, namespace = 'default', labels } = metadata;
  return { metadata: { name, namespace, labels, ownerReferences: [owner] }, data };
}
