import { canonicalPath } from '../api/canonical-path.ts';
import { formatNetwork, type Network, parseLenient } from '../plan/network.ts';
import { type ShownCertificate, shownCertificate } from './certificates/shown.ts';
import { asUtf8, disguised, type Headers, single } from './headers.ts';
import { hostOf } from './hosts.ts';
import type { FinalRefusal } from './refusal.ts';

/** What a client asked of the API, as far as the gateway vouches for it. */
export interface GateRequest {
  /** As sent: methods are told apart by case (RFC 9110 section 9.1). */
  readonly method: string;
  /** What frameworks that let a header override the method would take it for; the method itself first. */
  readonly methods: readonly string[];
  /** Undefined on the error path, which cannot know it. */
  readonly scheme: 'http' | 'https' | undefined;
  /** In small letters, without port. */
  readonly host: string;
  /** Decoded; undefined: the path is not canonical. */
  readonly path: string | undefined;
  /** As sent, with `?`; empty if there is none. */
  readonly query: string;
  /** The client's address; a mapped IPv4 address as IPv4. */
  readonly address: Network;
  readonly certificate: ShownCertificate;
  /** All else: credentials, and what the client says of itself. Nothing here is vouched for. */
  readonly headers: Headers;
}

const MAX_URI = 32_768;
/** Visible ASCII but `#`, and the bytes of UTF-8, of which Node makes a character each. */
const URI = /^\/(?!\/)[!"$-~\u0080-\u00ff]*$/;
const METHOD = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;
const OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override'];

/**
 * Reads what nginx asks of a decision. The path is that of X-Original-URI alone, which `auth-method` makes nginx write;
 * X-Original-URL holds the client's own Host, so it has to be exactly scheme, host, port and that URI. No URL parser
 * sees any of it: `Host: api.example.com:\healthz?x=` makes one read a path that the app is not asked for.
 *
 * @param bare nginx was not told to write over what the caller says of a certificate, so that nothing of it is read.
 */
export function readDecision(headers: Headers, bare = false): GateRequest | FinalRefusal {
  const url = single(headers, 'x-original-url') ?? '';
  const uri = single(headers, 'x-original-uri') ?? '';
  const scheme = url.startsWith('https://') ? 'https' : url.startsWith('http://') ? 'http' : undefined;
  if (scheme === undefined) return bad('X-Original-URL is not there once, with http:// or https://');
  if (!url.endsWith(uri)) return bad('X-Original-URL does not end with X-Original-URI');
  const authority = url.slice(scheme.length + '://'.length, url.length - uri.length);
  const shown = (host: string): ShownCertificate =>
    bare ? { kind: 'none' } : shownCertificate(headers, scheme, host);
  return read(headers, single(headers, 'x-original-method'), { scheme, authority, uri, shown });
}

/** Reads what nginx sends to an error page: X-Original-URI, Host, X-Forwarded-For and the method are its own there. */
export function readErrorRequest(method: string, headers: Headers): GateRequest | FinalRefusal {
  const uri = single(headers, 'x-original-uri') ?? '';
  const authority = single(headers, 'host') ?? '';
  return read(headers, method, { scheme: undefined, authority, uri, shown: () => ({ kind: 'unseen' }) });
}

interface Asked {
  readonly scheme: GateRequest['scheme'];
  readonly authority: string;
  readonly uri: string;
  readonly shown: (host: string) => ShownCertificate;
}

function read(
  headers: Headers,
  method: string | undefined,
  { scheme, authority, uri, shown }: Asked,
): GateRequest | FinalRefusal {
  if (uri.length > MAX_URI || !URI.test(uri))
    return { kind: 'path', reason: 'the request target does not begin with one /, or is no URI' };
  const host = hostOf(authority);
  if (host === undefined) return { kind: 'host', reason: 'the Host header is no host with an optional port' };
  if (method === undefined || !METHOD.test(method)) return bad('the method is not there once, or no method');
  const address = clientAddress(headers);
  if (address === undefined) return bad('X-Forwarded-For does not end with an address');
  const spelling = disguised(headers);
  if (spelling !== undefined)
    return bad(`the header ${spelling} is another spelling of one that apps believe`);
  const [raw = '', ...rest] = uri.split('?');
  const text = asUtf8(raw);
  return {
    method,
    methods: [method, ...overrides(headers)],
    scheme,
    host,
    path: text === undefined ? undefined : canonicalPath(text),
    query: rest.length === 0 ? '' : `?${rest.join('?')}`,
    address,
    certificate: shown(host),
    headers,
  };
}

function overrides(headers: Headers): string[] {
  return OVERRIDES.flatMap((name) => headers.get(name) ?? []).map((value) => value.trim().toUpperCase());
}

/** The last element: nginx writes it there, and what stands before it is the client's. */
function clientAddress(headers: Headers): Network | undefined {
  const last = single(headers, 'x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  const address = last.includes('/') ? undefined : parseLenient(last);
  if (address?.version !== 6) return address;
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)\/128$/.exec(formatNetwork(address));
  return mapped === null ? address : { version: 4, first: address.first & 0xffff_ffffn, prefix: 32 };
}

const bad = (reason: string): FinalRefusal => ({ kind: 'bad-request', reason });
