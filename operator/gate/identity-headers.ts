import type { GatePolicy } from '../plan/gate-plan.ts';
import type { Caller } from './caller.ts';
import type { CallerCertificate } from './certificates/judge-certificate.ts';
import { single } from './headers.ts';
import type { GateRequest } from './request.ts';

/**
 * nginx reads the gate's headers into one buffer, of 16 KiB where the operator sets it; what does not fit is 500, which
 * tells nobody why. Some are nginx's and Node's own.
 */
const MAX_BYTES = 15 * 1_024;

export type IdentityHeaders = Readonly<Record<string, string>> | 'unsendable' | 'too-large';

/**
 * What the app is told of its caller, by the credential and by the certificate: a header that is not here is taken away by nginx, whoever sent it, since
 * `auth-response-headers` lists all of them. `unsendable`: a value holds a control character.
 *
 * Authorization is the verified bearer or nothing; where nobody is authenticated it is the app's own affair and stays as
 * the client sent it. Groups are joined by commas, so a group that holds one is left out: it would read as two.
 */
export function identityHeaders(
  policy: GatePolicy,
  request: GateRequest,
  caller: Caller | undefined,
  certificate: CallerCertificate,
): IdentityHeaders {
  const headers = callerHeaders(policy, request, caller);
  if (typeof headers === 'string' || certificate.kind !== 'known' || certificate.name === '') return headers;
  // Beyond the bound, which the error path has to come to without it; it is short.
  return {
    ...headers,
    'x-auth-request-client-certificate': Buffer.from(certificate.name, 'utf8').toString('latin1'),
  };
}

function callerHeaders(
  policy: GatePolicy,
  request: GateRequest,
  caller: Caller | undefined,
): IdentityHeaders {
  if (policy.authentication === undefined) {
    const own = single(request.headers, 'authorization') ?? '';
    return own === '' ? {} : bounded({ authorization: own });
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
  if (sent.some(([, value]) => /\p{Cc}/u.test(value))) return 'unsendable';
  const bytes = sent.map(([name, value]) => [name, Buffer.from(value, 'utf8').toString('latin1')]);
  return bounded(Object.fromEntries(bytes));
}

function bounded(headers: Readonly<Record<string, string>>): IdentityHeaders {
  const bytes = Object.entries(headers).reduce(
    (sum, [name, value]) => sum + name.length + value.length + 4,
    0,
  );
  return bytes > MAX_BYTES ? 'too-large' : headers;
}
