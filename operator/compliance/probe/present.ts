import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Shown } from '../wire.ts';
import type { ForgedCertificate } from './forged-certificates.ts';
import type { Address } from './request.ts';

/** One GET over a new connection, with a certificate or without. */
export interface Presented {
  readonly what: string;
  readonly address: Address;
  /** For the Host header. */
  readonly host: string;
  /** For SNI; empty: none is sent. */
  readonly servername: string;
  readonly path: string;
  readonly userAgent: string;
  readonly certificate?: Pick<ForgedCertificate, 'certificate' | 'key'>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What nginx writes into its 400 where it refuses for the certificate (ngx_http_special_response.c). */
const ABOUT_CERTIFICATE = /No required SSL certificate was sent|The SSL certificate error/;
/** Characters of an answer's body in which these words are looked for; nothing of a body is kept. */
const LOOKED_AT = 1_024;

/**
 * Shows a certificate and takes the answer. A server of TLS 1.3 refuses after the client holds the handshake for done
 * (RFC 8446 section 4.4.2.4), so an alert counts wherever it comes.
 * @throws where nothing is answered and nothing refused
 */
export function present(input: Presented): Promise<Shown> {
  const { what, address, host, servername, path, userAgent, certificate, timeoutMs, signal } = input;
  return new Promise((resolve, reject) => {
    const request = httpsRequest({
      agent: false,
      host: address.host,
      port: address.port,
      path,
      headers: { 'user-agent': userAgent, accept: '*/*', connection: 'close', ...(host !== '' && { host }) },
      servername,
      rejectUnauthorized: false,
      ...(certificate && { cert: certificate.certificate, key: certificate.key }),
      ...(signal && { signal }),
    });
    const end = (settle: () => void): void => {
      clearTimeout(deadline);
      settle();
      request.destroy();
    };
    const deadline = setTimeout(
      () => end(() => reject(new Error(`no answer within ${timeoutMs} ms`))),
      timeoutMs,
    );
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      void beginning(response, status === 400).then((text) =>
        end(() => resolve({ what, answer: status, aboutCertificate: ABOUT_CERTIFICATE.test(text) })),
      );
    });
    request.on('error', (error) =>
      end(() => {
        if (isAlert(error)) resolve({ what, answer: 'handshake', aboutCertificate: true });
        else reject(error);
      }),
    );
    request.end();
  });
}

/** An alert of the other side about the certificate, or about the handshake as such. */
const isAlert = ({ message }: Error): boolean =>
  ALERTS.includes(Number(/SSL alert number (\d+)/.exec(message)?.[1]));

/**
 * handshake_failure, bad_certificate, unsupported_certificate, certificate_revoked, certificate_expired,
 * certificate_unknown, unknown_ca, access_denied, unrecognized_name and certificate_required (RFC 8446 section 6.2).
 */
const ALERTS: readonly number[] = [40, 42, 43, 44, 45, 46, 48, 49, 112, 116];

/** The first characters of a body, as far as they come. */
function beginning(response: IncomingMessage, wanted: boolean): Promise<string> {
  response.on('error', () => undefined);
  if (!wanted) return Promise.resolve('');
  return new Promise((resolve) => {
    let text = '';
    response.setEncoding('latin1');
    response.on('data', (chunk: string) => {
      text += chunk;
      if (text.length >= LOOKED_AT) resolve(text.slice(0, LOOKED_AT));
    });
    for (const event of ['end', 'close', 'error']) response.on(event, () => resolve(text));
  });
}
