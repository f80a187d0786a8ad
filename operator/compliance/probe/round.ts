import type { Answer, Observation } from '../wire.ts';
import { type Exchanged, exchange } from './exchange.ts';
import type { ProbeRequest } from './request.ts';

/** One round of probes of one host: what all of its parts need. */
export interface Round {
  readonly request: ProbeRequest;
  /** The host that is asked for: of a wildcard, a name under it. */
  readonly host: string;
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly now: () => number;
  /** Waits between two connections. */
  readonly pause: () => Promise<void>;
  readonly signal?: AbortSignal;
}

/** Label under a wildcard host that stands for all of them. */
const LABEL = 'apipolicy-probe';

export const concreteHost = (host: string): string =>
  host.startsWith('*.') ? `${LABEL}${host.slice(1)}` : host;

/** Looks once, and keeps what was seen or why nothing was. */
export async function see<T>(round: Round, repeat: string, look: () => Promise<T>): Promise<Observation<T>> {
  try {
    const value = await look();
    return { at: round.now(), value, repeat };
  } catch (error) {
    return { at: round.now(), error: why(error), repeat };
  } finally {
    await round.pause();
  }
}

export interface Question {
  readonly scheme?: 'http' | 'https';
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends one request of the round. */
export function send(round: Round, question: Question = {}): Promise<Exchanged> {
  const { request, host, userAgent, timeoutMs, signal } = round;
  const { scheme = 'https', method = 'GET', path = request.path, headers = {} } = question;
  return exchange({
    scheme,
    address: scheme === 'https' ? request.https : request.http,
    host,
    method,
    path,
    headers: { 'user-agent': userAgent, accept: '*/*', ...headers },
    keep: request.keepHeaders,
    timeoutMs,
    ...(signal && { signal }),
  });
}

/** The answer to a request without a body. */
export async function ask(round: Round, question: Question = {}): Promise<Answer> {
  const exchanged = await send(round, question);
  if (exchanged.askedFor) throw new Error('100 Continue to a request without a body');
  return exchanged.answer;
}

/** What went wrong, in few words that are the same each time. */
export function why(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A name with several addresses fails with one error for each.
  const first = error instanceof AggregateError ? (error.errors[0] as Error | undefined) : error;
  const { code = '', message = '' } = (first ?? error) as Error & { code?: string };
  return (WORDS[code] ?? `${message || code}`).replace(/[^\x20-\x7e]/g, '?').slice(0, 120);
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to the address',
  ENETUNREACH: 'no route to the address',
  ENOTFOUND: 'the name of the address is not known',
  EPIPE: 'connection reset',
  ETIMEDOUT: 'no answer',
  HPE_HEADER_OVERFLOW: 'more headers than a probe reads',
};
