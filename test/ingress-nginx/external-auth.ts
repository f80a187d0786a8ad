import type { ControllerState, Parser } from './extract.ts';

/** What `auth-url` and its neighbours come to: `annotations/authreq` of ingress-nginx, 1.11.0 to 1.15.1. */
export interface ExternalAuth {
  readonly url: string;
  readonly method: string;
  readonly responseHeaders: readonly string[];
  readonly setHeaders: Readonly<Record<string, string>>;
  readonly cacheKey: string | undefined;
}

const WORDS = String.raw`\-._~a-zA-Z0-9/:`;
/** `ValidateRegex(…, true)` takes blanks out first. */
const matching =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value.replaceAll(' ', ''));

export const AUTH_VALIDATORS: Readonly<Record<string, (value: string) => boolean>> = {
  'auth-url': matching(new RegExp(`^[${WORDS}, ?&=$]*$`)),
  'auth-method': matching(/^(GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|OPTIONS|TRACE)$/),
  'auth-response-headers': matching(/^[A-Za-z0-9\-_, ]*$/),
  'auth-proxy-set-headers': matching(new RegExp(`^[${WORDS}]*$`)),
  'auth-cache-key': matching(/^[A-Za-z0-9\-_${}]*$/),
  'auth-cache-duration': (value) => new RegExp(`^[${WORDS}, ]*$`).test(value),
  'auth-request-redirect': matching(new RegExp(`^[${WORDS}?&=]*$`)),
};

type Failure = new (message: string) => Error;

/** Errors that are neither kind drop the whole of it in silence. */
export function externalAuth(
  parser: Parser,
  { configMaps }: ControllerState,
  Denied: Failure,
  Refused: Failure,
): ExternalAuth | undefined {
  if (parser.refuses('auth-url')) throw new Refused('auth-url');
  const url = parser.text('auth-url');
  if (url === undefined) return undefined;
  if (!URL.canParse(url) || new URL(url).host.includes('..')) throw new Denied('auth-url');
  if (parser.refuses('auth-method')) throw new Denied('auth-method');
  if (parser.refuses('auth-cache-duration')) throw new Error('auth-cache-duration');
  if (parser.refuses('auth-response-headers')) throw new Denied('auth-response-headers');
  const headers = (parser.text('auth-response-headers') ?? '').split(',').map((header) => header.trim());
  const named = parser.text('auth-proxy-set-headers');
  const setHeaders = named === undefined ? {} : configMaps.get(named);
  if (!setHeaders) throw new Denied(`unable to find configMap ${named}`);
  for (const header of Object.keys(setHeaders))
    if (!/^[a-zA-Z\d\-_]+$/.test(header)) throw new Denied('invalid proxy-set-headers in configmap');
  if (parser.refuses('auth-request-redirect')) throw new Error('auth-request-redirect');
  if (parser.refuses('auth-always-set-cookie')) throw new Error('auth-always-set-cookie');
  return {
    url,
    method: parser.text('auth-method') ?? '',
    responseHeaders: headers.filter((header) => header !== ''),
    setHeaders,
    cacheKey: parser.text('auth-cache-key'),
  };
}
