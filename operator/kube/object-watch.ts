import { Backoff } from './backoff.ts';
import type { Client } from './client.ts';
import { type Clock, sleep } from './clock.ts';
import { ApiError, describe, isExpired, isNotFound } from './errors.ts';
import type { Logger } from './logger.ts';
import type { KubeObject, ObjectRef } from './object.ts';
import type { Resource } from './resource.ts';

export interface ObjectWatchOptions<T extends KubeObject> {
  readonly client: Client;
  readonly resource: Resource<T>;
  readonly ref: ObjectRef;
  /** Told what is there first, then each change; undefined: it is not there. Must not throw. */
  readonly onSeen: (object: T | undefined) => void;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** The server ends a watch after 5 to 10 minutes, each one at another time; the object is then read anew. */
const SHORTEST_WATCH_S = 300;
/** kube-apiserver sends a bookmark about every minute: longer silence is a connection that is half open. */
const SILENCE_MS = 90_000;

/**
 * Follows one object by its name until `signal` aborts; never rejects. It needs `get` and `watch` on that name and no
 * `list`, which would have to be allowed for the whole kind to be of use.
 */
export async function watchObject<T extends KubeObject>(
  options: ObjectWatchOptions<T>,
  signal: AbortSignal,
): Promise<void> {
  const { clock, random, logger, ref } = options;
  const backoff = new Backoff({
    initialMs: 200,
    maxMs: 10_000,
    jitter: 1,
    resetAfterMs: 30_000,
    clock,
    random,
  });
  let told = '';
  while (!signal.aborted) {
    const startedAt = clock.monotonic();
    try {
      await follow(options, signal);
      told = '';
      // One that ends at once is a failure in all but name.
      if (clock.monotonic() - startedAt < 1_000) await sleep(clock, backoff.next(), signal);
    } catch (error) {
      if (signal.aborted) return;
      const reason = describe(error);
      if (reason !== told && !isExpired(error))
        logger.warn('an object cannot be followed: trying again, what was seen last counts', {
          object: `${ref.namespace ?? ''}/${ref.name}`,
          reason,
        });
      told = reason;
      await sleep(clock, backoff.next(), signal);
    }
  }
}

async function follow<T extends KubeObject>(
  { client, resource, ref, onSeen, random }: ObjectWatchOptions<T>,
  signal: AbortSignal,
): Promise<void> {
  const object = await client.get(resource, ref, { signal }).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  onSeen(object);
  const version = object?.metadata.resourceVersion;
  const batches = client.watch(resource, {
    ...(ref.namespace !== undefined && { namespace: ref.namespace }),
    fieldSelector: `metadata.name=${ref.name}`,
    ...(version !== undefined && { resourceVersion: version }),
    timeoutSeconds: Math.floor(SHORTEST_WATCH_S * (1 + random())),
    silenceMs: SILENCE_MS,
    signal,
  });
  for await (const batch of batches) {
    for (const event of batch) {
      if (event.type === 'ERROR') {
        const status = event.object.code ?? 500;
        throw new ApiError({ operation: `watch ${ref.name}`, status, body: event.object });
      }
      if (event.type === 'DELETED') onSeen(undefined);
      else if (event.type !== 'BOOKMARK') onSeen(event.object);
    }
  }
}
