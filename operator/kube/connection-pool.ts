import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { Clock } from './clock.ts';
import type { Credentials, Identity, TlsMaterial } from './credentials.ts';

export interface ConnectionPoolOptions {
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly allowH2: boolean;
  readonly maxConnections: number;
}

/** Credentials are asked again after this long: a rotated token or certificate is in use soon after. */
const identityLifetimeMs = 10_000;

/** Shorter than the 90 s after which kube-apiserver closes an idle connection, so that we close it first. */
const keepAliveMs = 60_000;

/** TCP probes begin after this much silence: a peer that is gone is noticed within a minute. */
const keepAliveProbeMs = 30_000;

/**
 * The connections to one API server, and the headers that authenticate a request, both made from the credentials
 * as they stand. When the TLS material changes, new requests use new connections and the old ones end when idle.
 */
export class ConnectionPool {
  readonly origin: string;
  readonly #options: ConnectionPoolOptions;
  #identity: Promise<Identity> | undefined;
  #identityReadAt = 0;
  #dispatcher: { readonly pool: Dispatcher; readonly tls: string; material: TlsMaterial } | undefined;
  #closed = false;

  constructor(options: ConnectionPoolOptions) {
    this.#options = options;
    this.origin = new URL(options.credentials.server).origin;
  }

  async current(): Promise<{ headers: Readonly<Record<string, string>>; dispatcher: Dispatcher }> {
    const { headers, tls } = await this.#identify();
    return { headers, dispatcher: this.#dispatcherFor(tls) };
  }

  /** Makes the next request read the credentials anew: the server refused the ones in use. */
  forgetIdentity(): void {
    this.#identity = undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#dispatcher?.pool.destroy();
  }

  #identify(): Promise<Identity> {
    const { credentials, clock } = this.#options;
    const now = clock.monotonic();
    if (this.#identity === undefined || now - this.#identityReadAt > identityLifetimeMs) {
      this.#identityReadAt = now;
      const reading = credentials.identify();
      this.#identity = reading;
      reading.catch(() => {
        if (this.#identity === reading) this.#identity = undefined;
      });
    }
    return this.#identity;
  }

  #dispatcherFor(material: TlsMaterial): Dispatcher {
    if (this.#dispatcher?.material === material) return this.#dispatcher.pool;
    const tls = fingerprintOf(material);
    if (this.#dispatcher?.tls === tls) {
      this.#dispatcher.material = material;
      return this.#dispatcher.pool;
    }
    if (this.#closed) throw new Error('the transport is closed');
    const previous = this.#dispatcher?.pool;
    const pool = this.#connect(material);
    this.#dispatcher = { pool, tls, material };
    previous?.close().catch(() => {});
    return pool;
  }

  #connect(tls: TlsMaterial): Dispatcher {
    const { credentials, allowH2, maxConnections } = this.#options;
    const connect = { ...tls, keepAlive: true, keepAliveInitialDelay: keepAliveProbeMs };
    const common = { keepAliveTimeout: keepAliveMs, keepAliveMaxTimeout: keepAliveMs, allowH2 };
    if (credentials.proxyUrl === undefined) {
      return new Pool(this.origin, { ...common, connect, connections: maxConnections });
    }
    if (!/^https?:/.test(credentials.proxyUrl)) {
      throw new Error(`proxy-url ${credentials.proxyUrl} is not supported: only http and https proxies are`);
    }
    return new ProxyAgent({ ...common, uri: credentials.proxyUrl, requestTls: connect });
  }
}

const fingerprintOf = (tls: TlsMaterial): string =>
  JSON.stringify([tls.ca, tls.cert, tls.key].map(String).concat(tls.servername ?? ''));
