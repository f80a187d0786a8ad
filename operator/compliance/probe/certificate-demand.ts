import { connect as connectTcp } from 'node:net';
import { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { type RequestedCertificates, requestedCertificates } from './certificate-request.ts';
import type { HandshakeInput } from './handshake.ts';

/** More than any first flight: a long chain and a hundred names of CAs. */
const LONGEST_FLIGHT = 131_072;

/**
 * Begins a handshake of TLS 1.2 and reads what it asks of the client, which TLS 1.3 encrypts. Ends as soon as it is known.
 * @throws where the server speaks no TLS 1.2, or none at all
 */
export function certificateDemand(input: HandshakeInput): Promise<RequestedCertificates> {
  const { address, host, timeoutMs, signal } = input;
  return new Promise((resolve, reject) => {
    const tcp = connectTcp({ host: address.host, port: address.port });
    const received: Buffer[] = [];
    let size = 0;
    const wire = new Duplex({
      read: () => undefined,
      write: (chunk, _encoding, done) => void tcp.write(chunk, done),
      final: (done) => void tcp.end(done),
    });
    const end = (settle: () => void): void => {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', abort);
      tcp.destroy();
      hello.destroy();
      wire.destroy();
      settle();
    };
    const fail = (error: Error): void => end(() => reject(error));
    const abort = (): void => fail(new Error('the probe was stopped'));
    const deadline = setTimeout(() => fail(new Error(`no handshake within ${timeoutMs} ms`)), timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });
    tcp.on('error', fail);
    tcp.on('close', () => fail(new Error('the connection was closed during the handshake')));
    tcp.on('data', (chunk: Buffer) => {
      received.push(chunk);
      size += chunk.length;
      const requested = requestedCertificates(Buffer.concat(received));
      if (requested) end(() => resolve(requested));
      else if (size > LONGEST_FLIGHT) fail(new Error('more than a handshake begins with'));
      else wire.push(chunk);
    });
    const hello = connect({
      socket: wire,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
      ...(host !== '' && { servername: host }),
    });
    hello.on('error', fail);
  });
}
