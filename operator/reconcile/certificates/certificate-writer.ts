import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../../api/kubernetes.ts';
import { type CompanionObject, MANAGED_BY } from '../../companions/object.ts';
import type { Client } from '../../kube/client.ts';
import type { Resource } from '../../kube/resource.ts';
import { APPLIED } from '../companions/companion.ts';
import { ContestedCompanionError, ForeignCompanionError } from '../companions/companion-writer.ts';
import { contains } from '../companions/contains.ts';
import { live as read } from '../going.ts';
import { FIELD_MANAGER, GOVERNED_BY, RECORD_PREFIX } from '../ownership.ts';
import type { RepairBudget } from '../repair-budget.ts';

/** What an object is for, so that each part of the operator removes only what is its own. */
export const ROLE = `${RECORD_PREFIX}role`;

/** An object of cert-manager as a cache keeps it. */
export interface Kept extends KubernetesObject {
  readonly ours: boolean;
}

/** Where one kind is read, and how what was answered is kept. */
export interface Place<T extends Kept> {
  readonly resource: Resource<KubernetesObject>;
  readonly get: (key: string) => T | undefined;
  readonly observe: (object: KubernetesObject) => T;
  readonly answered: (object: T) => void;
}

/** For whom an object is written. */
export interface Purpose {
  /** Name of the policy. */
  readonly policy: string;
  readonly role: string;
}

/** Applies and deletes objects of cert-manager: nothing that is there already, nothing that is somebody else's. */
export class CertificateWriter {
  readonly #client: Pick<Client, 'get' | 'apply' | 'delete'>;
  readonly #repairs: RepairBudget;

  constructor(client: Pick<Client, 'get' | 'apply' | 'delete'>, repairs: RepairBudget) {
    this.#client = client;
    this.#repairs = repairs;
  }

  /**
   * Makes an object what is wanted, by server-side apply.
   * @throws ForeignCompanionError when it is somebody else's; ContestedCompanionError when it was put back too often.
   */
  async ensure<T extends Kept>(place: Place<T>, object: CompanionObject, purpose: Purpose): Promise<T> {
    const wanted = recorded(object, purpose);
    const { name, namespace } = wanted.metadata;
    const cached = place.get(`${namespace}/${name}`);
    if (cached?.ours && contains(comparable(cached), comparable(wanted))) return cached;
    // A cache may be behind, and force would take what somebody made meanwhile.
    const there = cached ?? (await this.#read(place, wanted));
    if (there && !(there.ours && there.metadata.labels?.[MANAGED_BY] === FIELD_MANAGER))
      throw new ForeignCompanionError(object);
    const key = `${wanted.kind}/${namespace}/${name}`;
    if (there?.metadata.annotations?.[APPLIED] === wanted.metadata.annotations[APPLIED]) {
      if (!this.#repairs.allows(key)) throw new ContestedCompanionError(object);
      this.#repairs.spend(key);
    }
    const uid = there?.metadata.uid;
    const metadata = { ...wanted.metadata, ...(uid !== undefined && { uid }) };
    const answer = await this.#client.apply(
      place.resource,
      { ...wanted, metadata },
      { fieldManager: FIELD_MANAGER, force: there !== undefined },
    );
    const seen = place.observe(answer);
    place.answered(seen);
    return seen;
  }

  /** @throws ApiError 409 when the object is not the one that was seen. */
  async remove(resource: Resource<KubernetesObject>, { metadata }: Kept): Promise<void> {
    const { name, namespace = '', uid, resourceVersion } = metadata;
    await this.#client.delete(
      resource,
      { name, namespace },
      { ...(uid !== undefined && { uid }), ...(resourceVersion !== undefined && { resourceVersion }) },
    );
  }

  async #read<T extends Kept>(
    place: Place<T>,
    { metadata: { name, namespace } }: CompanionObject,
  ): Promise<T | undefined> {
    const object = await read(this.#client, place.resource, { name, namespace });
    return object && place.observe(object);
  }
}

function recorded(wanted: CompanionObject, { policy, role }: Purpose) {
  const digest = createHash('sha256').update(JSON.stringify(wanted)).digest('hex');
  const annotations = {
    ...wanted.metadata.annotations,
    [GOVERNED_BY]: policy,
    [ROLE]: role,
    [APPLIED]: digest,
  };
  return { ...wanted, metadata: { ...wanted.metadata, annotations } };
}

/** cert-manager's webhook writes durations its own way: `2160h` as `2160h0m0s`. */
function comparable(object: object): object {
  const { spec } = object as { readonly spec?: Readonly<Record<string, unknown>> };
  if (!spec) return object;
  const entries = Object.entries(spec).map(([key, value]) => [
    key,
    DURATIONS.has(key) ? secondsOf(String(value)) : value,
  ]);
  return { ...object, spec: Object.fromEntries(entries) };
}

const DURATIONS: ReadonlySet<string> = new Set(['duration', 'renewBefore']);
const UNITS: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1 };

const secondsOf = (text: string): number =>
  [...text.matchAll(/([0-9]+)([hms])/g)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
