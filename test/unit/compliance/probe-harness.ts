import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { afterEach, beforeAll } from 'vitest';
import { assess } from '../../../operator/compliance/assess.ts';
import { probeHost } from '../../../operator/compliance/probe/prober.ts';
import { type Address, requestFor } from '../../../operator/compliance/probe/request.ts';
import type { Subject } from '../../../operator/compliance/subject.ts';
import type { HostObservation } from '../../../operator/compliance/wire.ts';
import { makeCertificates, type TestCertificates, TestServers } from './servers.ts';
import { EVERYTHING, HOST } from './subjects.ts';

export let certificates: TestCertificates;
export const servers = new TestServers();
beforeAll(async () => {
  certificates = await makeCertificates();
});
afterEach(() => servers.close());

const HEADERS = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "frame-ancestors 'none'",
  'cache-control': 'no-store',
};

export const seenRequests: IncomingMessage[] = [];
afterEach(() => {
  seenRequests.length = 0;
});

/** Does all that EVERYTHING asks for, and lets `limit` requests through before it refuses. */
export function goodListener(limit = Number.POSITIVE_INFINITY): RequestListener {
  let count = 0;
  return (request: IncomingMessage, response: ServerResponse) => {
    seenRequests.push(request);
    count += 1;
    const refused = count > limit;
    const origin = request.headers.origin === 'https://app.example.com';
    const waf = request.url?.includes('script') === true;
    const status = refused ? 429 : waf ? 403 : request.url?.startsWith('/v1') ? 200 : 404;
    response.writeHead(status, {
      ...HEADERS,
      ...(origin && { 'access-control-allow-origin': 'https://app.example.com' }),
      ...(refused && { 'retry-after': '7' }),
    });
    response.end('x');
  };
}
const tooLarge: RequestListener = (request, response) => {
  seenRequests.push(request);
  response.writeHead(413, HEADERS).end();
};
export const redirect: RequestListener = (request, response) => {
  seenRequests.push(request);
  response.writeHead(308, { location: `https://${request.headers.host}${request.url}` }).end();
};
export const MODERN = { minVersion: 'TLSv1.2', ciphers: 'ECDHE+AESGCM:TLS_AES_128_GCM_SHA256' } as const;
export const NETWORK = { allowedCIDRs: ['198.51.100.0/24'] };

export const spec = { ...EVERYTHING, network: NETWORK };
export const noSleep = async (): Promise<void> => undefined;

export async function probe(
  of: Subject,
  gateway: { http: Address; https: Address },
  more: { host?: string; timeoutMs?: number; sleep?: (ms: number) => Promise<unknown> } = {},
): Promise<HostObservation> {
  const { host = HOST, ...net } = more;
  const request = requestFor(of, host, gateway);
  if (!request) throw new Error('no request');
  return probeHost(request, {
    version: '1.2.3',
    ca: certificates.ca,
    timeoutMs: 2_000,
    sleep: noSleep,
    ...net,
  });
}

export async function goodGateway(limit?: number): Promise<{ http: Address; https: Address }> {
  return {
    http: await servers.http(redirect),
    https: await servers.https({ ...certificates.good, ...MODERN }, goodListener(limit), tooLarge),
  };
}

export const judge = (of: Subject, wire: HostObservation) =>
  new Map(
    assess({ subjects: [of], wire: () => wire, exceptions: new Map(), now: Date.now() }).controls.map(
      ({ id, result }) => [id, result],
    ),
  );
