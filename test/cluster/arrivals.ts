import type { ApiAccess } from './api-client.ts';

/** A request as the echo app saw it. */
export interface Arrival {
  pod: string;
  method: string;
  /** The target of the request line, byte for byte, with its query. */
  path: string;
  host: string;
  /** By name in Go's spelling: `X-Auth-Request-User`. */
  headers: Readonly<Record<string, readonly string[]>>;
  bodyBytes: number;
  /** The certificate that was shown to an app that demands one, verified. */
  caller?: {
    subject: string;
    /** Hexadecimal, upper case, without leading zeros. */
    serial: string;
    dnsNames: readonly string[];
    uris: readonly string[];
  };
}

/** What reached all pods of an echo app since they started or were told to forget. */
export interface Arrivals {
  total: number;
  /** Without queries. */
  byPath: Readonly<Record<string, number>>;
  /** By the header `X-Test-Mark` of the request. */
  byMark: Readonly<Record<string, number>>;
  /** Handshakes that failed at an app that speaks TLS, by reason. */
  refused: Readonly<Record<string, number>>;
  /** The last 1,000 of each pod. */
  requests: readonly Arrival[];
}

/** Reads it past the gateway, through the API server. A pod that has ended took its counts with it. */
export async function arrivals(access: ApiAccess, namespace: string, name = 'echo'): Promise<Arrivals> {
  const seen: Arrivals[] = [];
  for (const path of await memories(access, namespace, name)) {
    const { status, body } = await access.request('GET', path);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    seen.push(body as Arrivals);
  }
  return {
    total: seen.reduce((sum, { total }) => sum + total, 0),
    byPath: added(seen.map(({ byPath }) => byPath)),
    byMark: added(seen.map(({ byMark }) => byMark)),
    refused: added(seen.map(({ refused }) => refused)),
    requests: seen.flatMap(({ requests }) => requests),
  };
}

/** The last requests, but for those of the operator's probes, which come when they are due. */
export async function callersRequests(
  access: ApiAccess,
  namespace: string,
  name = 'echo',
): Promise<readonly Arrival[]> {
  const { requests } = await arrivals(access, namespace, name);
  return requests.filter(({ headers }) => headers['User-Agent']?.[0]?.startsWith('apipolicy-probe') !== true);
}

/** Makes all pods of an echo app forget what reached them. */
export async function forgetArrivals(access: ApiAccess, namespace: string, name = 'echo'): Promise<void> {
  for (const path of await memories(access, namespace, name)) {
    const { status, body } = await access.request('DELETE', path);
    if (status !== 204) throw new Error(`DELETE ${path} answered ${status}: ${JSON.stringify(body)}`);
  }
}

async function memories(access: ApiAccess, namespace: string, name: string): Promise<string[]> {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const { body } = await access.request('GET', `${pods}?labelSelector=${encodeURIComponent(`app=${name}`)}`);
  const { items = [] } = body as {
    items?: { metadata: { name: string; deletionTimestamp?: string }; status?: { phase?: string } }[];
  };
  const running = items.filter(
    ({ metadata, status }) => status?.phase === 'Running' && metadata.deletionTimestamp === undefined,
  );
  if (running.length === 0) throw new Error(`no pod of the app ${namespace}/${name} runs`);
  return running.map(({ metadata }) => `${pods}/${metadata.name}:8081/proxy/requests`);
}

function added(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, count] of counts.flatMap((each) => Object.entries(each))) {
    sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}
