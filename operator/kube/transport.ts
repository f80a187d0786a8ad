import type { Dispatcher } from 'undici';
import { type Clock, sleep } from './clock.ts';
import { ConnectionPool } from './connection-pool.ts';
import type { Credentials } from './credentials.ts';
import { ApiError, ConnectionError, describe, type StatusBody } from './errors.ts';
import { exchange } from './exchange.ts';
import type { Logger } from './logger.ts';
import { retryAfterOf } from './retry-after.ts';
import { WarningLog } from './warning-log.ts';
import { assertMayWrite, gated, type MayWrite, WriteRefusedError } from './write-gate.ts';

/** Told once for each answer (or failure to get one); feeds `rest_client_*`. */
export interface RequestMetrics {
  /** `code` is the HTTP status, or `<error>` when none came. */
  answered(request: { verb: string; code: string; host: string; seconds: number }): void;
  retried(request: { verb: string; code: string; host: string }): void;
}

export interface TransportOptions {
  readonly credentials: Credentials;
  readonly logger: Logger;
  readonly clock: Clock;
  /** `name/version`, sent as User-Agent so that an audit log tells who acted. */
  readonly userAgent: string;
  readonly metrics?: RequestMetrics;
  /** How long an answer, or the next part of it, may keep us waiting. Default 30 s. */
  readonly timeoutMs?: number;
  /** Speak HTTP/2 when the server offers it: one connection for everything. */
  readonly allowH2?: boolean;
  /** Connections at most, watches included. Default 64. */
  readonly maxConnections?: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path, without the server's own prefix. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
  /** Overrides the transport's timeout for this request. */
  readonly timeoutMs?: number;
  /** For errors and logs, for example `apply ingresses.networking.k8s.io shop/orders`. */
  readonly operation: string;
  /** The verb in metrics. Default: the method. */
  readonly verb?: string;
  /** The request may be sent again after its connection broke. Default: for GET alone. */
  readonly repeatable?: boolean;
  /** Asked before each try, and again in the moment in which it would go out. Absent: always. */
  readonly mayWrite?: MayWrite;
}

/** An answer; `text` is its body where it is a refusal, `content` what was asked for where it is not. */
interface Received<T> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly content: T;
}

type Receive<T> = (
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions & { path: string },
) => Promise<Received<T>>;

/** How often a request is tried in all, and how long all pauses between may take together. */
const mostTries = 5;
const longestWaitMs = 20_000;

