import type { AuthorityMember } from '../../companions/cert-manager/authority/facts.ts';
import { AT_ONCE, NUMBER, REVISION } from '../../companions/cert-manager/authority/objects.ts';
import type { CertificateNeed } from '../certificates/certificate-needs.ts';
import { ROLE } from '../certificates/certificate-writer.ts';
import { conditionOf } from '../certificates/judge.ts';
import type { LiveCertificates } from '../certificates/live-certificates.ts';
import { type LiveCertificate, revisionOf } from '../certificates/live-objects.ts';
import { issuedOf } from './issued.ts';

/** The role of a CA's Certificate, and of its issuers. */
export const AUTHORITY_ROLE = 'authority';

/** What is read of cert-manager's objects. */
export type AuthorityLive = Pick<LiveCertificates, 'certificates' | 'issuers' | 'issuer' | 'requestsOf'>;

/** A CA with the object that it was read from. */
export interface LiveMember {
  readonly member: AuthorityMember;
  readonly certificate: LiveCertificate;
}

/** CAs that the operator made for this very policy, in the order of their numbers. */
export function membersOf(namespace: string, need: CertificateNeed, live: AuthorityLive): LiveMember[] {
  const all = live.certificates.byIndex('namespace', namespace);
  return all
    .filter((certificate) => isAuthorityOf(certificate, need))
    .flatMap((certificate) => {
      const member = memberOf(namespace, need, certificate, all, live);
      return member ? [{ member, certificate }] : [];
    })
    .toSorted((a, b) => a.member.number - b.member.number || (a.member.name < b.member.name ? -1 : 1));
}

export const isAuthorityOf = (certificate: LiveCertificate, { uid }: Pick<CertificateNeed, 'uid'>): boolean =>
  certificate.metadata.annotations?.[ROLE] === AUTHORITY_ROLE && isOf(certificate, uid);

const isOf = ({ ours, metadata }: LiveCertificate, uid: string | undefined): boolean =>
  ours &&
  uid !== undefined &&
  (metadata.ownerReferences ?? []).some((owner) => owner.controller === true && owner.uid === uid);

function memberOf(
  namespace: string,
  need: CertificateNeed,
  certificate: LiveCertificate,
  all: readonly LiveCertificate[],
  live: AuthorityLive,
): AuthorityMember | undefined {
  const { name, annotations = {} } = certificate.metadata;
  const [number, revision] = [Number(annotations[NUMBER]), Number(annotations[REVISION])];
  if (!Number.isSafeInteger(number) || !Number.isSafeInteger(revision)) return undefined;
  const own = all.filter(
    (other) => isOf(other, need.uid) && other.metadata.annotations?.[ROLE] !== AUTHORITY_ROLE,
  );
  const names = (found: readonly LiveCertificate[]): string[] =>
    found.map(({ metadata }) => metadata.name).sort();
  return {
    name,
    number,
    revision,
    atOnce: annotations[AT_ONCE] === 'true',
    ...issuedOf(need.name, certificate, live.requestsOf(namespace, name)),
    ready: conditionOf(live.issuer(namespace, { kind: 'Issuer', name }), 'Ready')?.status === 'True',
    leaves: names(own.filter((leaf) => isAskedOf(leaf, name))),
    holders: names(
      all.filter((other) => isAskedOf(other, name) || mayBeSignedBy(namespace, other, name, live)),
    ),
  };
}

const isAskedOf = ({ spec }: LiveCertificate, issuer: string): boolean =>
  spec.issuerRef?.name === issuer && (spec.issuerRef.kind ?? 'Issuer') === 'Issuer';

/** By its last request; where that is gone, and cert-manager has not said that all is as asked, by anybody. */
function mayBeSignedBy(
  namespace: string,
  certificate: LiveCertificate,
  issuer: string,
  live: AuthorityLive,
): boolean {
  const { metadata, status, ours } = certificate;
  if (!ours || status?.revision === undefined || metadata.annotations?.[ROLE] !== 'client') return false;
  const current = live
    .requestsOf(namespace, metadata.name)
    .find((request) => revisionOf(request) === status.revision);
  if (current) return current.spec.issuerRef?.name === issuer;
  const ready = conditionOf(certificate, 'Ready');
  return ready?.status !== 'True' || (ready.observedGeneration ?? 0) < (metadata.generation ?? 0);
}
