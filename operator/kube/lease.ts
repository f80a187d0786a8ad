import type { KubeObject } from './object.ts';
import type { Resource } from './resource.ts';

/** The parts of a Lease that an election reads and writes. Times are for people: no decision rests on them. */
export interface LeaseSpec {
  /** Empty or absent: nobody holds it. */
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  /** How often the holder changed. */
  readonly leaseTransitions?: number;
}

export interface Lease extends KubeObject {
  readonly spec?: LeaseSpec;
}

export const LEASES: Resource<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  namespaced: true,
};

/** Who holds a lease; empty: nobody. */
export const holderOf = (lease: Lease | undefined): string => lease?.spec?.holderIdentity ?? '';

/** Kubernetes' MicroTime. */
const microTime = (wallMs: number): string => `${new Date(wallMs).toISOString().slice(0, -1)}000Z`;

/** The lease taken over by `identity`. */
export function taken(
  lease: Lease | undefined,
  { identity, durationMs, wallMs }: { identity: string; durationMs: number; wallMs: number },
): LeaseSpec {
  const transitions = lease?.spec?.leaseTransitions ?? 0;
  return {
    holderIdentity: identity,
    leaseDurationSeconds: secondsOf(durationMs),
    acquireTime: microTime(wallMs),
    renewTime: microTime(wallMs),
    leaseTransitions: lease === undefined ? 0 : transitions + 1,
  };
}

/** What a renewal changes. */
export const renewed = (durationMs: number, wallMs: number): LeaseSpec => ({
  leaseDurationSeconds: secondsOf(durationMs),
  renewTime: microTime(wallMs),
});

/** What a release changes: anyone may take the lease at once. */
export const released = (wallMs: number): LeaseSpec => ({
  holderIdentity: '',
  leaseDurationSeconds: 1,
  acquireTime: microTime(wallMs),
  renewTime: microTime(wallMs),
});

/** The API counts in whole seconds, of which it wants one at least. */
const secondsOf = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

/**
 * What this process saw of a lease, timed by its own clock.
 *
 * The clocks of two machines differ, so the times within a lease prove nothing here. What does: for how long the
 * lease has not changed while we looked at it.
 */
export class LeaseObservation {
  readonly #monotonic: () => number;
  #lease: Lease | undefined;
  #since = 0;

  /** @param monotonic milliseconds that never go back. */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  get lease(): Lease | undefined {
    return this.#lease;
  }

  /** Notes what was read; call it when the answer is there. */
  see(lease: Lease | undefined): void {
    const seen = this.#lease;
    const same =
      seen?.metadata.uid === lease?.metadata.uid &&
      seen?.metadata.resourceVersion === lease?.metadata.resourceVersion;
    this.#lease = lease;
    if (!same) this.#since = this.#monotonic();
  }

  /** True when nobody holds the lease, or its holder has let it run out before our eyes. */
  isFree(defaultMs: number): boolean {
    if (holderOf(this.#lease) === '') return true;
    const seconds = this.#lease?.spec?.leaseDurationSeconds;
    const durationMs = seconds === undefined ? defaultMs : seconds * 1000;
    return this.#monotonic() >= this.#since + durationMs;
  }
}
