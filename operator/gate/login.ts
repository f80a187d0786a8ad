import type { GateLogin } from '../plan/gate-plan.ts';
import type { Caller } from './caller.ts';
import { serves } from './hosts.ts';
import type { Identity } from './identify.ts';
import type { LoginClient, LoginSession } from './ports.ts';
import type { GateRequest } from './request.ts';

/** Longer targets are not led back to: the login would carry them in a cookie. */
const MAX_RETURN = 2_048;

/** Who holds the session of a login; undefined: there is no login on this host, or no cookie of it. */
export async function sessionCaller(
  login: GateLogin,
  request: GateRequest,
  logins: LoginClient,
  signal: AbortSignal,
): Promise<Identity | undefined> {
  const proxy = proxyOf(login, request.host);
  const cookies = (request.headers.get('cookie') ?? []).join('; ');
  if (proxy === undefined || !hasCookie(cookies, proxy.cookieName)) return undefined;
  const verdict = await logins.ask(proxy, cookies, signal);
  if (verdict.kind !== 'session') return verdict;
  const caller = callerOf(verdict);
  if (caller.subject === '') return { kind: 'unavailable', reason: 'the login named nobody' };
  const reason = whyNotHere(login, caller);
  return reason === undefined ? { kind: 'caller', caller } : { kind: 'forbidden', caller, reason };
}

/** A browser that goes to a page: it can be sent to a login, where a program could not follow. */
export function isNavigation({ method, headers }: GateRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const mode = headers.get('sec-fetch-mode');
  if (mode !== undefined) return mode.length === 1 && mode[0] === 'navigate';
  return (headers.get('accept') ?? []).some((value) => value.toLowerCase().includes('text/html'));
}

/**
 * Where a browser logs in, to be led back to what it asked for. Scheme and host are the policy's and the path is
 * canonical, so it leads nowhere else whatever was sent. Undefined: nobody logs in on this host.
 */
export function loginURL(login: GateLogin, { host, path, query }: GateRequest): string | undefined {
  const proxy = proxyOf(login, host);
  if (proxy === undefined) return undefined;
  // The login's own paths lead elsewhere than to the login: sending the browser there again would go on for ever.
  if (path !== undefined && /^\/oauth2(\/|$)/.test(path)) return undefined;
  const asked = path === undefined ? '/' : encodeURI(path);
  const plain = /^[\w\-.~!$'()*+,;:@/?%=&]*$/.test(query) ? query : '';
  // A login of this host alone ends on this host. One of several hosts ends on the first of them, and has to be told.
  const at = proxy.cookieName.startsWith('__Host-') ? '' : `https://${host}`;
  const wanted = `${at}${asked}${plain}`;
  const back = wanted.length > MAX_RETURN ? `${at}/` : wanted;
  return `https://${host}/oauth2/start?rd=${encodeURIComponent(back)}`;
}

/** Where a session ends, if this is the request to end it; then the policy's own address or the host's root. */
export function logoutURL({ logout, ...login }: GateLogin, request: GateRequest): string | undefined {
  const { host, path, method } = request;
  if (logout === undefined || method !== 'GET' || path !== logout.path) return undefined;
  if (proxyOf(login, host) === undefined) return undefined;
  const next = logout.redirectURL ?? `https://${host}/`;
  return `https://${host}/oauth2/sign_out?rd=${encodeURIComponent(next)}`;
}

const proxyOf = (login: GateLogin, host: string): GateLogin['proxies'][number] | undefined =>
  login.proxies.find(({ hosts }) => serves(hosts, host));

/** A session too large for one cookie is in several, numbered after `_`. */
function hasCookie(cookies: string, name: string): boolean {
  return cookies.split(';').some((cookie) => {
    const own = cookie.trim().split('=', 1)[0] ?? '';
    return own === name || own.startsWith(`${name}_`);
  });
}

function callerOf(session: LoginSession): Caller {
  // nginx hands on one Set-Cookie: half of a session in two cookies would end it, and the old one is still good.
  const [cookie, ...more] = session.setCookie;
  return {
    method: 'login',
    issuer: '',
    subject: session.user === '' ? session.email : session.user,
    email: session.email,
    preferredUsername: session.preferredUsername,
    groups: session.groups,
    claims: {},
    ...(session.accessToken === '' ? {} : { accessToken: session.accessToken }),
    ...(cookie === undefined || more.length > 0 ? {} : { setCookie: cookie }),
  };
}

/**
 * A group, if groups are named; and an address, if domains or addresses are: one of either, since an address is named
 * beside a domain to let somebody in from another.
 */
function whyNotHere(login: GateLogin, { groups, email }: Caller): string | undefined {
  const { allowedGroups, allowedEmailDomains, allowedEmails } = login;
  if (allowedGroups !== undefined && !allowedGroups.some((group) => groups.includes(group)))
    return 'none of the groups that may log in';
  if (allowedEmailDomains === undefined && allowedEmails === undefined) return undefined;
  const [address, domain, ...more] = [email.toLowerCase(), ...email.toLowerCase().split('@').slice(1)];
  const among = (list: readonly string[] = [], wanted: string | undefined): boolean =>
    list.some((entry) => entry.toLowerCase() === wanted);
  const known = more.length === 0 && (among(allowedEmailDomains, domain) || among(allowedEmails, address));
  return known ? undefined : 'no e-mail address that may log in';
}
