import { type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bits,
  explicit,
  identifier,
  implicit,
  integer,
  octets,
  sequence,
  set,
  time,
  utf8,
  yes,
} from './der-writer.ts';

/** What a certificate says (RFC 5280 section 4.1). Keys are of P-256. */
export interface CertificateContent {
  /** Whole Name elements, in DER. */
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly publicKey: KeyObject;
  /** Of the issuer. */
  readonly signingKey: KeyObject;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly use: 'authority' | 'client' | 'server';
  /** subjectAltName: each a DNS name or a URI. */
  readonly names: readonly { readonly dnsName?: string; readonly uri?: string }[];
}

const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  keyUsage: '2.5.29.15',
  alternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
} as const;

/** A Name of a common name alone. */
export const commonName = (name: string): Buffer =>
  sequence(set(sequence(identifier(OID.commonName), utf8(name))));

/** Writes and signs a certificate. Node reads X.509 and cannot write it. */
export function writeCertificate(content: CertificateContent): string {
  const { subject, issuer, publicKey, signingKey, notBefore, notAfter } = content;
  const algorithm = sequence(identifier(OID.ecdsaWithSha256));
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    algorithm,
    issuer,
    sequence(time(notBefore), time(notAfter)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensionsOf(content))),
  );
  const der = sequence(toBeSigned, algorithm, bits(sign('sha256', toBeSigned, signingKey)));
  return `-----BEGIN CERTIFICATE-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
}

function extensionsOf({ use, names }: CertificateContent): Buffer[] {
  const authority = use === 'authority';
  const extension = (id: string, value: Buffer, critical = false): Buffer =>
    sequence(identifier(id), ...(critical ? [yes()] : []), octets(value));
  return [
    extension(OID.basicConstraints, sequence(...(authority ? [yes()] : [])), true),
    // keyCertSign and cRLSign, or digitalSignature (RFC 5280 section 4.2.1.3).
    extension(OID.keyUsage, authority ? bits(Buffer.from([0x06]), 1) : bits(Buffer.from([0x80]), 7), true),
    ...(authority ? [] : [extension(OID.extendedKeyUsage, sequence(identifier(OID[use])))]),
    ...(names.length === 0 ? [] : [extension(OID.alternativeName, sequence(...names.map(alternativeName)))]),
  ];
}

const alternativeName = ({ dnsName, uri }: CertificateContent['names'][number]): Buffer =>
  uri === undefined ? implicit(2, Buffer.from(dnsName ?? '')) : implicit(6, Buffer.from(uri));
