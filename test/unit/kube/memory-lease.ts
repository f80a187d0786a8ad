import { ApiError } from '../../../operator/kube/errors.ts';
import type { Lease, LeaseSpec } from '../../../operator/kube/lease.ts';
import type { LeaseStore } from '../../../operator/kube/lease-store.ts';

/** A lease in memory, with an API server's rules and faults on demand. */
export class MemoryLease implements LeaseStore {
  current: Lease | undefined;
  writes = 0;
  #version = 0;
  #failure: (() => Error) | undefined;
  #answerLost = false;
  #held: Promise<void> | undefined;

  /** Somebody else writes this. */
  put(spec: LeaseSpec): void {
    this.#version += 1;
    this.current = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        namespace: 'system',
        name: 'operator',
        uid: 'uid-1',
        resourceVersion: String(this.#version),
      },
      spec,
    };
  }

  /** Changes what stands in the lease without a new version: what a reader must not rely on. */
  pretend(spec: LeaseSpec): void {
    if (this.current) this.current = { ...this.current, spec: { ...this.current.spec, ...spec } };
  }

  /** From now on every request fails like this. */
  fail(failure: () => Error): void {
    this.#failure = failure;
  }

  /** The next write is stored, and its answer does not arrive. */
  loseNextAnswer(): void {
    this.#answerLost = true;
  }

  /** The next write is stored, and its answer waits until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return resolve;
  }

  async read(): Promise<Lease | undefined> {
    if (this.#failure) throw this.#failure();
    return this.current;
  }

  async write(seen: Lease | undefined, spec: LeaseSpec, signal: AbortSignal): Promise<Lease> {
    if (this.#failure) throw this.#failure();
    if (seen?.metadata.resourceVersion !== this.current?.metadata.resourceVersion) throw conflict();
    this.writes += 1;
    this.put({ ...this.current?.spec, ...spec });
    const written = this.current as Lease;
    await this.#delivered(signal);
    return written;
  }

  async #delivered(signal: AbortSignal): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    if (this.#answerLost) {
      this.#answerLost = false;
      throw new Error('socket hang up');
    }
    if (held === undefined) return;
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      held.then(resolve);
    });
  }
}

const conflict = (): ApiError =>
  new ApiError({ operation: 'patch lease', status: 409, body: { reason: 'Conflict', message: 'changed' } });
