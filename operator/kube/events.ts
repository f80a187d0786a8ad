import { createHash } from 'node:crypto';
import type { Client } from './client.ts';
import { type Cancel, type Clock, sleep } from './clock.ts';
import { ApiError, describe, isNotFound } from './errors.ts';
import type { Logger } from './logger.ts';
import type { KubeObject } from './object.ts';
import type { Resource } from './resource.ts';

/** An Event to tell a user about an object. */
export interface EventDraft {
  /** The object as it was read: the Event names it by kind, name and uid. */
  readonly regarding: KubeObject;
  readonly type: 'Normal' | 'Warning';
  /** CamelCase, for machines. */
  readonly reason: string;
  /** CamelCase: what was being done. */
  readonly action: string;
  /** For people; cut at 1 KiB. */
  readonly note: string;
}

/** What a reconcile needs of a recorder. */
export interface EventSink {
  record(draft: EventDraft): void;
}

export interface EventRecorderOptions {
  readonly client: Client;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Who reports, for example `apipolicy.dev/operator`. */
  readonly controller: string;
  /** Which replica: the pod's name. */
  readonly instance: string;
}

interface KubeEvent extends KubeObject {
  readonly series?: { readonly count: number };
}

const eventResource: Resource<KubeEvent> = {
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
};

/** Kubernetes' own limits: `note` 1 KiB, `reason` and `action` 128 bytes. */
const longestNote = 1024;
const longestWord = 128;

/** A repetition within this time of the last one counts up the Event that is there. */
const seriesMs = 6 * 60_000;

/** A series is written this often at most. */
const updateMs = 60_000;

/** Of one object: so many Events at once, and then one in each period. */
const burst = 25;
const refillMs = 5 * 60_000;

const mostQueued = 1000;
const mostTries = 3;

interface Series {
  readonly draft: EventDraft;
  readonly name: string;
  readonly namespace: string;
  count: number;
  sentCount: number;
  lastSeen: number;
  lastSent: number;
  pending: boolean;
}

/**
 * Writes Events (events.k8s.io/v1). `record` only notes: writing happens aside, one at a time, and an Event that
 * cannot be written is logged and dropped, so that Events never hold up or fail a reconcile. Repetitions become a
 * series; an object that causes too many is throttled.
 */
