import { Agent, request } from 'undici';
import type { GateLogin } from '../../plan/gate-plan.ts';
import type { LoginClient, LoginVerdict, Unavailable } from '../ports.ts';
import { cookiesOfLogin } from './cookies.ts';
import { type AnswerHeaders, sessionOf } from './session.ts';

const TIMEOUT_MS = 3_000;
/** A session's headers hold an access token and groups. */
const LARGEST_HEADERS = 65_536;

type Answer = { readonly status: number; readonly headers: AnswerHeaders } | Unavailable;

/**
 * Asks oauth2-proxy whose session a cookie is. It is shown the login's own cookies alone. Nothing is remembered from one
 * request to the next: who logs out is out at once.
 */
export class ProxyLoginClient implements LoginClient {
  readonly #agent = new Agent({
    connections: 64,
    maxHeaderSize: LARGEST_HEADERS,
    connect: { timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    // Shorter than a Go server keeps a connection, so that none is used which the other side is closing.
    keepAliveTimeout: 15_000,
  });

  async ask(
    { authURL, cookieName }: GateLogin['proxies'][number],
    cookies: string,
    signal: AbortSignal,
  ): Promise<LoginVerdict> {
    const own = cookiesOfLogin(cookies, cookieName);
    if (own === undefined) return { kind: 'none' };
    const answer = await this.#get(authURL, own, signal);
    if ('kind' in answer) return answer;
    if (answer.status === 401) return { kind: 'none' };
    if (answer.status === 202) {
      const session = sessionOf(answer.headers);
      return (
        session ?? {
          kind: 'unavailable',
          reason: `the login ${authURL} answered with headers that cannot be read`,
        }
      );
    }
    return { kind: 'unavailable', reason: `the login ${authURL} answered ${answer.status}` };
  }

  /** Why the login does not answer as it has to; undefined: it does. */
  async problemOf({ authURL }: GateLogin['proxies'][number]): Promise<string | undefined> {
    const answer = await this.#get(authURL, undefined, AbortSignal.timeout(TIMEOUT_MS));
    if ('kind' in answer) return answer.reason;
    return answer.status === 401
      ? undefined
      : `${authURL} answered ${answer.status} to a request without session`;
  }

  end(): Promise<void> {
    return this.#agent.destroy();
  }

  async #get(url: string, cookie: string | undefined, signal: AbortSignal): Promise<Answer> {
    try {
      const { statusCode, headers, body } = await request(url, {
        dispatcher: this.#agent,
        headers: cookie === undefined ? {} : { cookie },
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      // Also when nobody reads it any more: an error that is not listened to ends the process.
      body.on('error', () => undefined);
      await body.dump({ limit: LARGEST_HEADERS });
      return { status: statusCode, headers };
    } catch (error) {
      const late = error instanceof Error && /Abort|Timeout/.test(error.name);
      const reason = late
        ? `no answer within ${TIMEOUT_MS} ms`
        : error instanceof Error
          ? error.message
          : error;
      return { kind: 'unavailable', reason: `the login ${url}: ${reason}` };
    }
  }
}
