import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Answer } from '../wire.ts';
import type { Address } from './request.ts';

/** Header names that a control judges, beside those that a policy sets or removes. */
const KEPT = [
  'access-control-allow-credentials',
  'access-control-allow-origin',
  'allow',
  'content-security-policy',
  'location',
  'referrer-policy',
  'retry-after',
  'server',
  'strict-transport-security',
  'www-authenticate',
  'x-aspnet-version',
  'x-aspnetmvc-version',
  'x-content-type-options',
  'x-frame-options',
  'x-powered-by',
];
/** Longest value of a header that is kept. */
const LONGEST_VALUE = 256;
/** Bytes of all headers of an answer; more is an error. */
const LARGEST_HEAD = 32_768;

/** One request to the gateway. No agent, no redirect, no credentials, no body. */
export interface Exchange {
  readonly scheme: 'http' | 'https';
  readonly address: Address;
  /** For SNI and Host; empty: the address's own. */
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Names, in small letters, to keep beside those that are always kept. */
  readonly keep: readonly string[];
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** `askedFor`: the server asked for the body that was announced (100 Continue). */
export type Exchanged =
  | { readonly askedFor: true }
  | { readonly askedFor: false; readonly answer: Answer; readonly uncut: Uncut };

/** What a login is read from, as it came: only the head's own limit bounds it. */
export interface Uncut {
  readonly location?: string;
  readonly setCookies: readonly string[];
}

/**
 * Sends one request and takes the head of the answer. The connection is cut then, so that nothing of a body is waited
 * for; all of it happens within the timeout, however slowly the server drips.
 */
export function exchange(input: Exchange): Promise<Exchanged> {
  const { scheme, address, host, method, path, headers, timeoutMs, signal } = input;
  return new Promise((resolve, reject) => {
    const options = {
      agent: false,
      host: address.host,
      port: address.port,
      method,
      path,
      headers: { ...headers, ...(host !== '' && { host }), connection: 'close' },
      maxHeaderSize: LARGEST_HEAD,
      ...(signal && { signal }),
    };
    const request: ClientRequest =
      scheme === 'https'
        ? httpsRequest({ ...options, servername: host, rejectUnauthorized: false })
        : httpRequest(options);
    const deadline = setTimeout(() => {
      request.destroy(new Error(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
    const finish = (result: Exchanged): void => {
      clearTimeout(deadline);
      resolve(result);
      request.destroy();
    };
    request.on('response', (response) => {
      response.on('error', () => undefined);
      const { location, 'set-cookie': setCookies = [] } = response.headers;
      finish({
        askedFor: false,
        answer: answerOf(response, input.keep),
        uncut: { setCookies, ...(location !== undefined && { location }) },
      });
    });
    request.on('continue', () => finish({ askedFor: true }));
    request.on('error', (error) => {
      clearTimeout(deadline);
      reject(error);
    });
    // A request that announces a body sends its head alone, and never the body.
    if (headers['content-length'] === undefined) request.end();
    else request.flushHeaders();
  });
}

function answerOf(response: IncomingMessage, keep: readonly string[]): Answer {
  const headers: Record<string, string> = {};
  for (const name of [...KEPT, ...keep]) {
    const value = response.headers[name];
    if (value !== undefined) headers[name] = printable(Array.isArray(value) ? value.join(', ') : value);
  }
  return { status: response.statusCode ?? 0, headers };
}

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_VALUE);
