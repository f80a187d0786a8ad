import type { Client } from './client.ts';
import { isNotFound } from './errors.ts';
import { LEASES, type Lease, type LeaseSpec } from './lease.ts';
import type { ObjectRef } from './object.ts';

/** Where one lease is kept. */
export interface LeaseStore {
  /** Undefined when there is none. */
  read(signal: AbortSignal): Promise<Lease | undefined>;
  /**
   * Writes over the version that `seen` is, and over no other; without `seen` the lease must not exist.
   * @throws ApiError 409 when the lease changed or appeared meanwhile, 404 when it went.
   */
  write(seen: Lease | undefined, spec: LeaseSpec, signal: AbortSignal): Promise<Lease>;
}

/**
 * A lease of the API server.
 * @param client for the lease alone: it must not ask the election whether it may write.
 */
export function leaseStore(client: Client, ref: ObjectRef): LeaseStore {
  return {
    read: (signal) =>
      client.get(LEASES, ref, { signal }).catch((error: unknown) => {
        if (isNotFound(error)) return undefined;
        throw error;
      }),
    write(seen, spec, signal) {
      if (seen === undefined) return client.create(LEASES, { metadata: ref, spec }, { signal });
      const { uid, resourceVersion } = seen.metadata;
      return client.mergePatch(LEASES, ref, { metadata: { uid, resourceVersion }, spec }, { signal });
    },
  };
}
