import type { Parser } from './extract.ts';

/**
 * What `auth-tls-*` and `proxy-ssl-*` come to: `annotations/authtls`, `annotations/proxyssl` and `backendprotocol` of
 * ingress-nginx, 1.11.0 to 1.15.1, where every Secret is there and holds what is looked for.
 */
export interface ClientDemand {
  readonly secret: string;
  readonly verify: string;
  readonly depth: number;
  readonly errorPage: string | undefined;
  readonly matchCN: string | undefined;
}

export interface BackendTls {
  readonly secret: string;
  readonly verify: string;
  readonly depth: number;
  readonly name: string | undefined;
  readonly serverName: string;
}

const WORDS = /^[/\-._~a-zA-Z0-9:]*$/;
const regex =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value.replaceAll(' ', ''));
const integer = (value: string): boolean => /^[+-]?\d+$/.test(value);

export const CERTIFICATE_VALIDATORS: Readonly<Record<string, (value: string) => boolean>> = {
  'auth-tls-secret': regex(WORDS),
  'auth-tls-verify-client': regex(/^(on|off|optional|optional_no_ca)$/),
  'auth-tls-verify-depth': integer,
  'auth-tls-error-page': regex(/^(@[\w-]+|((https?:\/\/)?[A-Za-z0-9\-.]+(:\d+)?)?(\/[A-Za-z0-9\-_.]+)*\/?)$/),
  'auth-tls-match-cn': (value) => value.startsWith('CN='),
  'proxy-ssl-secret': regex(WORDS),
  'proxy-ssl-verify': regex(/^(on|off)$/),
  'proxy-ssl-verify-depth': integer,
  'proxy-ssl-name': (value) => /^[-._~a-zA-Z0-9/:^$[\](){}*+?|&=\\]*$/.test(value.trim()),
  'proxy-ssl-server-name': regex(/^(on|off)$/),
  'proxy-ssl-ciphers': regex(/^[A-Za-z0-9+:_\-!]*$/),
  'backend-protocol': (value) => /^(auto_http|http|https|grpc|grpcs|fcgi)$/i.test(value.trim()),
};

type Failure = new (message: string) => Error;

/** `ParseNameNS`: two parts, and here the Ingress's own namespace alone. */
function secretOf(parser: Parser, annotation: string, Denied: Failure): string | undefined {
  const text = parser.text(annotation);
  if (text === undefined) return undefined;
  const [namespace, , ...more] = text.split('/');
  if (more.length > 0 || !text.includes('/')) throw new Denied(`invalid format in ${text}`);
  if (namespace !== 'shop') throw new Denied('cross namespace secrets are not supported');
  return text;
}

export function clientDemand(parser: Parser, Denied: Failure, Refused: Failure): ClientDemand | undefined {
  const secret = secretOf(parser, 'auth-tls-secret', Denied);
  if (secret === undefined) return undefined;
  const verify = parser.text('auth-tls-verify-client');
  for (const name of ['auth-tls-error-page', 'auth-tls-match-cn'])
    if (parser.refuses(name)) throw new Refused(name);
  return {
    secret,
    verify: verify !== undefined && /on|off|optional|optional_no_ca/.test(verify) ? verify : 'on',
    depth: parser.integer('auth-tls-verify-depth') || 1,
    errorPage: parser.text('auth-tls-error-page'),
    matchCN: parser.text('auth-tls-match-cn'),
  };
}

export function backendTls(parser: Parser, Denied: Failure): BackendTls | undefined {
  const secret = secretOf(parser, 'proxy-ssl-secret', Denied);
  if (secret === undefined) return undefined;
  const onOff = (name: string): string => {
    const value = parser.text(name);
    return value === 'on' || value === 'off' ? value : 'off';
  };
  return {
    secret,
    verify: onOff('proxy-ssl-verify'),
    depth: parser.integer('proxy-ssl-verify-depth') || 1,
    name: parser.text('proxy-ssl-name'),
    serverName: onOff('proxy-ssl-server-name'),
  };
}
