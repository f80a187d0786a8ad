import { randomUUID } from 'node:crypto';
import { aborted } from './abort.ts';
import type { Clock } from './clock.ts';
import { describe, TerminalError } from './errors.ts';
import type { Logger } from './logger.ts';
import { type Priority, type QueueMetrics, WorkQueue } from './work-queue.ts';

/** What one reconcile gets. */
export interface ReconcileContext {
  /** Aborts when the reconcile has run too long, or the program ends: pass it to every request. */
  readonly signal: AbortSignal;
  /** Adds controller, key and reconcile id to each line. */
  readonly logger: Logger;
  readonly reconcileId: string;
  /** 1 for the first try, 2 after one failure, … */
  readonly attempt: number;
}

export interface ReconcileResult {
  /** Reconcile the key again after this time, even if nothing changes. */
  readonly requeueAfterMs?: number;
}

/**
 * Brings the world in line with what the key's object says now. It looks at the last state only, never at what
 * changed. A thrown error is tried again with a growing pause; a {@link TerminalError} is not.
 */
export type Reconcile = (
  key: string,
  context: ReconcileContext,
) => Promise<ReconcileResult | undefined> | Promise<void>;

/** A cache that a controller waits for. */
export interface Syncable {
  readonly name: string;
  readonly hasSynced: boolean;
  readonly synced: Promise<void>;
}

export type Outcome = 'success' | 'error' | 'terminal_error' | 'requeue_after' | 'panic' | 'timeout';

/** Feeds `controller_runtime_*`. */
export interface ControllerMetrics {
  readonly queue: QueueMetrics;
  started(): void;
  finished(outcome: Outcome, seconds: number): void;
}

export interface ControllerOptions {
  /** In logs and metrics. */
  readonly name: string;
  readonly reconcile: Reconcile;
  /** Workers start when all of these are synced. */
  readonly caches: readonly Syncable[];
  /** Keys reconciled at the same time. Default 1. */
  readonly workers?: number;
  /** A reconcile is aborted after this long. Default 2 min. */
  readonly timeoutMs?: number;
  /** A cache that takes longer than this to sync is named in the log. Default 2 min; it is waited for all the same. */
  readonly syncWarningMs?: number;
  /** How long running reconciles may go on after the stop before their signal aborts. Default 20 s. */
  readonly drainMs?: number;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics?: ControllerMetrics;
}

/** `waiting`: for caches. `running`: workers take keys. `draining`: the last reconciles end. */
export type ControllerState = 'new' | 'waiting' | 'running' | 'draining' | 'stopped';

/** Runs a reconcile function over a queue of keys. */
export class Controller {
  readonly #options: ControllerOptions;
  readonly #queue: WorkQueue;
  readonly #logger: Logger;
  #state: ControllerState = 'new';

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.#logger = options.logger.child({ controller: options.name });
    this.#queue = new WorkQueue({
      clock: options.clock,
      ...(options.metrics === undefined ? {} : { metrics: options.metrics.queue }),
    });
  }

  get name(): string {
    return this.#options.name;
  }

  get state(): ControllerState {
    return this.#state;
  }

  /** For metrics. */
  get queue(): Pick<WorkQueue, 'depth' | 'unfinished'> {
    return this.#queue;
  }

  get workers(): number {
    return this.#options.workers ?? 1;
  }

  /** Has a key reconciled. `low` is for what a cache found at start, so that a user's change need not wait for it. */
  enqueue(key: string, priority: Priority = 'normal'): void {
    this.#queue.add(key, priority);
  }

  enqueueAfter(key: string, ms: number): void {
    this.#queue.addAfter(key, ms);
  }

  /** Works until `signal` aborts; resolves when the last reconcile has ended. Never rejects. Call it once. */
  async start(signal: AbortSignal): Promise<void> {
    this.#state = 'waiting';
    await this.#cachesSynced(signal);
    const abort = new AbortController();
    if (!signal.aborted) {
      this.#state = 'running';
      this.#logger.info('workers start', { workers: this.workers });
      const workers = Array.from({ length: this.workers }, () => this.#work(abort.signal));
      const stopped = aborted(signal).then(() => this.#drain(abort));
      await Promise.all([stopped, ...workers]);
    }
    await this.#queue.stop();
    this.#state = 'stopped';
  }

  async #cachesSynced(signal: AbortSignal): Promise<void> {
    const { caches, clock, syncWarningMs = 120_000 } = this.#options;
    const cancel = clock.after(syncWarningMs, () => {
      const waitingFor = caches.filter((cache) => !cache.hasSynced).map((cache) => cache.name);
      this.#logger.warn('caches are not synced yet: is a kind not installed, or may it not be listed?', {
        waitingFor,
      });
    });
    await Promise.race([Promise.all(caches.map((cache) => cache.synced)), aborted(signal)]);
    cancel();
  }

  async #drain(abort: AbortController): Promise<void> {
    this.#state = 'draining';
    const { clock, drainMs = 20_000 } = this.#options;
    const cancel = clock.after(drainMs, () => {
      this.#logger.warn('reconciles are still running after the time to drain: they are aborted');
      abort.abort(new Error('the program ends'));
    });
    await this.#queue.stop();
    cancel();
  }

  async #work(signal: AbortSignal): Promise<void> {
    for (let key = await this.#queue.take(); key !== undefined; key = await this.#queue.take()) {
      await this.#process(key, signal);
      this.#queue.done(key);
    }
  }

  async #process(key: string, signal: AbortSignal): Promise<void> {
    const { clock, metrics } = this.#options;
    const start = clock.monotonic();
    metrics?.started();
    const reconcileId = randomUUID();
    const logger = this.#logger.child({ key, reconcileId });
    const attempt = this.#queue.failuresOf(key) + 1;
    const outcome = await this.#attempt(key, { signal, logger, reconcileId, attempt });
    metrics?.finished(outcome, (clock.monotonic() - start) / 1000);
  }

  /** Runs the reconcile and does with the key what its outcome asks for. Never throws. */
  async #attempt(key: string, context: ReconcileContext): Promise<Outcome> {
    const { logger, signal } = context;
    const deadline = new AbortController();
    const stop = (): void => deadline.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    const { clock, reconcile, timeoutMs = 120_000 } = this.#options;
    const cancel = clock.after(timeoutMs, () =>
      deadline.abort(new Error(`the reconcile took longer than ${timeoutMs} ms`)),
    );
    try {
      const result = await reconcile(key, { ...context, signal: deadline.signal });
      this.#queue.forget(key);
      if (result?.requeueAfterMs === undefined) return 'success';
      this.#queue.addAfter(key, result.requeueAfterMs);
      return 'requeue_after';
    } catch (error) {
      return this.#failed(key, error, deadline.signal.aborted, logger);
    } finally {
      cancel();
      signal.removeEventListener('abort', stop);
    }
  }

  #failed(key: string, error: unknown, timedOut: boolean, logger: Logger): Outcome {
    if (error instanceof TerminalError) {
      this.#queue.forget(key);
      logger.error('reconcile failed and is not tried again until the object changes', {
        reason: error.message,
      });
      return 'terminal_error';
    }
    const retryInMs = this.#queue.retry(key);
    const mistake =
      error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
    logger.error('reconcile failed', {
      reason: describe(error),
      retryInMs,
      ...(mistake ? { stack: error.stack } : {}),
    });
    if (timedOut) return 'timeout';
    return mistake ? 'panic' : 'error';
  }
}
