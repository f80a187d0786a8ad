import { setTimeout as wait } from 'node:timers/promises';
import type { HostObservation, Observation } from '../wire.ts';
import { activeParts } from './active.ts';
import { exchange } from './exchange.ts';
import { handshake } from './handshake.ts';
import { offerVersions, offerWeakCiphers } from './offers.ts';
import { curlLine, opensslLine } from './repeat.ts';
import type { ProbeRequest } from './request.ts';
import { concreteHost, type Round } from './round.ts';

/** Connections of one round at the most, those that prove an address limit aside. */
export const MAX_CONNECTIONS = 16;
/** Requests that may be sent to prove an address limit. Where more would be needed, it is not proved. */
export const MAX_LIMIT_REQUESTS = 100;
/** Milliseconds between two connections of a round. */
export const PAUSE_MS = 20;
const TIMEOUT_MS = 5_000;

/** What a probe takes from outside, so that tests decide on time. */
export interface ProbeNet {
  /** PEM certificates that are trusted beside the system's roots. */
  readonly ca?: string;
  /** Milliseconds for one connection with all that is asked on it. */
  readonly timeoutMs?: number;
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Asks the gateway about one host: one connection after the other, to the addresses of the request and to no other. No
 * redirect is followed, no credentials are sent. Never rejects: what is not seen says why.
 */
export async function probeHost(request: ProbeRequest, net: ProbeNet = {}): Promise<HostObservation> {
  const { ca, timeoutMs = TIMEOUT_MS, now = Date.now, sleep = wait, signal } = net;
  const host = concreteHost(request.host);
  const pause = async (): Promise<void> => void (await sleep(PAUSE_MS));
  const round: Round = {
    request,
    host,
    timeoutMs,
    pause,
    ...(signal && { signal }),
    see: async <T>(repeat: string, look: () => Promise<T>): Promise<Observation<T>> => {
      try {
        const value = await look();
        return { at: now(), value, repeat };
      } catch (error) {
        return { at: now(), error: why(error), repeat };
      } finally {
        await pause();
      }
    },
  };
  const hello = {
    address: request.https,
    host,
    timeoutMs,
    ...(ca !== undefined && { ca }),
    ...(signal && { signal }),
  };
  const tls = await round.see(opensslLine(request.https, host), () => handshake(hello));
  // Without a handshake nothing else over https would be told apart from a gateway that is away.
  if ('error' in tls) {
    const unseen = { at: tls.at, error: tls.error, repeat: tls.repeat };
    const plaintext = request.mode === 'Active' ? { plaintext: await seePlaintext(round) } : {};
    return {
      host: request.host,
      tls,
      ...plaintext,
      oldVersions: unseen,
      weakCiphers: unseen,
      secure: unseen,
      ...(request.mode === 'Active' && {
        missing: unseen,
        bodySize: unseen,
        ...(request.cors && { cors: unseen }),
        ...(request.waf && { waf: unseen }),
        ...(request.limitRequests !== undefined && { addressLimit: unseen }),
        ...(request.addresses && { forgedAddress: unseen }),
      }),
    };
  }
  const versions = request.minimumVersion === 'TLS1.3' ? OLD_AND_1_2 : OLD;
  const oldLine = opensslLine(request.https, host, ['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0']);
  const weakLine = opensslLine(request.https, host, ['-tls1_2', '-cipher', 'kRSA:@SECLEVEL=0']);
  const get = { method: 'GET', path: request.path, keep: request.keep, headers: {} };
  return {
    host: request.host,
    tls,
    oldVersions: await round.see(oldLine, () => offerVersions(hello, versions, pause)),
    weakCiphers: await round.see(weakLine, () => offerWeakCiphers(hello)),
    secure: await round.see(curlLine('https', request.https, host, request.path), () =>
      answered(round, { ...get, scheme: 'https' }),
    ),
    ...(request.mode === 'Active' && {
      plaintext: await seePlaintext(round),
      ...(await activeParts(round, answered, MAX_LIMIT_REQUESTS)),
    }),
  };
}

const OLD = ['TLSv1', 'TLSv1.1'] as const;
const OLD_AND_1_2 = ['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const;
