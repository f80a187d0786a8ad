import { createHash, X509Certificate } from 'node:crypto';
import type { CertificateReader, ReadCertificate } from '../ports.ts';
import { DerError } from './der.ts';
import { namesIn } from './names.ts';

/** Of the escaped PEM; a certificate with a hundred names has half of it. */
const MAX_ESCAPED = 16_384;
const ESCAPED = /^[A-Za-z0-9._~%-]+$/;
/** One certificate and nothing beside it: of several, the first is not for all software the one that counts. */
const PEM = /^-----BEGIN CERTIFICATE-----\n((?:[A-Za-z0-9+/]{1,76}={0,2}\n)+)-----END CERTIFICATE-----\n?$/;
const MOST = 2_000;

/**
 * Reads certificates that the gateway verified, and keeps what it read, by digest. It judges no signature: only what the
 * CA vouched for gets here, and so only that can fill what is kept.
 */
export class KnownCertificates implements CertificateReader {
  readonly #known = new Map<string, ReadCertificate>();

  get size(): number {
    return this.#known.size;
  }

  read(escaped: string): ReadCertificate | undefined {
    if (escaped.length > MAX_ESCAPED) return undefined;
    const digest = createHash('sha256').update(escaped).digest('base64url');
    const known = this.#known.get(digest);
    if (known !== undefined) return known;
    const read = readCertificate(escaped);
    if (read === undefined) return undefined;
    const oldest = this.#known.size < MOST ? undefined : this.#known.keys().next().value;
    if (oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(digest, read);
    return read;
  }
}

function readCertificate(escaped: string): ReadCertificate | undefined {
  const [, base64 = ''] = PEM.exec(unescaped(escaped)) ?? [];
  if (base64 === '') return undefined;
  const der = Buffer.from(base64, 'base64');
  try {
    const { validTo } = new X509Certificate(der);
    const notAfter = Date.parse(validTo);
    if (Number.isNaN(notAfter)) return undefined;
    return { ...namesIn(der), notAfter };
  } catch (error) {
    if (error instanceof DerError || isOfOpenssl(error)) return undefined;
    throw error;
  }
}

/** Empty for what is not escaped as nginx does it. */
function unescaped(text: string): string {
  if (!ESCAPED.test(text)) return '';
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return '';
    throw error;
  }
}

const isOfOpenssl = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_OSSL_');
