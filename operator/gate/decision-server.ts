import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BARE } from '../plan/gate-plan.ts';
import { DECISION_MS, within } from './deadline.ts';
import { type Allowed, type DecisionPorts, decide } from './decide.ts';
import { type Headers, headersOf, single } from './headers.ts';
import { HttpServer } from './http-server.ts';
import type { DecisionLog, Meter, PlanSource } from './ports.ts';
import type { Refusal } from './refusal.ts';
import { readDecision } from './request.ts';

export interface GateServerOptions {
  readonly port: number;
  readonly host?: string;
  readonly plans: PlanSource;
  readonly ports: DecisionPorts;
  readonly log: DecisionLog;
  readonly meter: Meter;
  /** Of one decision, in milliseconds; 5000 by default. */
  readonly deadlineMs?: number;
}

const PATH = /^\/v1\/([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)\/(page|direct)(\/bare)?$/;

/**
 * Answers nginx's `auth_request`, which takes 2xx, 401 and 403 as decisions and makes 500 of all else.
 *
 * - 200: allowed, with the identity headers that the app shall have.
 * - 401 in the `page` form: refused; the error path judges again and answers the client. In the `direct` form: the client
 *   has to say who it is, as WWW-Authenticate tells.
 * - 403: refused for good.
 * - 503: something that the decision depends on is away. The client sees 500: neither a limit nor a bad credential.
 *
 * A path that ends in `/bare` ({@link BARE}) is asked where nothing vouches for what is said of a certificate.
 */
export function decisionServer(options: GateServerOptions): HttpServer {
  const { port, host, log, meter } = options;
  return new HttpServer(
    { port, ...(host === undefined ? {} : { host }), requestTimeoutMs: 10_000 },
    (request, response) => {
      const start = performance.now();
      answer(options, request, response).catch((error: unknown) => {
        log.failed('decision', error);
        meter.decided('', 'error', (performance.now() - start) / 1_000);
        end(response, 500);
      });
    },
  );
}

async function answer(
  options: GateServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const start = performance.now();
  const headers = headersOf(request.rawHeaders);
  request.resume();
  const [, name = '', form = 'page', bare] = PATH.exec(request.url ?? '') ?? [];
  const known = options.plans.get(name) === undefined ? '' : name;
  const result = await judge(options, name, { page: form === 'page', bare: bare !== undefined }, headers);
  options.meter.decided(known, result.kind, (performance.now() - start) / 1_000);
  if (result.kind === 'allowed') {
    allow(response, result);
    return;
  }
  logRefusal(options.log, name, headers, result);
  const challenge =
    form === 'direct' && result.kind === 'unauthenticated' ? { 'www-authenticate': result.challenge } : {};
  end(response, statusOf(result, form === 'page'), challenge);
}

async function judge(
  { plans, ports, deadlineMs = DECISION_MS }: GateServerOptions,
  name: string,
  { page, bare }: { readonly page: boolean; readonly bare: boolean },
  headers: Headers,
): Promise<Allowed | Refusal> {
  const policy = plans.get(name);
  if (policy === undefined) return { kind: 'unknown-policy', reason: 'the gate has no plan of it' };
  const request = readDecision(headers, bare);
  if ('kind' in request) return request;
  return within(deadlineMs, (signal) =>
    decide(policy, request, { ports, signal, counting: 'consume', logout: page }),
  );
}

/** Refusals are logged here alone, each once; the error path only words them. */
function logRefusal(log: DecisionLog, policy: string, headers: Headers, refusal: Refusal): void {
  const rule = refusal.kind === 'limited' ? refusal.quota.rule : 'rule' in refusal ? refusal.rule : undefined;
  const subject = 'subject' in refusal ? refusal.subject : undefined;
  if (refusal.kind === 'logout') return;
  log.refused({
    requestId: single(headers, 'x-request-id'),
    policy,
    refusal: refusal.kind,
    ...(rule === undefined ? {} : { rule }),
    ...('reason' in refusal ? { reason: refusal.reason } : {}),
    ...(subject === undefined ? {} : { subject }),
  });
}

function statusOf({ kind }: Refusal, page: boolean): number {
  switch (kind) {
    case 'unavailable':
      return 503;
    case 'unknown-policy':
    case 'bad-request':
    case 'host':
    case 'path':
    case 'plaintext':
    case 'certificate':
      return 403;
    case 'unauthenticated':
      return 401;
    case 'method':
    case 'media-type':
    case 'forbidden':
    case 'too-large':
    case 'limited':
    case 'logout':
      return page ? 401 : 403;
  }
}

function allow(response: ServerResponse, { headers, setCookie }: Allowed): void {
  end(response, 200, { ...headers, ...(setCookie === undefined ? {} : { 'set-cookie': setCookie }) });
}

function end(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': '0' });
  response.end();
}
