import { type Cancel, type Clock, sleep } from './clock.ts';
import { describe, isAlreadyExists, isConflict, isNotFound } from './errors.ts';
import { holderOf, LeaseObservation, type LeaseSpec, released, renewed, taken } from './lease.ts';
import type { LeaseStore } from './lease-store.ts';
import type { Logger } from './logger.ts';
import type { MayWrite } from './write-gate.ts';

export interface LeaderElectionOptions {
  readonly lease: LeaseStore;
  /** Names this process among all that were and will be: a restarted one is another. */
  readonly identity: string;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly logger: Logger;
  /** How long the others wait for a leader that is silent. Default 15 s. */
  readonly leaseMs?: number;
  /** A leader that has not renewed for this long writes no more. Less than `leaseMs`. Default 10 s. */
  readonly renewDeadlineMs?: number;
  /** Between two tries to take or renew the lease. Default 2 s; up to 1.2 times as much is added while waiting. */
  readonly retryMs?: number;
  /** Told when this process begins and ceases to lead; feeds `leader_election_master_status`. */
  readonly changed?: (leading: boolean) => void;
}

/** The time in which this process leads. */
export interface Term {
  /** Aborts when it is over before its {@link LeaderElection.release}; its reason is an Error that says why. */
  readonly lost: AbortSignal;
}

/** Added to the pause of those who wait, as a share of it, so that they do not come in step. */
const jitter = 1.2;

/**
 * Lets one of several processes lead, by a Lease (coordination.k8s.io/v1), with the times and rules of client-go.
 *
 * The lease is written only over the version that was read. Time is this machine's monotonic clock: a leader counts
 * from before it sent its last renewal, the others from when they saw it, so that its time is over before theirs
 * begins. {@link mayWrite} reads the clock whenever it is asked, so that it holds for a process that was stopped and
 * wakes. A term that was lost does not come back: end the process and start anew.
 *
 * The monotonic clock of Linux stands still while the whole machine is suspended; uid and resourceVersion
 * preconditions are what is left then.
 */
export class LeaderElection {
  readonly #options: Required<LeaderElectionOptions>;
  readonly #seen: LeaseObservation;
  readonly #stopRenewing = new AbortController();
  readonly #lost = new AbortController();
  #renewing: Promise<void> = Promise.resolve();
  /** Monotonic; undefined while this process does not lead. */
  #deadline: number | undefined;
  #alarm: Cancel = () => {};
  #waitingFor: string | undefined;
  #complaint: string | undefined;

