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

type Pair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

/** Made once, and known to nobody else. */
let own: { readonly authority: Pair; readonly leaf: Pair; readonly pem: string } | undefined;

const HOUR = 3_600_000;

/**
 * Certificates of a subject that the policy lets in, each wrong in a way that verifiers have fallen for.
 * @param authority Name of a CA that the gateway asks for, in DER; absent: it named none
 * @param now milliseconds since the epoch
 */
export function forgedCertificates(
  claimed: ClaimedSubject,
  authority: Uint8Array | undefined,
  now: number,
): ForgedCertificate[] {
  own ??= makeKeys();
  const { authority: ca, leaf, pem } = own;
  const subject = commonName(claimed.commonName ?? 'apipolicy-probe');
  const issuer = authority ?? commonName('apipolicy-probe CA');
  const names = [
    ...(claimed.uri === undefined ? [] : [{ uri: claimed.uri }]),
    ...(claimed.dnsName === undefined ? [] : [{ dnsName: claimed.dnsName }]),
  ];
  const lasting = { notBefore: now - HOUR, notAfter: now + HOUR };
  const root = writeCertificate({
    ...{ subject: issuer, issuer, publicKey: ca.publicKey, signingKey: ca.privateKey },
    ...{ use: 'authority', names: [], ...lasting },
  });
  const good: CertificateContent = {
    ...{ subject, issuer, publicKey: leaf.publicKey, signingKey: ca.privateKey },
    ...{ use: 'client', names, ...lasting },
  };
  const of = (what: string, wrong: Partial<CertificateContent>): ForgedCertificate => ({
    what,
    certificate: writeCertificate({ ...good, ...wrong }) + root,
    key: pem,
  });
  const selfSigned = writeCertificate({ ...good, issuer: subject, signingKey: leaf.privateKey });
  return [
    { what: 'self-signed', certificate: selfSigned, key: pem },
    of(authority ? 'of a CA of the same name' : 'of a foreign CA', {}),
    of('expired', { notBefore: now - 48 * HOUR, notAfter: now - 24 * HOUR }),
    of('for servers', { use: 'server' }),
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