export class EventRecorder implements EventSink {
  readonly #options: EventRecorderOptions;
  readonly #series = new Map<string, Series>();
  readonly #budgets = new Map<string, { tokens: number; at: number }>();
  readonly #outbox: Series[] = [];
  #sending: Promise<void> | undefined;
  #flush: Cancel | undefined;
  #closed = false;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
  }

  record(draft: EventDraft): void {
    if (this.#closed) return;
    const now = this.#options.clock.monotonic();
    this.#forgetOld(now);
    const key = keyOfDraft(draft);
    const series = this.#series.get(key);
    if (series === undefined) {
      if (!this.#spend(draft.regarding.metadata.uid ?? '', now)) return;
      this.#post(key, draft, now);
      return;
    }
    series.count++;
    series.lastSeen = now;
    if (series.pending) return;
    if (now - series.lastSent >= updateMs || series.count === 2) this.#enqueue(series);
    else this.#flush ??= this.#options.clock.after(updateMs, () => this.#flushSeries());
  }

  /** Writes what is still waiting, for at most `ms`, and takes no more. */
  async close(ms: number): Promise<void> {
    this.#closed = true;
    this.#flush?.();
    const cancelled = new AbortController();
    await Promise.race([this.#sending, sleep(this.#options.clock, ms, cancelled.signal)]);
    cancelled.abort();
    this.#outbox.length = 0;
  }

  #post(key: string, draft: EventDraft, now: number): void {
    const { name, namespace } = draft.regarding.metadata;
    const digest = createHash('sha256').update(`${key}\n${this.#options.clock.wall()}`).digest('hex');
    const series: Series = {
      draft,
      name: `${name.slice(0, 200)}.${digest.slice(0, 16)}`,
      namespace: namespace ?? 'default',
      count: 1,
      sentCount: 0,
      lastSeen: now,
      lastSent: now,
      pending: false,
    };
    this.#series.set(key, series);
    this.#enqueue(series);
  }

  #enqueue(series: Series): void {
    if (this.#outbox.length >= mostQueued) {
      this.#options.logger.warn('too many Events wait to be written: one is dropped', {
        reason: series.draft.reason,
      });
      return;
    }
    series.pending = true;
    this.#outbox.push(series);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  async #sendAll(): Promise<void> {
    for (let series = this.#outbox.shift(); series !== undefined; series = this.#outbox.shift()) {
      series.pending = false;
      series.sentCount = series.count;
      series.lastSent = this.#options.clock.monotonic();
      await this.#send(series);
    }
  }

  async #send(series: Series): Promise<void> {
    const { logger, clock } = this.#options;
    for (let tries = 1; ; tries++) {
      try {
        await this.#write(series);
        return;
      } catch (error) {
        const hopeless = error instanceof ApiError && error.status < 500 && error.status !== 429;
        if (hopeless || tries >= mostTries || this.#closed) {
          logger.warn('an Event could not be written', {
            event: series.draft.reason,
            reason: describe(error),
          });
          return;
        }
        await sleep(clock, 1000 * tries);
      }
    }
  }

  async #write(series: Series): Promise<void> {
    const { client, clock } = this.#options;
    const ref = { namespace: series.namespace, name: series.name };
    if (series.count > 1) {
      const patch = { series: { count: series.count, lastObservedTime: microTime(clock.wall()) } };
      try {
        await client.mergePatch(eventResource, ref, patch);
        return;
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    await client.create(eventResource, this.#eventOf(series));
  }

  #eventOf(series: Series) {
    const { controller, instance, clock } = this.#options;
    const { regarding, type, reason, action, note } = series.draft;
    const { name, namespace, uid, resourceVersion } = regarding.metadata;
    return {
      metadata: { name: series.name, namespace: series.namespace },
      eventTime: microTime(clock.wall()),
      reportingController: controller,
      reportingInstance: instance,
      type,
      reason: reason.slice(0, longestWord),
      action: action.slice(0, longestWord),
      note: cutToBytes(note, longestNote),
      regarding: {
        apiVersion: regarding.apiVersion,
        kind: regarding.kind,
        name,
        ...(namespace === undefined ? {} : { namespace }),
        ...(uid === undefined ? {} : { uid }),
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
      },
    };
  }

  #flushSeries(): void {
    this.#flush = undefined;
    for (const series of this.#series.values()) {
      if (series.count > series.sentCount && !series.pending) this.#enqueue(series);
    }
  }

  #spend(object: string, now: number): boolean {
    const budget = this.#budgets.get(object) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, budget.tokens + (now - budget.at) / refillMs);
    const granted = tokens >= 1;
    this.#budgets.set(object, { tokens: granted ? tokens - 1 : tokens, at: now });
    return granted;
  }

  /** Series that are over, and budgets that are full again. */
  #forgetOld(now: number): void {
    for (const [key, series] of this.#series) {
      if (now - series.lastSeen > seriesMs && !series.pending) this.#series.delete(key);
    }
    for (const [key, budget] of this.#budgets) {
      if (now - budget.at > refillMs * burst) this.#budgets.delete(key);
    }
  }
}

const keyOfDraft = ({ regarding, type, reason, action, note }: EventDraft): string =>
  [regarding.metadata.uid ?? regarding.metadata.name, type, reason, action, note].join('\n');

/** Kubernetes' MicroTime. */
const microTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, -1)}000Z`;

/** `text`, cut so that its UTF-8 form is at most `limit` bytes; never within a character. */
export function cutToBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= limit) return text;
  let end = limit - 3;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return `${bytes.toString('utf8', 0, end)}…`;
}
