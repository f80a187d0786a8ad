import { clientsCommonName } from '../../plan/certificate-names.ts';
import type { CertificateSubject } from '../../plan/certificates.ts';
import type { GatePolicy } from '../../plan/gate-plan.ts';
import type { CertificateReader, ReadCertificate } from '../ports.ts';
import type { ShownCertificate } from './shown.ts';

/** A caller's certificate, as a decision knows it. */
export type CallerCertificate =
  /** On the error path: whatever was wrong with it, the decision has answered itself. */
  | { readonly kind: 'unseen' }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'known';
      /** Names of the policy's subjects that it is, in their order. */
      readonly subjects: readonly string[];
      /** What the app is told: the first of these, or else what the certificate calls itself. Empty: nothing. */
      readonly name: string;
      /** Whom limits count: stays the same when the certificate is renewed. */
      readonly key: string;
    };

export interface RefusedCertificate {
  readonly kind: 'certificate';
  readonly reason: string;
  readonly subject?: string;
  /** It is good, and names nobody whom the policy lets in. */
  readonly stranger?: true;
}

/** Longer ones are not written in a header. */
const MAX_NAME = 256;
const NONE = { kind: 'none' } as const;

/**
 * Whether the certificate that a caller showed, or did not show, is one that the policy lets in. One that is shown has to
 * be good, also where none is needed: it names somebody, and who is named wrongly is not let in as nobody. `unnamed`: the
 * host is one that the gateway serves like those that no handshake names.
 */
export function judgeCertificate(
  asked: GatePolicy['clientCertificates'],
  shown: ShownCertificate,
  reader: CertificateReader,
  now: number,
  policy: string,
  unnamed = false,
): CallerCertificate | RefusedCertificate {
  if (asked === undefined) return NONE;
  if (shown.kind === 'unseen') return shown;
  if (shown.kind === 'bad') return refused(shown.reason);
  if (shown.kind === 'none') return asked.required ? refused('no certificate was shown') : NONE;
  if (!shown.named && !unnamed)
    return refused(
      'the handshake named no host, so that the CA of another one may have verified the certificate',
    );
  const certificate = reader.read(shown.escaped);
  if (certificate === undefined) return refused('the certificate cannot be read');
  const subjects = asked.subjects.filter((subject) => isNamed(subject, certificate)).map(({ name }) => name);
  const [first] = subjects;
  const key = first === undefined ? certificate.digest : `name:${first}`;
  const subject = certificateSubject(key);
  // Connections and TLS sessions outlive certificates.
  if (certificate.notAfter < now) return refused('the certificate has run out', subject);
  if (asked.subjects.length > 0 && first === undefined)
    return { ...refused('the certificate names none of the policy’s subjects', subject), stranger: true };
  if (first === undefined && certificate.commonName === clientsCommonName(policy))
    return refused('the certificate is the one by which the CA is fetched, and nobody’s', subject);
  const name = first ?? ownName(certificate);
  if (name.length > MAX_NAME || name !== name.trim() || /\p{Cc}/u.test(name))
    return refused('the certificate’s name cannot be written in a header', subject);
  return { kind: 'known', subjects, name, key };
}

/** How limits and the log know a caller by certificate. */
export const certificateSubject = (key: string): string => `certificate::${key}`;

function isNamed(subject: CertificateSubject, { commonName, uris, dnsNames }: ReadCertificate): boolean {
  if (subject.commonName !== undefined) return subject.commonName === commonName;
  if (subject.uri !== undefined) return uris.includes(subject.uri);
  return subject.dnsName !== undefined && dnsNames.includes(subject.dnsName);
}

/** A common name that looks like a URI is none: CAs that watch over URIs let callers choose common names. */
function ownName({ commonName = '', uris, dnsNames }: ReadCertificate): string {
  if (commonName !== '' && !commonName.includes('://')) return commonName;
  return only(uris) ?? only(dnsNames) ?? '';
}

const only = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined);

const refused = (reason: string, subject?: string): RefusedCertificate => ({
  kind: 'certificate',
  reason,
  ...(subject !== undefined && { subject }),
});
