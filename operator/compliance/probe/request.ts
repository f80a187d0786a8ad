import { BlockList, isIPv6 } from 'node:net';
import { needsGate } from '../../plan/gate-need.ts';
import { nodeOf, nodesOf, type SecurityPlan } from '../../plan/plan.ts';
import type { Subject } from '../subject.ts';
import { type CallersRequest, callersOf } from './callers-request.ts';
import { type CertificatesRequest, certificatesOf } from './certificates-request.ts';

/** Where the gateway listens. */
export interface Address {
  /** IP address or DNS name. */
  readonly host: string;
  readonly port: number;
}

/** What to ask the gateway about one host of one target. */
export interface ProbeRequest {
  /** Host of the Ingress, possibly `*.example.com`; empty for an Ingress without one. */
  readonly host: string;
  readonly path: string;
  readonly https: Address;
  readonly http: Address;
  /** Passive: handshakes, and no request. */
  readonly mode: 'Active' | 'Passive';
  readonly minimumVersion: 'TLS1.2' | 'TLS1.3';
  /** Bytes of a body that has to be refused. */
  readonly bodyBytes: number;
  /** `ownOrigin`: one that the policy allows, where one can be named. */
  readonly cors?: { readonly ownOrigin?: string };
  readonly waf: boolean;
  /** Names of headers, in small letters, that the policy sets or removes. */
  readonly keepHeaders: readonly string[];
  /** Requests after which an address limit has to refuse; absent: limits are not to be proved. */
  readonly limitRequests?: number;
  /** Addresses to claim in X-Forwarded-For: one that the list lets in, one that it does not. */
  readonly addresses?: { readonly inside?: string; readonly outside?: string };
  readonly callers?: CallersRequest;
  readonly certificates?: CertificatesRequest;
  /** Methods that the policy lists; absent: it lists none. */
  readonly methods?: readonly string[];
  /** A request of a media type that the policy does not list. */
  readonly mediaType?: { readonly method: string; readonly path: string };
  /** True where the gate decides on requests of the target. */
  readonly gated: boolean;
}

/**
 * A body of this size is refused by an API that limits bodies at all; asked for where the policy states no size
 * (10 MiB, ten times the default of ingress-nginx).
 */
export const UNSTATED_BODY_BYTES = 10 * 1024 * 1024;

/** What to ask about a host of a subject. Undefined where the policy wants no probes. */
export function requestFor(
  subject: Subject,
  host: string,
  gateway: Pick<ProbeRequest, 'http' | 'https'>,
): ProbeRequest | undefined {
  const { plan, verification, paths } = subject;
  if (verification.mode === 'Off') return undefined;
  const cors = nodeOf(plan, 'cors');
  const ownOrigin = cors?.allowOrigins.value.find((origin) => !origin.includes('*'));
  const headers = nodeOf(plan, 'response-headers');
  const limitRequests = verification.limits === 'Enabled' ? requestsToProve(plan) : undefined;
  const addresses = addressesToClaim(plan);
  const callers = callersOf(subject, host);
  const methods = nodeOf(plan, 'methods')?.allowed.value;
  const mediaType = mediaTypeToRefuse(subject, host);
  const certificates = certificatesOf(plan);
  const whole: ProbeRequest = {
    host,
    path: paths.get(host) ?? '/',
    https: gateway.https,
    http: gateway.http,
    mode: verification.mode,
    minimumVersion: nodeOf(plan, 'minimum-tls-version')?.version.value ?? 'TLS1.2',
    bodyBytes: (nodeOf(plan, 'body-size')?.bytes.value ?? UNSTATED_BODY_BYTES) + 1,
    ...(cors && { cors: ownOrigin === undefined ? {} : { ownOrigin } }),
    waf: nodeOf(plan, 'waf')?.mode.value === 'Block',
    keepHeaders: [...(headers?.set.map(({ name }) => name) ?? []), ...(headers?.remove?.value ?? [])]
      .map((name) => name.toLowerCase())
      .filter((name) => name !== 'set-cookie'),
    ...(limitRequests !== undefined && { limitRequests }),
    ...(addresses && { addresses }),
    ...(callers && { callers }),
    ...(certificates && { certificates }),
    ...(methods && { methods }),
    ...(mediaType && { mediaType }),
    gated: needsGate(plan),
  };
  return certificates?.required === true ? withoutCertificate(whole) : whole;
}

/** Behind a certificate that a probe has not, nothing is to be seen: what would ask there is left out. */
function withoutCertificate(request: ProbeRequest): ProbeRequest {
  const { cors: _c, limitRequests: _l, addresses: _a, methods: _m, mediaType: _t, ...rest } = request;
  return { ...rest, waf: false, keepHeaders: [] };
}

/** Below the target's path, where it is a prefix: an application that is not protected has nothing there to change. */
function mediaTypeToRefuse({ plan, paths, prefixes }: Subject, host: string): ProbeRequest['mediaType'] {
  if (!nodeOf(plan, 'content-types')) return undefined;
  const methods = nodeOf(plan, 'methods')?.allowed.value;
  const method = ['POST', 'PUT', 'PATCH'].find((name) => methods?.includes(name) ?? true);
  const base = paths.get(host) ?? '/';
  const path = prefixes.has(host) ? `${base.replace(/\/$/, '')}/apipolicy-probe` : base;
  return method === undefined ? undefined : { method, path };
}

/**
 * Requests after which the strictest rule has to have refused: its burst and what the rate lets through on the way, with
 * half as much again for the seconds that they take.
 */
function requestsToProve(plan: SecurityPlan): number | undefined {
  const most = nodesOf(plan, 'address-rate').map(
    ({ requests, burst = requests, per }) =>
      Math.ceil(1.5 * (per === 'Second' ? 2 * (requests + burst) : requests / 10 + burst)) + 2,
  );
  return most.length === 0 ? undefined : Math.min(...most);
}

/** Addresses of documentation (RFC 5737, RFC 3849): nobody's, so that a log that shows one misleads nobody. */
const NOBODYS = ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1'];

function addressesToClaim(plan: SecurityPlan): ProbeRequest['addresses'] | undefined {
  const allowed = nodeOf(plan, 'allowed-addresses')?.networks.value;
  const denied = nodeOf(plan, 'denied-addresses')?.networks.value ?? [];
  if (!allowed && denied.length === 0) return undefined;
  const lets = (address: string): boolean =>
    !within(denied, address) && (allowed === undefined || within(allowed, address));
  const candidates = [...NOBODYS, ...(allowed ?? []), ...denied].map((entry) => entry.split('/')[0] ?? entry);
  const inside = candidates.find(lets);
  const outside = candidates.find((address) => !lets(address));
  return { ...(inside !== undefined && { inside }), ...(outside !== undefined && { outside }) };
}

function within(networks: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', length = ''] = network.split('/');
    list.addSubnet(base, Number(length), isIPv6(base) ? 'ipv6' : 'ipv4');
  }
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
