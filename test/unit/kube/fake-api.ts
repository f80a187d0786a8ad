import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { vi } from 'vitest';
import { Client } from '../../../operator/kube/client.ts';
import type { Clock } from '../../../operator/kube/clock.ts';
import { systemClock } from '../../../operator/kube/clock.ts';
import type { Credentials } from '../../../operator/kube/credentials.ts';
import type { LogFields, Logger } from '../../../operator/kube/logger.ts';
import { Transport, type TransportOptions } from '../../../operator/kube/transport.ts';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (response: ServerResponse, seen: Seen) => void;

/** An API server that answers what a test tells it to, fault by fault. */
export class FakeApi {
  readonly seen: Seen[] = [];
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #answers = new Map<string, Answer[]>();

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    this.#server.on('connection', (socket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(): Promise<FakeApi> {
    const api = new FakeApi();
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers for requests of a kind (`LIST`, `WATCH` or an HTTP method), one after the other; the last one stays. */
  on(kind: string, ...answers: Answer[]): void {
    this.#answers.set(kind, answers);
  }

  requests(kind: string): Seen[] {
    return this.seen.filter((request) => kindOf(request) === kind);
  }

  /** Breaks all connections, as a restarted server or a load balancer does. */
  breakConnections(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  credentials(headers: () => Record<string, string> = () => ({})): Credentials {
    return { server: this.url, identify: async () => ({ headers: headers(), tls: {} }) };
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const seen: Seen = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body,
    };
    this.seen.push(seen);
    const answers = this.#answers.get(kindOf(seen)) ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    (answer ?? status(500, { message: `the test has no answer for ${kindOf(seen)}` }))(response, seen);
  }
}

function kindOf(seen: Seen): string {
  if (seen.method !== 'GET') return seen.method;
  if (seen.query.watch === 'true') return 'WATCH';
  return /\/configmaps$/.test(seen.path) ? 'LIST' : 'GET';
}

export const json =
  (body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

export const status =
  (code: number, body: object, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ kind: 'Status', status: 'Failure', code, ...body }));
  };

export const list = (resourceVersion: string, items: readonly object[], token?: string): Answer =>
  json({ kind: 'ConfigMapList', metadata: { resourceVersion, continue: token }, items });

/** A watch that sends these lines; `open` keeps it open, else the server ends it. */
export const watch =
  (lines: readonly object[], open = true): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const line of lines) response.write(`${JSON.stringify(line)}\n`);
    if (!open) response.end();
  };

export const configMap = (name: string, resourceVersion: string, uid = `uid-${name}`, data = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop', uid, resourceVersion },
  data,
});

export const added = (object: object) => ({ type: 'ADDED', object });
export const modified = (object: object) => ({ type: 'MODIFIED', object });
export const deleted = (object: object) => ({ type: 'DELETED', object });
export const bookmark = (resourceVersion: string) => ({
  type: 'BOOKMARK',
  object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { resourceVersion } },
});

/** Keeps what was logged. */
export class MemoryLogger implements Logger {
  readonly lines: { level: string; message: string; fields: LogFields }[];
  readonly #bound: LogFields;

  constructor(lines: MemoryLogger['lines'] = [], bound: LogFields = {}) {
    this.lines = lines;
    this.#bound = bound;
  }

  isDebugEnabled(): boolean {
    return true;
  }
  debug(message: string, fields: LogFields = {}): void {
    this.#write('debug', message, fields);
  }
  info(message: string, fields: LogFields = {}): void {
    this.#write('info', message, fields);
  }
  warn(message: string, fields: LogFields = {}): void {
    this.#write('warn', message, fields);
  }
  error(message: string, fields: LogFields = {}): void {
    this.#write('error', message, fields);
  }
  child(fields: LogFields): Logger {
    return new MemoryLogger(this.lines, { ...this.#bound, ...fields });
  }

  #write(level: string, message: string, fields: LogFields): void {
    this.lines.push({ level, message, fields: { ...this.#bound, ...fields } });
  }
}

export function transportTo(
  api: FakeApi,
  options: Partial<TransportOptions> & { readonly clock?: Clock } = {},
): Transport {
  return new Transport({
    credentials: api.credentials(),
    logger: new MemoryLogger(),
    clock: systemClock,
    userAgent: 'kube-test/1',
    ...options,
  });
}

export const clientOf = (transport: Transport): Client => new Client(transport);

/** Waits until `condition` holds: for what another process or the network has to do. */
export const until = (condition: () => boolean): Promise<boolean> =>
  vi.waitUntil(condition, { timeout: 10_000, interval: 2 });
