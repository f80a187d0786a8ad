import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';
import type { ApiAccess } from '../cluster/api-client.ts';
import { writeKubeconfig } from '../cluster/kubeconfig.ts';
import { createAuthority } from '../cluster/pki.ts';
import { type LineFault, statusObject, type WatchRequest, type Write, type WriteFault } from './faults.ts';
import { forwardWatch } from './watch-forwarder.ts';

const passing = { write: () => undefined, watch: () => undefined, line: () => 'pass' as const };

/** Decides about what comes by; what is left out passes. */
export interface Plan {
  readonly write?: (write: Write) => WriteFault | undefined;
  /** `gone` answers the watch request itself with 410. */
  readonly watch?: (request: WatchRequest) => 'gone' | undefined;
  readonly line?: (line: string, request: WatchRequest) => LineFault;
}

let proxies = 0;

/**
 * Stands between an operator and the API server: counts its writes, and does to them and to its watches what a test
 * asks for. Who is to be disturbed uses {@link kubeconfig}; the test itself talks to the API server.
 */
export class FaultProxy implements AsyncDisposable {
  /** A kubeconfig with the administrator's rights, by way of the proxy. */
  readonly kubeconfig: string;
  /** All writes since the last {@link arm}, whether they count or not. */
  writes: Write[] = [];
  /** Ends the client: called for a `crash`. */
  crash: () => void = () => {};
  readonly #server: Server;
  readonly #upstream: Agent;
  readonly #origin: string;
  readonly #watches = new Map<ServerResponse, WatchRequest>();
  #plan: Required<Plan> = passing;
  #counts: (write: Write) => boolean = () => true;
  #counted = 0;

  private constructor(server: Server, cluster: ApiAccess, kubeconfig: string) {
    this.#server = server;
    this.kubeconfig = kubeconfig;
    this.#origin = cluster.url;
    this.#upstream = new Agent({ connect: { ca: readFileSync(cluster.caFile, 'utf8') }, bodyTimeout: 0 });
    server.on('request', (request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  static async start(cluster: ApiAccess): Promise<FaultProxy> {
    const directory = `${cluster.kubeconfig}.proxy-${++proxies}`;
    const authority = await createAuthority(directory);
    const serving = await authority.issue({
      name: 'serving',
      commonName: 'proxy',
      names: ['IP:127.0.0.1'],
    });
    const [cert, key] = [serving.certificate, serving.key].map((file) => readFileSync(file, 'utf8'));
    const server = createServer({ cert, key });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const kubeconfig = join(directory, 'kubeconfig');
    await writeKubeconfig(kubeconfig, url, authority.certificate, { token: cluster.adminToken });
    return new FaultProxy(server, cluster, kubeconfig);
  }

  /** Begins to count anew, and follows another plan. */
  arm(plan: Plan = {}, counts: (write: Write) => boolean = () => true): void {
    this.#plan = { ...passing, ...plan };
    this.#counts = counts;
    this.#counted = 0;
    this.writes = [];
  }

  /** What counts, in the order of arrival. */
  get counted(): Write[] {
    return this.writes.filter(({ number }) => number !== undefined);
  }

  /** Paths of the watches that are open. */
  get openWatches(): string[] {
    return [...this.#watches.values()].map(({ path }) => path);
  }

  /** Breaks the connections of all open watches. */
  cutWatches(): void {
    for (const response of this.#watches.keys()) response.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#upstream.destroy();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://proxy');
    if (request.method !== 'GET') return this.#handleWrite(request, response, path);
    if (query.get('watch') !== 'true') return this.#forward(request, response);
    const watch = { path, resourceVersion: query.get('resourceVersion') ?? undefined };
    if (this.#plan.watch(watch) === 'gone') return answer(response, 410, 'Expired');
    const gone = new AbortController();
    response.on('close', () => {
      this.#watches.delete(response);
      gone.abort();
    });
    const upstream = await this.#ask(request, undefined, gone.signal);
    this.#watches.set(response, watch);
    response.writeHead(upstream.statusCode, passedOn(upstream.headers));
    response.flushHeaders();
    await forwardWatch(upstream.body, response, (line) => this.#plan.line(line, watch));
  }

  async #handleWrite(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const write = this.#record(request.method ?? '', path);
    const body = await bodyOf(request);
    const fault = this.#plan.write(write);
    if (fault && 'hang' in fault) return;
    if (fault && 'reply' in fault)
      return answer(response, fault.reply, fault.reason, fault.message, fault.headers);
    if (fault && 'crash' in fault) {
      write.forwarded = fault.crash === 'after';
      if (write.forwarded) await (await this.#ask(request, body)).body.dump();
      this.crash();
      response.destroy();
      return;
    }
    if (fault) await delay(fault.delayMs);
    write.forwarded = true;
    await this.#forward(request, response, body);
  }

  #record(method: string, path: string): Write {
    const write: Write = { number: undefined, method, path, at: performance.now(), forwarded: false };
    const numbered = this.#counts(write) ? { ...write, number: ++this.#counted } : write;
    this.writes.push(numbered);
    return numbered;
  }

  async #forward(request: IncomingMessage, response: ServerResponse, body?: Buffer): Promise<void> {
    const upstream = await this.#ask(request, body);
    response.writeHead(upstream.statusCode, passedOn(upstream.headers));
    for await (const chunk of upstream.body) response.write(chunk);
    response.end();
  }

  #ask(request: IncomingMessage, body?: Buffer, signal?: AbortSignal): Promise<Dispatcher.ResponseData> {
    const { host, connection, 'transfer-encoding': _, 'content-length': __, ...headers } = request.headers;
    return this.#upstream.request({
      origin: this.#origin,
      path: request.url ?? '/',
      method: request.method as Dispatcher.HttpMethod,
      headers,
      body: body ?? null,
      signal: signal ?? null,
    });
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Lengths and connections are each side's own. */
function passedOn(headers: Dispatcher.ResponseData['headers']) {
  const { connection, 'transfer-encoding': _, 'content-length': __, ...rest } = headers;
  return rest;
}

function answer(
  response: ServerResponse,
  code: number,
  reason = '',
  message?: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(statusObject(code, reason, message)));
}
