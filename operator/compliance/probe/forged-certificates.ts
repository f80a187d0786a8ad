import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { type CertificateContent, commonName, writeCertificate } from './certificate-writer.ts';

/** A certificate that no CA of anybody issued, with its key and what is wrong with it. PEM. */
export interface ForgedCertificate {
  readonly what: string;
  /** With the chain up to a CA of the probe's own. */
  readonly certificate: string;
  readonly key: string;
}

/** Whom forged certificates claim to be. */
export interface ClaimedSubject {
  readonly commonName?: string;
  readonly uri?: string;
  readonly dnsName?: string;
}

/** A CA that the gateway asks for, by its Name in DER and as text. */
export interface AskedAuthority {
  readonly name: Uint8Array;
  readonly text: string;
}

type Pair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

/** Made once, and known to nobody else. */
let own: { readonly authority: Pair; readonly leaf: Pair; readonly pem: string } | undefined;

const HOUR = 3_600_000;
/** A Secret with a certificate beside its CA makes ingress-nginx name both. */
const MOST_IMITATED = 2;

/**
 * Certificates of a subject that the policy lets in, each wrong in a way that verifiers have fallen for.
 * @param asked CAs that the gateway asks for; empty: it named none
 * @param now milliseconds since the epoch
 */
export function forgedCertificates(
  claimed: ClaimedSubject,
  asked: readonly AskedAuthority[],
  now: number,
): ForgedCertificate[] {
  own ??= makeKeys();
  const { authority: ca, leaf, pem } = own;
  const subject = commonName(claimed.commonName ?? 'apipolicy-probe');
  const names = [
    ...(claimed.uri === undefined ? [] : [{ uri: claimed.uri }]),
    ...(claimed.dnsName === undefined ? [] : [{ dnsName: claimed.dnsName }]),
  ];
  const lasting = { notBefore: now - HOUR, notAfter: now + HOUR };
  const good: Omit<CertificateContent, 'issuer'> = {
    ...{ subject, publicKey: leaf.publicKey, signingKey: ca.privateKey },
    ...{ use: 'client', names, ...lasting },
  };
  const by = (
    what: string,
    issuer: Uint8Array,
    wrong: Partial<CertificateContent> = {},
  ): ForgedCertificate => {
    const root = writeCertificate({
      ...{ subject: issuer, issuer, publicKey: ca.publicKey, signingKey: ca.privateKey },
      ...{ use: 'authority', names: [], ...lasting },
    });
    return { what, certificate: writeCertificate({ ...good, issuer, ...wrong }) + root, key: pem };
  };
  const selfSigned = writeCertificate({ ...good, issuer: subject, signingKey: leaf.privateKey });
  const imitated = asked.slice(0, MOST_IMITATED);
  const last = imitated.at(-1)?.name ?? commonName('apipolicy-probe CA');
  return [
    { what: 'self-signed', certificate: selfSigned, key: pem },
    ...(imitated.length === 0
      ? [by('of a foreign CA', last)]
      : imitated.map(({ name, text }) => by(`of a false ${text}`, name))),
    by('expired', last, { notBefore: now - 48 * HOUR, notAfter: now - 24 * HOUR }),
    by('for servers', last, { use: 'server' }),
  ];
}

/** A Name in DER as text, `CN=shop-clients-ca`; undefined where it is none. Read out of a certificate that is made for it. */
export function nameText(name: Uint8Array): string | undefined {
  own ??= makeKeys();
  const { publicKey, privateKey } = own.authority;
  try {
    const pem = writeCertificate({
      ...{ subject: name, issuer: name, publicKey, signingKey: privateKey },
      ...{ use: 'authority', names: [], notBefore: 0, notAfter: HOUR },
    });
    return new X509Certificate(pem).subject.replaceAll('\n', ',');
  } catch {
    return undefined;
  }
}

function makeKeys() {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { authority, leaf, pem: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
