import type { ConnectionOptions, SecureVersion } from 'node:tls';
import type { Offers } from '../wire.ts';
import { type HandshakeInput, handshake } from './handshake.ts';

/** OpenSSL refuses to offer these at its default security level. */
const ANYTHING = 'ALL:@SECLEVEL=0';
/** TLS 1.2 suites that are without forward secrecy or without authenticated encryption (RFC 9325 section 4.2). */
export const WEAK_CIPHERS =
  'ALL:!aNULL:!eNULL:!PSK:!SRP:!ECDHE-RSA-AES128-GCM-SHA256:!ECDHE-ECDSA-AES128-GCM-SHA256:!ECDHE-RSA-AES256-GCM-SHA384:!ECDHE-ECDSA-AES256-GCM-SHA384:!ECDHE-RSA-CHACHA20-POLY1305:!ECDHE-ECDSA-CHACHA20-POLY1305:!DHE-RSA-AES128-GCM-SHA256:!DHE-RSA-AES256-GCM-SHA384:!DHE-RSA-CHACHA20-POLY1305:!ECDHE-ECDSA-AES128-CCM:!ECDHE-ECDSA-AES256-CCM:!DHE-RSA-AES128-CCM:!DHE-RSA-AES256-CCM:@SECLEVEL=0';

/** Words of an alert, or of a connection cut, by which a server refuses an offer. Anything else tells nothing. */
const REFUSALS = [
  'EPROTO',
  'ECONNRESET',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY',
  'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
];

/** Offers versions below a minimum, one connection each. @throws where neither a handshake nor a refusal is seen */
export async function offerVersions(
  input: HandshakeInput,
  versions: readonly SecureVersion[],
  pause: () => Promise<void>,
): Promise<Offers> {
  const taken: string[] = [];
  for (const version of versions) {
    const options = { minVersion: version, maxVersion: version, ciphers: ANYTHING };
    if ((await offer(input, options)) !== undefined) taken.push(version);
    await pause();
  }
  return { offered: versions, taken };
}

/** Offers weak suites of TLS 1.2 together; a server that takes one names it. @throws as offerVersions */
export async function offerWeakCiphers(input: HandshakeInput): Promise<Offers> {
  const options: ConnectionOptions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: WEAK_CIPHERS };
  const cipher = await offer(input, options);
  return { offered: ['CBC and RSA key exchange'], taken: cipher === undefined ? [] : [cipher] };
}

async function offer(input: HandshakeInput, options: ConnectionOptions): Promise<string | undefined> {
  try {
    return (await handshake({ ...input, options })).cipher;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** True for an alert or a cut connection from the other side, after which an ordinary handshake still succeeds. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return REFUSALS.includes(code) || error.message.includes('closed during the handshake');
}
