import type { KubernetesObject } from '../api/kubernetes.ts';
import type { Client } from '../kube/client.ts';
import { isNotFound } from '../kube/errors.ts';
import type { ObjectRef } from '../kube/object.ts';
import type { Resource } from '../kube/resource.ts';

/** The object as the API server has it now; a cache may be behind. */
export async function live<T extends KubernetesObject>(
  client: Pick<Client, 'get'>,
  resource: Resource<T>,
  ref: ObjectRef,
): Promise<T | undefined> {
  try {
    return await client.get(resource, ref);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** True when an object is absent or on its way out. What vanishes with it was not meant to be taken off. */
export async function isGoing(
  client: Pick<Client, 'get'>,
  resource: Resource<KubernetesObject>,
  name: string,
): Promise<boolean> {
  const object = await live(client, resource, { name });
  return object === undefined || object.metadata.deletionTimestamp !== undefined;
}
