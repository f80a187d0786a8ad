import type { AuthorizationRequest, LoginAnswer } from '../wire.ts';
import type { Uncut } from './exchange.ts';
import { type Round, send } from './round.ts';

/** What a browser says of a page that a person opens (Fetch Metadata). */
const BROWSER = { accept: 'text/html,application/xhtml+xml', 'sec-fetch-mode': 'navigate' };

/** Where a login begins on each host (oauth2-proxy's endpoints). */
const START = '/oauth2/start?rd=%2F';

/** Goes to the login as a browser does, up to the provider's door; the provider itself is not asked. */
export async function seeLogin(round: Round, path: string): Promise<LoginAnswer> {
  const page = await send(round, { path, headers: BROWSER });
  if (page.askedFor) throw new Error('100 Continue to a request without a body');
  await round.pause();
  const start = await send(round, { path: START, headers: BROWSER });
  if (start.askedFor) throw new Error('100 Continue to a request without a body');
  const request = authorizationRequest(start.uncut);
  return { page: page.answer, startStatus: start.answer.status, ...(request && { start: request }) };
}

function authorizationRequest({ location, setCookies }: Uncut): AuthorizationRequest | undefined {
  if (location === undefined || !URL.canParse(location)) return undefined;
  const { origin, searchParams } = new URL(location);
  const text = (name: string): string => (searchParams.get(name) ?? '').slice(0, 200);
  return {
    origin: origin.slice(0, 100),
    responseType: text('response_type'),
    challengeMethod: text('code_challenge_method'),
    challenge: text('code_challenge') !== '',
    state: text('state') !== '',
    nonce: text('nonce') !== '',
    redirectURI: text('redirect_uri'),
    cookies: setCookies.slice(0, 8).map(cookieFlags),
  };
}

function cookieFlags(cookie: string): { readonly name: string; readonly lacks: readonly string[] } {
  const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim());
  const named = attributes.map((attribute) => attribute.toLowerCase());
  const lacks = [
    ...(named.includes('secure') ? [] : ['Secure']),
    ...(named.includes('httponly') ? [] : ['HttpOnly']),
    ...(named.some((name) => name === 'samesite=lax' || name === 'samesite=strict') ? [] : ['SameSite']),
  ];
  return { name: (pair.split('=')[0] ?? '').replace(/[^\x21-\x7e]/g, '?').slice(0, 64), lacks };
}
