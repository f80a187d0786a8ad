import type { IncomingMessage, ServerResponse } from 'node:http';
import { DECISION_MS, within } from './deadline.ts';
import { decide } from './decide.ts';
import type { GateServerOptions } from './decision-server.ts';
import { type DrainBounds, drain } from './drain.ts';
import { answerTo, away, dressed, type ErrorAnswer, gatewayError } from './error-answer.ts';
import { findPolicy } from './find-policy.ts';
import { type Headers, headersOf, single } from './headers.ts';
import { HttpServer } from './http-server.ts';
import type { FinalRefusal } from './refusal.ts';
import { readErrorRequest } from './request.ts';

export interface ErrorServerOptions extends Omit<GateServerOptions, 'meter'> {
  /** 64 MiB and 10 s by default. A larger body than that has its answer at once, and its connection closed. */
  readonly body?: DrainBounds;
}

const BODY: DrainBounds = { bytes: 64 * 1_048_576, milliseconds: 10_000 };

/**
 * Answers the clients of refused requests, which nginx leads here with `X-Code: 401`. Each is judged again, as the
 * decision was but counting nothing, so that any replica can answer: who would pass has met a limit. It never answers
 * 2xx, whatever comes: nginx hands its answer to the client as it is, and some versions would open the route.
 */
export function errorServer(options: ErrorServerOptions): HttpServer {
  const { port, host, log, body = BODY } = options;
  return new HttpServer(
    { port, ...(host === undefined ? {} : { host }), requestTimeoutMs: 30_000 },
    (request, response) => {
      const headers = headersOf(request.rawHeaders);
      Promise.all([errorAnswer(options, request.method ?? '', headers), drain(request, body)])
        .then(([answer, whole]) => send(request, response, answer, whole))
        .catch((error: unknown) => {
          log.failed('error page', error);
          send(request, response, gatewayError(500), false);
        });
    },
  );
}

async function errorAnswer(
  options: ErrorServerOptions,
  method: string,
  headers: Headers,
): Promise<ErrorAnswer> {
  const request = readErrorRequest(method, headers);
  const policy =
    'kind' in request
      ? undefined
      : findPolicy(options.plans.all(), single(headers, 'x-ingress-name'), request.host);
  const code = single(headers, 'x-code');
  if (code !== '401') return dressed(ofGateway(code), policy, headers);
  if ('kind' in request) return dressed(answerTo(request), undefined, headers);
  if (policy === undefined) return dressed(answerTo(UNKNOWN), undefined, headers);
  const { ports, deadlineMs = DECISION_MS } = options;
  const result = await within(deadlineMs, (signal) =>
    decide(policy, request, { ports, signal, counting: 'peek', logout: true }),
  );
  const answer = result.kind === 'allowed' ? away('Try again.') : answerTo(result);
  return dressed(answer, policy, headers);
}

const UNKNOWN: FinalRefusal = { kind: 'unknown-policy', reason: 'no one policy has this Ingress and host' };

/** 503 means an app without endpoints; whoever comes here without a code was not sent by nginx. */
function ofGateway(code: string | undefined): ErrorAnswer {
  const status = /^[45][0-9]{2}$/.test(code ?? '') ? Number(code) : 503;
  return status === 503 ? away('The service has no instance that is ready.') : gatewayError(status);
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: ErrorAnswer,
  whole: boolean,
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (!whole) response.shouldKeepAlive = false;
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  response.end(body, () => {
    if (!whole) request.destroy();
  });
}
