import { createHash } from 'node:crypto';
import { contentOf, type Der, DerError, elements } from './der.ts';

/** Whom a certificate names (RFC 5280 sections 4.1.2.6 and 4.2.1.6), each name whole and as it stands there. */
export interface CertificateNames {
  /** Of the subject, if it has exactly one that is text: of two, software disagrees which one counts. */
  readonly commonName?: string;
  readonly uris: readonly string[];
  readonly dnsNames: readonly string[];
  /** Digest of the subject; where it is empty, as in SPIFFE's certificates, of the alternative names. */
  readonly digest: string;
}

const [SEQUENCE, SET, OID, OCTETS] = [0x30, 0x31, 0x06, 0x04];
const [VERSION, EXTENSIONS] = [0xa0, 0xa3];
const [DNS_NAME, URI] = [0x82, 0x86];
/** PrintableString, TeletexString and IA5String, which are read as ASCII. */
const ASCII: readonly number[] = [0x13, 0x14, 0x16];
const UTF8 = 0x0c;
const COMMON_NAME = '550403';
const ALTERNATIVE_NAMES = '551d11';

/**
 * Reads the names from the DER of a certificate: a text made of them, as OpenSSL gives it, can be written so that one
 * value looks like two.
 * @throws DerError where it is no certificate, or one that names its alternatives twice.
 */
export function namesIn(certificate: Uint8Array): CertificateNames {
  const [whole, ...more] = elements(certificate);
  if (more.length > 0) throw new DerError('something follows the certificate');
  const [signed] = elements(contentOf(whole, SEQUENCE));
  const fields = elements(contentOf(signed, SEQUENCE));
  // Version, serial number, signature, issuer, validity, subject, key; version 1 leaves its own out.
  const subject = contentOf(fields[fields[0]?.tag === VERSION ? 5 : 4], SEQUENCE);
  const alternatives = alternativesIn(fields.find(({ tag }) => tag === EXTENSIONS));
  const commonName = commonNameOf(subject);
  const names = alternatives === undefined ? [] : elements(contentOf(alternatives, SEQUENCE));
  const of = (kind: number): string[] =>
    names.flatMap(({ tag, content }) => (tag === kind ? (ascii(content) ?? []) : []));
  return {
    ...(commonName !== undefined && { commonName }),
    uris: of(URI),
    dnsNames: of(DNS_NAME),
    digest: digestOf(subject, alternatives?.content ?? new Uint8Array(), certificate),
  };
}

function alternativesIn(extensions: Der | undefined): Der | undefined {
  if (extensions === undefined) return undefined;
  const [list] = elements(extensions.content);
  const found = elements(contentOf(list, SEQUENCE)).flatMap((extension) => {
    const [id, ...rest] = elements(contentOf(extension, SEQUENCE));
    return hex(contentOf(id, OID)) === ALTERNATIVE_NAMES ? [contentOf(rest.at(-1), OCTETS)] : [];
  });
  const [value, ...more] = found;
  if (more.length > 0) throw new DerError('two lists of alternative names');
  if (value === undefined) return undefined;
  const [names, ...after] = elements(value);
  if (after.length > 0) throw new DerError('something follows the alternative names');
  return names;
}

function commonNameOf(subject: Uint8Array): string | undefined {
  const values = elements(subject)
    .flatMap((part) => elements(contentOf(part, SET)))
    .flatMap((attribute) => {
      const [type, value] = elements(contentOf(attribute, SEQUENCE));
      return hex(contentOf(type, OID)) === COMMON_NAME ? [value] : [];
    });
  const [value] = values;
  return values.length === 1 && value !== undefined ? textOf(value) : undefined;
}

/** Undefined: a kind of text that is not read, or no text of its kind. */
function textOf({ tag, content }: Der): string | undefined {
  if (ASCII.includes(tag)) return ascii(content);
  if (tag !== UTF8) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function ascii(content: Uint8Array): string | undefined {
  return content.every((octet) => octet < 0x80) ? Buffer.from(content).toString('latin1') : undefined;
}

function digestOf(subject: Uint8Array, alternatives: Uint8Array, certificate: Uint8Array): string {
  const [kind, bytes] =
    subject.length > 0
      ? ['subject', subject]
      : alternatives.length > 0
        ? ['names', alternatives]
        : ['certificate', certificate];
  return `${kind}:${createHash('sha256').update(bytes).digest('base64url')}`;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
