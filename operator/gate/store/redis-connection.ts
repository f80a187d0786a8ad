import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { GateStore } from '../../plan/gate-plan.ts';
import { StoreError } from './counter-store.ts';

export interface RedisConnectionOptions {
  readonly store: Pick<GateStore, 'address' | 'passwordFile' | 'tls'>;
  /** PEM texts to trust for TLS, read at each connect; undefined: the system's roots. */
  readonly roots: () => readonly string[] | undefined;
  /** Told once when the store is lost and once when it is back. */
  readonly onState: (up: boolean, reason: string) => void;
}

/** Longer than any healthy store takes; a request waits no longer than this, and only the first ones of an outage. */
const COMMAND_MS = 500;
const CONNECT_MS = 2_000;
const LONGEST_PAUSE_MS = 2_000;

/**
 * A connection to Redis or Valkey that heals by itself. While it is not ready, commands fail at once. One that does not
 * answer in time is closed and made anew, so that a hung server costs a few requests their wait and not all of them.
 */
export class RedisConnection {
  readonly client: Redis;
  readonly #options: RedisConnectionOptions;
  #up: boolean | undefined;
  #reason = 'not connected yet';
  #ended = false;
  #closing = false;
  readonly #known: Promise<void>;
  readonly #markKnown: () => void;

  constructor(options: RedisConnectionOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#known = promise;
    this.#markKnown = resolve;
    this.client = this.#connect();
  }

  /** Why it cannot be used now; undefined: it can. */
  get problem(): string | undefined {
    return this.#up === true ? undefined : this.#reason;
  }

  /** Resolves once it is known whether it can be used, or after `ms`; never rejects. For requests that come early. */
  ready(ms: number): Promise<void> {
    if (this.#up !== undefined) return Promise.resolve();
    return Promise.race([this.#known, sleep(ms, undefined, { ref: false })]);
  }

  /** What a failed command means, to be told. */
  failed(error: unknown): StoreError {
    const reason = error instanceof Error ? error.message : String(error);
    this.suspect(reason);
    return new StoreError(`the store ${this.#options.store.address}: ${this.problem ?? reason}`);
  }

  /** A command failed. Where the connection seemed good it is made anew: the server may hang, or may take no writes. */
  suspect(reason: string): void {
    if (this.client.status !== 'ready' || this.#closing) return;
    this.#closing = true;
    this.#note(false, reason);
    this.client.disconnect(true);
  }

  end(): void {
    this.#ended = true;
    this.client.disconnect();
  }

  #connect(): Redis {
    const { address, tls } = this.#options.store;
    const at = address.lastIndexOf(':');
    const host = address.slice(0, at).replace(/^\[|\]$/g, '');
    const client = new Redis({
      host,
      port: Number(address.slice(at + 1)),
      lazyConnect: true,
      // What waits in a queue would be counted later, for requests that were long answered.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: COMMAND_MS,
      connectTimeout: CONNECT_MS,
      // A hung server does not answer the end of a connection either.
      disconnectTimeout: 1,
      // Version 2 is what every Redis and Valkey speaks.
      protocol: 2,
      disableClientInfo: true,
      retryStrategy: (times) => {
        if (this.#ended) return null;
        this.#renew(client);
        return Math.min(100 * 2 ** Math.min(times, 10), LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
      },
      reconnectOnError: (error) => /^(READONLY|NOAUTH|WRONGPASS|LOADING)/.test(error.message),
      ...(tls && { tls: { ...(isIP(host) === 0 && { servername: host }) } }),
    });
    client.on('ready', () => this.#note(true, ''));
    client.on('error', (error: Error) => {
      // One that leaves the connection as it is says nothing of the store.
      if (client.status !== 'ready') this.#note(false, error.message || String(error));
    });
    client.on('close', () => {
      this.#closing = false;
      this.#note(false, this.#up === false ? this.#reason : 'the connection was closed');
    });
    this.#renew(client);
    // Its failure is told by the event.
    client.connect().catch(() => undefined);
    return client;
  }

  /** Password and CA as they are now: both are files that change under way. */
  #renew(client: Redis): void {
    const { store, roots } = this.#options;
    try {
      if (store.passwordFile !== undefined)
        client.options.password = readFileSync(store.passwordFile, 'utf8').replace(/\r?\n$/, '');
      const ca = store.tls ? roots() : undefined;
      if (ca !== undefined && client.options.tls !== undefined) client.options.tls.ca = [...ca];
    } catch (error) {
      // Without it the server refuses, and the next attempt reads again.
      this.#note(false, error instanceof Error ? error.message : String(error));
    }
  }

  #note(up: boolean, reason: string): void {
    const changed = this.#up !== up;
    this.#up = up;
    this.#reason = reason;
    this.#markKnown();
    if (changed && !this.#ended) this.#options.onState(up, reason);
  }
}
