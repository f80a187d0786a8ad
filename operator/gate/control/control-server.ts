import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { GateHealth, GatePolicy, GateRevisions } from '../../plan/gate-plan.ts';
import { HttpServer } from '../http-server.ts';
import type { DecisionLog, PlanSource } from '../ports.ts';

export interface ControlServerOptions {
  readonly port: number;
  readonly host?: string;
  readonly plans: PlanSource;
  /** True once a plan was seen, and as long as this process takes requests. */
  readonly ready: () => boolean;
  readonly health: (policy: GatePolicy) => Promise<GateHealth>;
  readonly registry: Registry;
  readonly log: Pick<DecisionLog, 'failed'>;
}

const HEALTH = /^\/health\/([a-z0-9.-]{1,253})$/;

/**
 * What the operator, the kubelet and Prometheus ask: `/revisions` (what this replica enforces), `/health/<policy>` (what it
 * depends on), `/metrics`, `/healthz` and `/readyz`. It decides nothing and changes nothing.
 */
export function controlServer(options: ControlServerOptions): HttpServer {
  const { port, host, log } = options;
  return new HttpServer(
    { port, ...(host === undefined ? {} : { host }), requestTimeoutMs: 10_000 },
    (request, response) => {
      request.resume();
      answer(options, request, response).catch((error: unknown) => {
        log.failed('control', error);
        if (response.headersSent) response.destroy();
        else reply(response, 500, 'a fault in the program: its log says more\n');
      });
    },
  );
}

async function answer(
  { plans, ready, health, registry }: ControlServerOptions,
  { method, url = '/' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') return reply(response, 405, 'only GET\n');
  const [path = '/'] = url.split('?', 1);
  if (path === '/healthz') return reply(response, 200, 'ok\n');
  if (path === '/readyz')
    return ready() ? reply(response, 200, 'ok\n') : reply(response, 503, 'no plan was seen yet\n');
  if (path === '/metrics') return reply(response, 200, await registry.metrics(), registry.contentType);
  if (path === '/revisions') {
    const policies = Object.fromEntries([...plans.all()].map(({ policy, revision }) => [policy, revision]));
    const revisions: GateRevisions = { policies };
    return json(response, revisions);
  }
  const [, name] = HEALTH.exec(path) ?? [];
  const policy = name === undefined ? undefined : plans.get(name);
  if (policy !== undefined) return json(response, await health(policy));
  reply(response, 404, 'see /revisions, /health/<policy>, /metrics, /healthz, /readyz\n');
}

const json = (response: ServerResponse, body: GateRevisions | GateHealth): void =>
  reply(response, 200, JSON.stringify(body), 'application/json');

function reply(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(body);
}
