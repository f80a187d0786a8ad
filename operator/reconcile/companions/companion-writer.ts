import { createHash } from 'node:crypto';
import type { CompanionObject } from '../../companions/object.ts';
import type { Client } from '../../kube/client.ts';
import { keyOf } from '../../kube/object.ts';
import { live as read } from '../going.ts';
import { FIELD_MANAGER } from '../ownership.ts';
import type { RepairBudget } from '../repair-budget.ts';
import { APPLIED, type LiveCompanion, observeCompanion, resourceOf } from './companion.ts';
import { contains } from './contains.ts';
import type { LiveCompanions } from './live-companions.ts';

/** An object of a companion's name is there, and the operator did not make it. */
export class ForeignCompanionError extends Error {
  override readonly name = 'ForeignCompanionError';
  /** Kind and name of it. */
  readonly object: string;

  constructor({ kind, metadata }: CompanionObject) {
    super(
      `${kind} ${metadata.name} is there and is not the operator's, which makes one of that name; it is never taken over. Remove or rename it: kubectl -n ${metadata.namespace} delete ${kind.toLowerCase()} ${metadata.name}`,
    );
    this.object = `${kind}/${metadata.name}`;
  }
}

/** Somebody changes a companion as often as it is put back. */
export class ContestedCompanionError extends Error {
  override readonly name = 'ContestedCompanionError';

  constructor({ kind, metadata }: CompanionObject) {
    super(
      `${kind} ${metadata.name} was put back again and again within the hour, and changed by somebody each time; left alone for now. Find out who writes to it: kubectl -n ${metadata.namespace} get ${kind.toLowerCase()} ${metadata.name} -o yaml --show-managed-fields`,
    );
  }
}

/** Applies and deletes companions: nothing is written that is there already, nothing taken that is somebody else's. */
export class CompanionWriter {
  readonly #client: Client;
  readonly #live: LiveCompanions;
  readonly #repairs: RepairBudget;

  constructor(client: Client, live: LiveCompanions, repairs: RepairBudget) {
    this.#client = client;
    this.#live = live;
    this.#repairs = repairs;
  }

  /**
   * Makes an object what is wanted, by server-side apply.
   * @throws ForeignCompanionError when it is somebody else's; ContestedCompanionError when it was repaired too often.
   */
  async ensure(
    wanted: CompanionObject,
    known?: LiveCompanion,
  ): Promise<{ object: LiveCompanion; created: boolean }> {
    const { name, namespace } = wanted.metadata;
    const resource = resourceOf(wanted.kind);
    const config = withDigest(wanted);
    const cached = known ?? this.#live.get(wanted.kind, namespace, name);
    if (cached?.ours && contains(cached, config)) return { object: cached, created: false };
    const there = cached ?? (await this.#read(wanted));
    if (there && !there.ours) throw new ForeignCompanionError(wanted);
    const key = `${wanted.kind}/${keyOf(wanted)}`;
    const repair = there?.metadata.annotations?.[APPLIED] === config.metadata.annotations[APPLIED];
    if (repair) {
      if (!this.#repairs.allows(key)) throw new ContestedCompanionError(wanted);
      this.#repairs.spend(key);
    }
    const uid = there?.metadata.uid;
    const metadata = { ...config.metadata, ...(uid !== undefined && { uid }) };
    const answer = await this.#client.apply(
      resource,
      { ...config, metadata },
      { fieldManager: FIELD_MANAGER, force: there !== undefined },
    );
    const object = observeCompanion(answer);
    this.#live.answered(resource, object);
    return { object, created: there === undefined };
  }

  /** @throws ApiError 409 when the object is not the one that was seen. */
  async remove({ kind, metadata }: LiveCompanion): Promise<void> {
    const { name, namespace = '', uid, resourceVersion } = metadata;
    await this.#client.delete(
      resourceOf(kind),
      { name, namespace },
      {
        ...(uid !== undefined && { uid }),
        ...(resourceVersion !== undefined && { resourceVersion }),
        propagationPolicy: 'Background',
      },
    );
  }

  /** Without our label it is not in the cache: what is there is asked for before anything is applied over it. */
  async #read({ kind, metadata }: CompanionObject): Promise<LiveCompanion | undefined> {
    const { name, namespace } = metadata;
    const object = await read(this.#client, resourceOf(kind), { name, namespace });
    return object && observeCompanion(object);
  }
}

function withDigest(wanted: CompanionObject) {
  const digest = createHash('sha256').update(JSON.stringify(wanted)).digest('hex');
  const { annotations } = wanted.metadata as { readonly annotations?: Readonly<Record<string, string>> };
  return { ...wanted, metadata: { ...wanted.metadata, annotations: { ...annotations, [APPLIED]: digest } } };
}
