import type { GateAnswers, GatePolicy } from '../plan/gate-plan.ts';
import { corsHeaders } from './cors.ts';
import type { Headers } from './headers.ts';
import type { MetQuota, Refusal } from './refusal.ts';

/** What a client gets; never 2xx. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * A refusal in the words of HTTP, as a problem document (RFC 9457). It says what to do and not why in detail: reasons
 * and rules are for the log.
 */
export function answerTo(refusal: Refusal): ErrorAnswer {
  switch (refusal.kind) {
    case 'unauthenticated':
      if (refusal.login !== undefined) return redirect(refusal.login);
      return problem(401, 'Unauthorized', 'This request needs a valid credential; see WWW-Authenticate.', {
        'www-authenticate': refusal.challenge,
      });
    case 'logout':
      return redirect(refusal.location);
    case 'method':
      return problem(405, 'Method Not Allowed', 'See Allow for the methods that this API takes.', {
        allow: refusal.allow.join(', '),
      });
    case 'media-type':
      return problem(415, 'Unsupported Media Type', 'See Accept for the media types that this API takes.', {
        accept: refusal.accept.join(', '),
      });
    case 'too-large':
      return problem(431, 'Request Header Fields Too Large', 'The token, or what it says, is too long.');
    case 'limited':
      return tooMany(refusal.quota);
    case 'unavailable':
      return away('The request could not be judged. Try again later.');
    case 'forbidden':
    case 'unknown-policy':
    case 'bad-request':
    case 'host':
    case 'path':
    case 'plaintext':
    case 'certificate':
      return problem(403, 'Forbidden', 'This request is not allowed.');
  }
}

/** Nothing is wrong with the request: whoever stands behind the gateway, or beside it, does not answer. */
export const away = (detail: string): ErrorAnswer =>
  problem(503, 'Service Unavailable', detail, { 'retry-after': '1' });

/** For a status that the gateway made itself. */
export const gatewayError = (status: number): ErrorAnswer =>
  problem(status, 'Error', 'The gateway could not answer this request.');

/**
 * Headers that the policy wants on each answer, and that nginx does not add to this one. What the answer itself says
 * stands above them. It is kept by no cache: the same request may be allowed a moment later.
 */
export function dressed(answer: ErrorAnswer, policy: GatePolicy | undefined, asked: Headers): ErrorAnswer {
  const { headers = {}, hsts, cors }: Partial<GateAnswers> = policy?.answers ?? {};
  const stated = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    ...answer,
    headers: {
      ...Object.fromEntries(stated),
      ...(hsts === undefined ? {} : { 'strict-transport-security': hsts }),
      ...(cors === undefined ? {} : corsHeaders(cors, asked.get('origin') ?? [])),
      'cache-control': 'no-store',
      ...answer.headers,
    },
  };
}

/** 303 would turn HEAD into GET; the requests that are led away are GET and HEAD alone. */
const redirect = (location: string): ErrorAnswer => ({ status: 302, headers: { location }, body: '' });

function problem(
  status: number,
  title: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, unknown>> = { type: 'about:blank' },
): ErrorAnswer {
  return {
    status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
    body: `${JSON.stringify({ ...more, title, status, detail })}\n`,
  };
}

/**
 * RFC 6585 section 4. `RateLimit` and `RateLimit-Policy` as draft-ietf-httpapi-ratelimit-headers-10 has them: lists of
 * strings with parameters (RFC 9651), quota and window, what is left and seconds until it is whole. Where these are not
 * known, a client is asked to wait the window, or a minute of a longer one.
 */
function tooMany({ rule, requests, windowSeconds, resetSeconds }: MetQuota): ErrorAnswer {
  return problem(
    429,
    'Too Many Requests',
    'The quota is used up; see Retry-After.',
    {
      'retry-after': String(resetSeconds ?? Math.min(windowSeconds, 60)),
      ratelimit: `"${rule}";r=0${resetSeconds === undefined ? '' : `;t=${resetSeconds}`}`,
      'ratelimit-policy': `"${rule}";q=${requests};w=${windowSeconds}`,
    },
    { type: 'https://iana.org/assignments/http-problem-types#quota-exceeded', 'violated-policies': [rule] },
  );
}
