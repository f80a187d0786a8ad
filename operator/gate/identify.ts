import type { GateAuthentication } from '../plan/gate-plan.ts';
import { type Caller, claimValues } from './caller.ts';
import { single } from './headers.ts';
import { sessionCaller } from './login.ts';
import type { KeyRing, LoginClient, TokenVerdict, TokenVerifier, Unavailable } from './ports.ts';
import type { GateRequest } from './request.ts';

export interface IdentityPorts {
  readonly tokens: TokenVerifier;
  readonly keys: KeyRing;
  readonly logins: LoginClient;
}

export type Identity =
  | { readonly kind: 'caller'; readonly caller: Caller }
  /** No credential was offered, or a session that is over. */
  | { readonly kind: 'none' }
  /** A credential was offered, and is not good. */
  | { readonly kind: 'invalid'; readonly method: 'apiKey' | 'jwt'; readonly reason: string }
  /** Known, but not one of those whom the policy lets log in: asking again would end nowhere. */
  | { readonly kind: 'forbidden'; readonly caller: Caller; readonly reason: string }
  | Unavailable;

const MAX_KEY = 4_096;
const MAX_TOKEN = 16_384;
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/**
 * Who is calling. The first kind of credential that was offered decides, in this order: API key, bearer token, session
 * of a login. A bad key or token is never passed over for the next kind: a caller who offers one is told.
 */
export async function identify(
  authentication: GateAuthentication,
  request: GateRequest,
  ports: IdentityPorts,
  signal: AbortSignal,
): Promise<Identity> {
  return (
    (await byKey(authentication, request, ports.keys)) ??
    (await byToken(authentication, request, ports.tokens, signal)) ??
    (await byLogin(authentication, request, ports.logins, signal)) ?? { kind: 'none' }
  );
}

/** Whether the request holds a credential of a machine, good or bad. */
export function offersCredential({ apiKeys }: GateAuthentication, { headers }: GateRequest): boolean {
  return headers.has('authorization') || (apiKeys !== undefined && headers.has(apiKeys.header.toLowerCase()));
}

async function byKey(
  { apiKeys, jwt }: GateAuthentication,
  { headers }: GateRequest,
  keys: KeyRing,
): Promise<Identity | undefined> {
  const name = apiKeys?.header.toLowerCase();
  const values = name === undefined ? [] : (headers.get(name) ?? []).filter((value) => value !== '');
  const [key, ...more] = values;
  if (apiKeys === undefined || key === undefined) return undefined;
  if (name === 'authorization' && jwt.length > 0 && /^bearer /i.test(key)) return undefined;
  const client =
    more.length > 0 || key.length > MAX_KEY ? undefined : await keys.clientOf(apiKeys.directory, key);
  if (client === undefined || client === '')
    return { kind: 'invalid', method: 'apiKey', reason: 'the API key is nobody’s' };
  return { kind: 'caller', caller: { ...NOTHING_KNOWN, method: 'apiKey', issuer: '', subject: client } };
}

async function byToken(
  { jwt, caFile }: GateAuthentication,
  { headers }: GateRequest,
  tokens: TokenVerifier,
  signal: AbortSignal,
): Promise<Identity | undefined> {
  const values = headers.get('authorization') ?? [];
  if (jwt.length === 0 || !values.some((value) => /^bearer(?![^ ])/i.test(value))) return undefined;
  const [, token] = BEARER.exec(single(headers, 'authorization') ?? '') ?? [];
  if (token === undefined || token.length > MAX_TOKEN)
    return badToken('no single bearer token of at most 16 KiB');
  const verdict = await tokens.verify(token, jwt, caFile, signal);
  if (verdict.kind === 'invalid') return badToken(verdict.reason);
  return verdict.kind === 'valid' ? tokenIdentity(verdict, token) : verdict;
}

function tokenIdentity(
  { issuer, claims }: TokenVerdict & { readonly kind: 'valid' },
  bearer: string,
): Identity {
  const text = (name: string): string => (typeof claims[name] === 'string' ? claims[name] : '');
  const subject = Object.hasOwn(claims, 'sub') ? text('sub') : '';
  if (subject === '') return badToken('the token names no subject');
  const caller: Caller = {
    method: 'jwt',
    issuer: issuer.issuer,
    subject,
    // An address that nobody has verified is whatever its owner typed.
    email: Object.hasOwn(claims, 'email') && claims.email_verified === true ? text('email') : '',
    preferredUsername: Object.hasOwn(claims, 'preferred_username') ? text('preferred_username') : '',
    groups: claimValues(claims, 'groups'),
    claims,
    bearer,
  };
  return { kind: 'caller', caller };
}

async function byLogin(
  { login }: GateAuthentication,
  request: GateRequest,
  logins: LoginClient,
  signal: AbortSignal,
): Promise<Identity | undefined> {
  return login === undefined ? undefined : await sessionCaller(login, request, logins, signal);
}

const badToken = (reason: string): Identity => ({ kind: 'invalid', method: 'jwt', reason });

const NOTHING_KNOWN = { email: '', preferredUsername: '', groups: [], claims: {} } as const;
