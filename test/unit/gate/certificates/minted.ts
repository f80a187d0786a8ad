import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Minting {
  /** As OpenSSL's `-subj` has it: `/O=acme/CN=billing`; `+` joins attributes in one part. */
  readonly subject: string;
  /** `URI:spiffe://…`, `DNS:…`. */
  readonly names?: readonly string[];
  readonly days?: number;
  readonly options?: readonly string[];
}

/** DER of a certificate that OpenSSL made. The gate judges no signature, so that it signs itself is no matter. */
export function mint({ subject, names = [], days = 30, options = [] }: Minting): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'apipolicy-minted-'));
  try {
    const pem = execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-utf8'],
        ...['-keyout', join(folder, 'key'), '-days', String(days), '-subj', subject],
        ...(names.length === 0 ? [] : ['-addext', `subjectAltName=${names.join(',')}`]),
        ...options,
      ],
      { stdio: 'pipe' },
    );
    return new X509Certificate(pem).raw;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same bytes but for the last place of a text in them, which is of the subject and not of the issuer. */
export function patched(der: Buffer, from: string, to: string): Buffer {
  const [old, next] = [Buffer.from(from, 'latin1'), Buffer.from(to, 'latin1')];
  const at = der.lastIndexOf(old);
  if (at < 0 || old.length !== next.length) throw new Error(`"${from}" cannot become "${to}"`);
  return Buffer.concat([der.subarray(0, at), next, der.subarray(at + old.length)]);
}

export function pemOf(der: Uint8Array): string {
  const lines = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/** As nginx writes `$ssl_client_escaped_cert`. */
export const escaped = (der: Uint8Array): string => encodeURIComponent(pemOf(der));

/** What nginx sets for a caller with this certificate. */
export const shown = (der: Uint8Array, verify = 'SUCCESS'): string[] => [
  ...['X-Gate-Verify', verify],
  ...['X-Gate-Certificate', escaped(der)],
];
