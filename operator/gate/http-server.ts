import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpServerOptions {
  /** 0 chooses a free one. */
  readonly port: number;
  /** Every address by default: a pod has its own. */
  readonly host?: string;
  /** Of a whole request with its body, in milliseconds. */
  readonly requestTimeoutMs: number;
}

/** An HTTP server that ends well: what it has begun it answers, then it closes. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #server: Server;
  #stopping = false;

  constructor(options: HttpServerOptions, listener: RequestListener) {
    this.#options = options;
    this.#server = createServer(
      {
        // nginx takes 32 KiB of headers from a client by default, and adds its own.
        maxHeaderSize: 65_536,
        headersTimeout: 5_000,
        requestTimeout: options.requestTimeoutMs,
        connectionsCheckingInterval: 1_000,
        // Longer than nginx keeps a connection (60 s): the side that sends requests has to be the one that closes.
        keepAliveTimeout: 75_000,
      },
      (request, response) => {
        if (this.#stopping) response.shouldKeepAlive = false;
        listener(request, response);
      },
    );
    // The size is bounded; a header beyond a number would be dropped in silence, and it may be the second of its name.
    this.#server.maxHeadersCount = 0;
    this.#server.maxRequestsPerSocket = 0;
    this.#server.on('clientError', (_error, socket) => {
      if (socket.writable)
        socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      else socket.destroy();
    });
  }

  /**
   * Resolves with the port when it listens.
   * @throws Error when the port is taken or may not be used.
   */
  start(): Promise<number> {
    const { port, host } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
        this.#server.off('error', reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** Takes no new connection; resolves when all requests are answered, or cut off after `patienceMs`. */
  stop(patienceMs: number): Promise<void> {
    this.#stopping = true;
    return new Promise((resolve) => {
      const cut = setTimeout(() => this.#server.closeAllConnections(), patienceMs);
      this.#server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      this.#server.closeIdleConnections();
    });
  }
}
