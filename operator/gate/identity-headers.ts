import type { GatePolicy } from '../plan/gate-plan.ts';
import type { Caller } from './caller.ts';
import { single } from './headers.ts';
import type { GateRequest } from './request.ts';

/**
 * What the app is told of its caller: a header that is not here is taken away by nginx, whoever sent it, since
 * `auth-response-headers` lists all of them. Undefined: a value could not be sent as it is.
 *
 * Authorization is the verified bearer or nothing; where nobody is authenticated it is the app's own affair and stays as
 * the client sent it. Groups are joined by commas, so a group that holds one is left out: it would read as two.
 */
export function identityHeaders(
  policy: GatePolicy,
  request: GateRequest,
  caller: Caller | undefined,
): Readonly<Record<string, string>> | undefined {
  if (policy.authentication === undefined) {
    const own = single(request.headers, 'authorization') ?? '';
    return own === '' ? {} : { authorization: own };
  }
  if (caller === undefined) return {};
  const token = policy.authentication.forwardAccessToken ? (caller.accessToken ?? caller.bearer ?? '') : '';
  const values: Record<string, string> = {
    'x-auth-request-user': caller.subject,
    'x-auth-request-email': caller.email,
    'x-auth-request-groups': caller.groups.filter((group) => group !== '' && !group.includes(',')).join(','),
    'x-auth-request-preferred-username': caller.preferredUsername,
    'x-auth-request-access-token': token,
    authorization: caller.bearer === undefined ? '' : `Bearer ${caller.bearer}`,
  };
  const sent = Object.entries(values).filter(([, value]) => value !== '');
  if (sent.some(([, value]) => /\p{Cc}/u.test(value))) return undefined;
  return Object.fromEntries(
    sent.map(([name, value]) => [name, Buffer.from(value, 'utf8').toString('latin1')]),
  );
}
