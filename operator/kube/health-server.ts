import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { bounded, describe } from './errors.ts';
import type { Logger } from './logger.ts';

/** Says whether a part is well: true, or a sentence about what is wrong. */
export type HealthCheck = () => true | string;

export interface HealthServerOptions {
  readonly logger: Logger;
  /** 0 chooses a free one. */
  readonly port: number;
  readonly host?: string;
  /** `/healthz`: when one of these fails for long, the pod is restarted. */
  readonly liveness?: Readonly<Record<string, HealthCheck>>;
  /** `/readyz` */
  readonly readiness?: Readonly<Record<string, HealthCheck>>;
  /** `/metrics`, or only some: `/metrics?name[]=workqueue_depth`. Without a registry that path is 404. */
  readonly registry?: Registry;
}

/** Answers the kubelet's probes and Prometheus. Each check is a line: `[+]name ok` or `[-]name: why`. */
export class HealthServer {
  readonly #options: HealthServerOptions;
  readonly #server: Server;

  constructor(options: HealthServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        options.logger.error('a health or metrics request failed', { reason: describe(error) });
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
    this.#server.keepAliveTimeout = 30_000;
  }

  /**
   * Resolves with the port when it listens.
   * @throws Error when the port is taken or may not be used.
   */
  start(): Promise<number> {
    const { port, host = '0.0.0.0' } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        const address = this.#server.address() as AddressInfo;
        resolve(address.port);
      });
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path, query = ''] = (request.url ?? '/').split('?', 2);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      reply(response, 405, 'only GET\n');
      return;
    }
    const { liveness = {}, readiness = {}, registry } = this.#options;
    if (path === '/healthz') report(response, liveness);
    else if (path === '/readyz') report(response, readiness);
    else if (path === '/metrics' && registry !== undefined) {
      const names = new URLSearchParams(query).getAll('name[]');
      reply(response, 200, await metricsOf(registry, names), registry.contentType);
    } else reply(response, 404, 'see /healthz, /readyz, /metrics\n');
  }
}

/** All metrics, or those of the names, as other Prometheus clients have it. */
async function metricsOf(registry: Registry, names: readonly string[]): Promise<string> {
  if (names.length === 0) return registry.metrics();
  const known = [...new Set(names)].filter((name) => registry.getSingleMetric(name) !== undefined);
  const texts = await Promise.all(known.map((name) => registry.getSingleMetricAsString(name)));
  return texts.map((text) => `${text.trimEnd()}\n`).join('');
}

function report(response: ServerResponse, checks: Readonly<Record<string, HealthCheck>>): void {
  const results = Object.entries(checks).map(([name, check]) => ({ name, result: check() }));
  const lines = results.map(({ name, result }) =>
    result === true ? `[+]${name} ok` : `[-]${name}: ${bounded(result, 300)}`,
  );
  const well = results.every(({ result }) => result === true);
  reply(response, well ? 200 : 503, `${[...lines, well ? 'ok' : 'failed'].join('\n')}\n`);
}

function reply(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' });
  response.end(body);
}
