import { Backoff } from './backoff.ts';
import type { Client, SelectOptions } from './client.ts';
import { type Clock, sleep } from './clock.ts';
import { ApiError, describe, isExpired, isResourceMissing } from './errors.ts';
import type { Logger } from './logger.ts';
import type { KubeObject } from './object.ts';
import { nameOfResource, type Resource } from './resource.ts';
import type { WatchEvent } from './watch-stream.ts';

/** Where a reflector puts what it sees. None of these may throw. */
export interface ReflectorTarget<T extends KubeObject> {
  /** A list begins; a former one that was not finished is void. */
  beginList(): void;
  /** Called for each page of a list; `finishList` follows after the last one. */
  listed(items: readonly T[]): void;
  /** The list is complete and stands for `resourceVersion`: what was not in it is gone. */
  finishList(resourceVersion: string): void;
  changed(object: T): void;
  deleted(object: T): void;
  /** Everything up to `resourceVersion` has been seen. */
  reached(resourceVersion: string): void;
  /** The server does not serve this resource (now). */
  missing(): void;
}

export interface ReflectorOptions<T extends KubeObject> {
  readonly client: Client;
  readonly resource: Resource<T>;
  readonly select: Omit<SelectOptions, 'signal'>;
  readonly target: ReflectorTarget<T>;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: () => number;
  readonly pageSize: number;
  readonly silenceMs: number;
}

/** The server ends a watch after 5 to 10 minutes, each one at another time. */
const shortestWatchSeconds = 300;

const firstPauseMs = 800;
const longestPauseMs = 30_000;
const healthyAfterMs = 120_000;

/** A watch that ends this soon without an event is treated as a failure, so that it is not tried in a tight loop. */
const tooShortMs = 1000;

/** The same error is told again after this long. */
const tellAgainMs = 300_000;

/**
 * Lists a resource, then watches it from there, and goes on for ever:
 *
 * ```
 *            ┌────────── 410 Gone, by status or by event ───────────┐
 *            ▼                                                      │
 *   list page by page ──► watch from the list's resource version ───┤
 *            ▲                      ▲                               │
 *            │                      └── closed by the server, or ───┤
 *            │                          broken: from the last       │
 *            └── pause, 0.8 .. 30 s     event or bookmark           │
 *                with jitter ◄───────────── any other error ────────┘
 * ```
 */
export class Reflector<T extends KubeObject> {
  readonly #options: ReflectorOptions<T>;
  readonly #backoff: Backoff;
  readonly #name: string;
  #resourceVersion: string | undefined;
  #listedAt = Number.NEGATIVE_INFINITY;
  #toldError = '';
  #toldAt = 0;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
    this.#name = nameOfResource(options.resource);
    this.#backoff = new Backoff({
      initialMs: firstPauseMs,
      maxMs: longestPauseMs,
      jitter: 1,
      resetAfterMs: healthyAfterMs,
      clock: options.clock,
      random: options.random,
    });
  }

  /** Runs until `signal` aborts; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.#resourceVersion ??= await this.#list(signal);
        await this.#watch(this.#resourceVersion, signal);
      } catch (error) {
        if (signal.aborted) return;
        await sleep(this.#options.clock, this.#pauseAfter(error), signal);
      }
    }
  }

  async #list(signal: AbortSignal): Promise<string> {
    const { client, resource, select, target, pageSize, clock } = this.#options;
    this.#listedAt = clock.monotonic();
    target.beginList();
    let resourceVersion = '';
    for await (const page of client.pages(resource, { ...select, limit: pageSize, signal })) {
      target.listed(page.items);
      resourceVersion = page.resourceVersion;
    }
    target.finishList(resourceVersion);
    this.#toldError = '';
    return resourceVersion;
  }

  async #watch(resourceVersion: string, signal: AbortSignal): Promise<void> {
    const { client, resource, select, clock, random, silenceMs } = this.#options;
    const startedAt = clock.monotonic();
    const timeoutSeconds = Math.floor(shortestWatchSeconds * (1 + random()));
    let events = 0;
    for await (const batch of client.watch(resource, {
      ...select,
      resourceVersion,
      timeoutSeconds,
      silenceMs,
      signal,
    })) {
      for (const event of batch) this.#handle(event);
      events += batch.length;
      this.#toldError = '';
    }
    if (events === 0 && clock.monotonic() - startedAt < tooShortMs) {
      throw new Error(`the watch of ${this.#name} ended at once and without an event`);
    }
  }

  #handle(event: WatchEvent<T>): void {
    const { target } = this.#options;
    if (event.type === 'ERROR') {
      throw new ApiError({
        operation: `watch ${this.#name}`,
        status: event.object.code ?? (event.object.reason === 'Expired' ? 410 : 500),
        body: event.object,
      });
    }
    if (event.type === 'DELETED') target.deleted(event.object);
    else if (event.type !== 'BOOKMARK') target.changed(event.object);
    const reached = event.object.metadata.resourceVersion;
    if (reached === undefined) return;
    this.#resourceVersion = reached;
    target.reached(reached);
  }

  /** Decides what a failure means, and how long to wait before going on. */
  #pauseAfter(error: unknown): number {
    const { clock, target } = this.#options;
    if (isExpired(error)) {
      this.#resourceVersion = undefined;
      const sinceList = clock.monotonic() - this.#listedAt;
      this.#options.logger.info('the watch is too far behind: listing again', { resource: this.#name });
      return sinceList > firstPauseMs ? 0 : this.#backoff.next();
    }
    if (isResourceMissing(error)) target.missing();
    const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
    const pauseMs = Math.max(this.#backoff.next(), Math.min(asked, longestPauseMs));
    this.#tell(error, pauseMs);
    return pauseMs;
  }

  #tell(error: unknown, pauseMs: number): void {
    const { logger, clock } = this.#options;
    const reason = describe(error);
    const now = clock.monotonic();
    const fields = { resource: this.#name, reason, retryInMs: Math.round(pauseMs) };
    if (reason === this.#toldError && now - this.#toldAt < tellAgainMs) {
      logger.debug('listing or watching failed again', fields);
      return;
    }
    this.#toldError = reason;
    this.#toldAt = now;
    if (isResourceMissing(error))
      logger.warn('this kind is not installed: trying again from time to time', fields);
    else logger.warn('listing or watching failed: trying again', fields);
  }
}