  constructor(options: LeaderElectionOptions) {
    this.#options = {
      leaseMs: 15_000,
      renewDeadlineMs: 10_000,
      retryMs: 2_000,
      changed: () => {},
      ...options,
    };
    this.#seen = new LeaseObservation(() => options.clock.monotonic());
  }

  /** True while this process leads and its last renewal is young enough. */
  get isLeader(): boolean {
    return this.#deadline !== undefined && this.#options.clock.monotonic() < this.#deadline;
  }

  /** Asked by a client before each write. */
  readonly mayWrite: MayWrite = () =>
    this.isLeader || 'this process does not lead, or could not renew its lease in time';

  /** Waits until this process leads; undefined when `signal` aborts first. Call it once. Never rejects. */
  async acquire(signal: AbortSignal): Promise<Term | undefined> {
    const { clock, random, retryMs } = this.#options;
    while (!signal.aborted) {
      if (await this.#tryToTake()) break;
      await sleep(clock, retryMs * (1 + jitter * random()), signal);
    }
    if (this.#deadline === undefined) return undefined;
    this.#renewing = this.#renewForever();
    if (!signal.aborted) return { lost: this.#lost.signal };
    await this.release();
    return undefined;
  }

  /** Ends the term: from now on nothing is written, and another process may lead at once. Never rejects. */
  async release(): Promise<void> {
    const { logger, clock } = this.#options;
    this.#stopRenewing.abort();
    await this.#renewing;
    if (!this.isLeader) return;
    this.#step(undefined);
    try {
      await this.#write(released(clock.wall()));
      logger.info('the lease is released');
    } catch (error) {
      logger.warn('the lease could not be released: the next leader waits until it has run out', {
        reason: describe(error),
      });
    }
  }

  async #tryToTake(): Promise<boolean> {
    const { identity, leaseMs: durationMs, renewDeadlineMs, clock, logger } = this.#options;
    try {
      await this.#read();
      const { lease } = this.#seen;
      const holder = holderOf(lease);
      // Our own name: an earlier try whose answer was lost.
      if (holder !== identity && !this.#seen.isFree(durationMs)) {
        this.#tellWaiting(holder);
        return false;
      }
      const sentAt = clock.monotonic();
      await this.#write(taken(lease, { identity, durationMs, wallMs: clock.wall() }));
      this.#step(sentAt + renewDeadlineMs);
      logger.info('leading', { identity });
      return this.#deadline !== undefined;
    } catch (error) {
      const outrun = isConflict(error) || isAlreadyExists(error);
      if (!outrun) this.#complain('the lease cannot be taken', error);
      return false;
    }
  }

  async #renewForever(): Promise<void> {
    const { clock, retryMs } = this.#options;
    const { signal } = this.#stopRenewing;
    while (await sleep(clock, retryMs, signal)) {
      // A conflict may be the echo of our own renewal, whose answer was lost: then the next try succeeds.
      if (!(await this.#renew())) await this.#renew();
      if (this.#deadline === undefined) return;
    }
  }

  /** False when the lease is not the one that was last seen; it has been read anew then. */
  async #renew(): Promise<boolean> {
    const { leaseMs, renewDeadlineMs, clock, identity } = this.#options;
    if (!this.isLeader) return true;
    const sentAt = clock.monotonic();
    try {
      await this.#write(renewed(leaseMs, clock.wall()));
      this.#complaint = undefined;
      if (this.#deadline !== undefined) this.#step(sentAt + renewDeadlineMs);
      return true;
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) {
        this.#complain('the lease cannot be renewed', error);
        return true;
      }
    }
    try {
      await this.#read();
    } catch (error) {
      this.#complain('the lease cannot be read', error);
      return true;
    }
    const holder = holderOf(this.#seen.lease);
    if (holder === identity) return false;
    this.#lose(holder === '' ? 'the lease was taken away' : `the lease is now held by ${holder}`);
    return true;
  }

  async #read(): Promise<void> {
    this.#seen.see(await this.#bounded((signal) => this.#options.lease.read(signal)));
  }

  async #write(spec: LeaseSpec): Promise<void> {
    const { lease } = this.#options;
    this.#seen.see(await this.#bounded((signal) => lease.write(this.#seen.lease, spec, signal)));
  }

  /** A request that hangs must leave time for another one before the deadline. */
  async #bounded<T>(request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, renewDeadlineMs } = this.#options;
    const limit = renewDeadlineMs / 2;
    const abort = new AbortController();
    const cancel = clock.after(limit, () => abort.abort(new Error(`no answer within ${limit} ms`)));
    try {
      return await request(abort.signal);
    } finally {
      cancel();
    }
  }

  /** The one place where the right to write begins, is prolonged and ends. */
  #step(deadline: number | undefined): void {
    const { clock, changed } = this.#options;
    const led = this.#deadline !== undefined;
    this.#alarm();
    this.#alarm = () => {};
    this.#deadline = deadline;
    if (deadline !== undefined) {
      const left = Math.max(0, deadline - clock.monotonic());
      this.#alarm = clock.after(left, () => this.#lose('the lease could not be renewed in time'));
    }
    if (led !== (deadline !== undefined)) changed(deadline !== undefined);
  }

  #lose(why: string): void {
    this.#step(undefined);
    this.#stopRenewing.abort();
    this.#options.logger.error('no longer leading', { reason: why });
    this.#lost.abort(new Error(why));
  }

  #tellWaiting(holder: string): void {
    if (holder === this.#waitingFor) return;
    this.#waitingFor = holder;
    this.#options.logger.info('waiting to lead', { leader: holder });
  }

  /** Each complaint once, not every two seconds. */
  #complain(what: string, error: unknown): void {
    const reason = describe(error);
    if (reason === this.#complaint) return;
    this.#complaint = reason;
    this.#options.logger.warn(what, { reason });
  }
}
