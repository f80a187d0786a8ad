import { isIP } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import type { Handshake } from '../wire.ts';
import type { Address } from './request.ts';
import { trust } from './trust.ts';

/** What ingress-nginx makes for itself at start, and serves where it has no certificate for a host. */
const GATEWAY_DEFAULT = 'Kubernetes Ingress Controller Fake Certificate';

export interface HandshakeInput {
  readonly address: Address;
  /** For SNI; empty: none is sent. */
  readonly host: string;
  readonly timeoutMs: number;
  readonly ca?: string;
  readonly caProblem?: string;
  readonly options?: ConnectionOptions;
  readonly signal?: AbortSignal;
}

/** Makes a handshake and closes the connection. Any certificate is taken, and judged afterwards. */
export function handshake(input: HandshakeInput): Promise<Handshake> {
  const { address, host, timeoutMs, ca, caProblem, options, signal } = input;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: address.host,
      port: address.port,
      ...(host !== '' && isIP(host) === 0 && { servername: host }),
      rejectUnauthorized: false,
      // An offer is only to be taken or refused; its certificate is not looked at.
      ...(options ?? { secureContext: trust(ca) }),
    });
    const end = (settle: () => void): void => {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', abort);
      socket.destroy();
      settle();
    };
    const fail = (error: Error): void => end(() => reject(error));
    const abort = (): void => fail(new Error('the probe was stopped'));
    const deadline = setTimeout(() => fail(new Error(`no handshake within ${timeoutMs} ms`)), timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('the connection was closed during the handshake')));
    socket.once('secureConnect', () => {
      try {
        const seen = describe(socket, host, caProblem);
        end(() => resolve(seen));
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

function describe(socket: TLSSocket, host: string, caProblem: string | undefined): Handshake {
  const certificate = socket.getPeerCertificate();
  const name = host === '' ? undefined : checkServerIdentity(host, certificate);
  const chain = socket.authorized ? undefined : String(socket.authorizationError ?? 'not trusted');
  // Node compares the name first in its own error; the chain is judged by its own words alone.
  const chainError = chain?.includes('ERR_TLS_CERT_ALTNAME_INVALID') ? undefined : chain;
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().name,
    ...(chainError !== undefined && { chainError: short(chainError) }),
    ...(chainError !== undefined && caProblem !== undefined && { caProblem: short(caProblem) }),
    ...(name && { nameError: short(name.message) }),
    issuer: short(one(certificate.issuer?.CN) ?? one(certificate.issuer?.O) ?? 'unnamed'),
    serial: short(certificate.serialNumber ?? ''),
    notBefore: Date.parse(certificate.valid_from),
    notAfter: Date.parse(certificate.valid_to),
    gatewayDefault: one(certificate.subject?.CN) === GATEWAY_DEFAULT,
  };
}

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

const short = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