/**
 * Sends requests to one API server over connections that are kept alive.
 *
 * An answer of 429 or 5xx with `Retry-After` is tried again after that time, a bounded number of times; a 401 once,
 * with credentials read anew; a broken connection once, where the request may be repeated. `Warning` headers are
 * logged, each text once.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #pool: ConnectionPool;
  readonly #warnings: WarningLog;
  readonly #host: string;
  readonly #prefix: string;

  constructor(options: TransportOptions) {
    this.#options = options;
    const { credentials, clock, allowH2 = false, maxConnections = 64 } = options;
    this.#pool = new ConnectionPool({ credentials, clock, allowH2, maxConnections });
    this.#warnings = new WarningLog(options.logger);
    const server = new URL(credentials.server);
    this.#host = server.host;
    this.#prefix = server.pathname.replace(/\/+$/, '');
  }

  /**
   * The parsed JSON of an answer.
   * @throws ApiError when the server refuses; ConnectionError when no answer came; WriteRefusedError when
   *   `mayWrite` said no and nothing was sent.
   */
  json(request: HttpRequest): Promise<unknown> {
    return this.#send(request, async (dispatcher, options) => {
      const { status, headers, body } = await exchange(dispatcher, options, request.signal);
      const text = body.toString('utf8');
      return { status, headers, text, content: status < 300 ? (JSON.parse(text) as unknown) : undefined };
    });
  }

  /**
   * The bytes of an answer as they come: for watches. Silence longer than `timeoutMs` ends it with an error.
   * @throws as {@link json}; an error while reading is the network's own.
   */
  stream(request: HttpRequest): Promise<AsyncIterable<Buffer>> {
    return this.#send(request, async (dispatcher, options) => {
      const { statusCode, headers, body } = await dispatcher.request({
        ...options,
        signal: request.signal ?? null,
      });
      const text = statusCode < 300 ? '' : await body.text();
      return { status: statusCode, headers, text, content: body };
    });
  }

  /** Ends all connections; running requests fail. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #send<T>(request: HttpRequest, receive: Receive<T>): Promise<T> {
    let waitedMs = 0;
    for (let tries = 1; ; tries++) {
      request.signal?.throwIfAborted();
      const outcome = await this.#try(request, receive);
      if (!(outcome instanceof Error)) return outcome.content;
      request.signal?.throwIfAborted();
      const pauseMs = this.#pauseBeforeRetry(request, outcome, tries);
      if (pauseMs === undefined || waitedMs + pauseMs > longestWaitMs) throw outcome;
      waitedMs += pauseMs;
      this.#countRetry(request, outcome);
      await sleep(this.#options.clock, pauseMs, request.signal);
    }
  }

  /** Milliseconds to wait before another try; undefined: there is none. */
  #pauseBeforeRetry(request: HttpRequest, error: Error, tries: number): number | undefined {
    if (error instanceof WriteRefusedError) return undefined;
    if (error instanceof ApiError) {
      if (error.status === 401 && tries === 1) {
        this.#pool.forgetIdentity();
        return 0;
      }
      return tries < mostTries ? error.retryAfterMs : undefined;
    }
    return (request.repeatable ?? request.method === 'GET') && tries === 1 ? 0 : undefined;
  }

  async #try<T>(
    request: HttpRequest,
    receive: Receive<T>,
  ): Promise<Received<T> | ApiError | ConnectionError | WriteRefusedError> {
    const { clock } = this.#options;
    const start = clock.monotonic();
    const seconds = (): number => (clock.monotonic() - start) / 1000;
    let answer: Received<T>;
    try {
      const { mayWrite, operation } = request;
      if (mayWrite) assertMayWrite(mayWrite, operation);
      const { headers, dispatcher } = await this.#pool.current();
      const gate = mayWrite ? gated(dispatcher, mayWrite, operation) : dispatcher;
      answer = await receive(gate, this.#dispatchOptions(request, headers));
    } catch (error) {
      if (error instanceof WriteRefusedError) return error;
      this.#countAnswer(request, '<error>', seconds());
      return new ConnectionError(request.operation, error);
    }
    this.#countAnswer(request, String(answer.status), seconds());
    this.#warnings.tell(answer.headers.warning, request.operation);
    return answer.status < 300 ? answer : refusalOf(request, answer, clock);
  }

  #dispatchOptions(
    request: HttpRequest,
    identity: Readonly<Record<string, string>>,
  ): Dispatcher.DispatchOptions & { path: string } {
    const timeout = request.timeoutMs ?? this.#options.timeoutMs ?? 30_000;
    return {
      origin: this.#pool.origin,
      path: this.#prefix + request.path + queryString(request.query),
      method: request.method,
      headers: {
        ...identity,
        accept: 'application/json',
        'user-agent': this.#options.userAgent,
        ...(request.contentType === undefined ? {} : { 'content-type': request.contentType }),
      },
      body: request.body ?? null,
      headersTimeout: timeout,
      bodyTimeout: timeout,
    };
  }

  #countAnswer(request: HttpRequest, code: string, seconds: number): void {
    const verb = request.verb ?? request.method;
    this.#options.metrics?.answered({ verb, code, host: this.#host, seconds });
  }

  #countRetry(request: HttpRequest, error: Error): void {
    const code = error instanceof ApiError ? String(error.status) : '<error>';
    this.#options.metrics?.retried({ verb: request.verb ?? request.method, code, host: this.#host });
    this.#options.logger.debug('trying a request again', {
      operation: request.operation,
      reason: describe(error),
    });
  }
}

function refusalOf(request: HttpRequest, answer: Received<unknown>, clock: Clock): ApiError {
  const retryAfterMs = retryAfterOf(answer.headers['retry-after'], clock.wall());
  return new ApiError({
    operation: request.operation,
    status: answer.status,
    body: statusOf(answer.text),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** The Status in an error's body; a plain text (a proxy's page, `404 page not found`) becomes its message. */
function statusOf(text: string): StatusBody {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return body;
  } catch {
    // Not JSON: a proxy on the way, or a path that the server does not know.
  }
  return { message: text.trim().slice(0, 300) };
}

function queryString(query: HttpRequest['query']): string {
  if (query === undefined) return '';
  let text = '';
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) text += `${text === '' ? '?' : '&'}${name}=${encodeURIComponent(value)}`;
  }
  return text;
}
