import { setTimeout as wait } from 'node:timers/promises';
import type { HostObservation, Observation, PlaintextAnswer } from '../wire.ts';
import { activeParts } from './active.ts';
import { callerParts } from './callers.ts';
import { certificateParts } from './certificate-parts.ts';
import { handshake } from './handshake.ts';
import { offerVersions, offerWeakCiphers } from './offers.ts';
import { curlLine, opensslLine } from './repeat.ts';
import type { ProbeRequest } from './request.ts';
import { ask, concreteHost, type Round, see } from './round.ts';

/** Connections of one round at the most, those that prove an address limit aside. */
export const MAX_CONNECTIONS = 14;
/** And for a policy that asks who is calling, by which method and with what. */
export const MAX_CALLER_CONNECTIONS = 30;
/** And where callers show certificates. */
export const MAX_CERTIFICATE_CONNECTIONS = 8;
/** Milliseconds between two connections of a round. */
export const PAUSE_MS = 20;
const TIMEOUT_MS = 5_000;

/** What a probe takes from outside, so that tests decide on time. */
export interface ProbeNet {
  /** Of the program, for the user agent. */
  readonly version: string;
  /** PEM certificates that are trusted beside the system's roots. */
  readonly ca?: string;
  /** Why a CA that is to be trusted could not be read; told where a chain is not taken. */
  readonly caProblem?: string;
  /** Milliseconds for one connection with all that is asked on it. */
  readonly timeoutMs?: number;
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
  readonly signal?: AbortSignal;
}

/**
 * Asks the gateway about one host: one connection after the other, to the addresses of the request and to no other. No
 * redirect is followed, no credentials are sent. Never rejects: what is not seen says why.
 */
export async function probeHost(request: ProbeRequest, net: ProbeNet): Promise<HostObservation> {
  const { version, ca, caProblem, timeoutMs = TIMEOUT_MS, now = Date.now, sleep = wait, signal } = net;
  const host = concreteHost(request.host);
  const pause = async (): Promise<void> => void (await sleep(PAUSE_MS));
  const round: Round = {
    request,
    host,
    userAgent: `apipolicy-probe/${version}`,
    timeoutMs,
    now,
    pause,
    ...(signal && { signal }),
  };
  const hello = {
    address: request.https,
    host,
    timeoutMs,
    ...(ca !== undefined && { ca }),
    ...(caProblem !== undefined && { caProblem }),
    ...(signal && { signal }),
  };
  const line = (words: readonly string[]): string => opensslLine(request.https, host, words);
  const active = request.mode === 'Active';
  const tls = await see(round, line([]), () => handshake(hello));
  const plaintext = active ? { plaintext: await seePlaintext(round) } : {};
  if ('error' in tls) return { host: request.host, tls, ...plaintext, ...unseen(request, tls) };
  const old = request.minimumVersion === 'TLS1.3' ? OLD_AND_1_2 : OLD;
  return {
    host: request.host,
    tls,
    ...plaintext,
    oldVersions: await see(round, line(['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0']), () =>
      offerVersions(hello, old, pause),
    ),
    weakCiphers: await see(round, line(['-tls1_2', '-cipher', 'kRSA:@SECLEVEL=0']), () =>
      offerWeakCiphers(hello),
    ),
    ...(await certificateParts(round, hello)),
    ...(active && {
      secure: await see(round, curlLine('https', request.https, host, request.path), () => ask(round)),
      ...(await callerParts(round)),
      ...(request.certificates?.required !== true && (await activeParts(round))),
    }),
  };
}

const OLD = ['TLSv1', 'TLSv1.1'] as const;
const OLD_AND_1_2 = ['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const;

function seePlaintext(round: Round): Promise<Observation<PlaintextAnswer>> {
  const { request, host } = round;
  return see(round, curlLine('http', request.http, host, request.path), async () => {
    try {
      return { closed: false as const, ...(await ask(round, { scheme: 'http' })) };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return { closed: true };
      throw error;
    }
  });
}

/** Without a handshake nothing over https is asked for: a gateway that is away is not asked ten times. */
function unseen(request: ProbeRequest, { at, error, repeat }: { at: number; error: string; repeat: string }) {
  const nothing = { at, error, repeat };
  return {
    oldVersions: nothing,
    weakCiphers: nothing,
    ...(request.certificates && { certificateDemand: nothing }),
    ...(request.mode === 'Active' && {
      secure: nothing,
      missing: nothing,
      bodySize: nothing,
      ...(request.certificates && { forgedCertificates: nothing }),
      ...(request.certificates?.required && { withoutCertificate: nothing }),
      ...(request.cors && { cors: nothing }),
      ...(request.waf && { waf: nothing }),
      ...(request.addresses && { forgedAddress: nothing }),
      ...(request.limitRequests !== undefined && { addressLimit: nothing }),
      ...(request.callers && {
        closed: nothing,
        tricks: nothing,
        forged: nothing,
        queryToken: nothing,
        claimedIdentity: nothing,
        login: nothing,
      }),
      ...(request.methods && { methods: nothing }),
      ...(request.mediaType && { mediaType: nothing }),
      ...(request.gated && { unknownHost: nothing }),
    }),
  };
}
