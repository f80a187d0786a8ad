import type { StatusCertificateAuthority } from '../../api/types.generated.ts';
import { SETTLE_MS } from '../../companions/cert-manager/authority/decide.ts';
import type {
  AuthorityDecision,
  AuthorityFacts,
  AuthorityMember,
} from '../../companions/cert-manager/authority/facts.ts';
import { overlapEnds } from '../../companions/cert-manager/authority/trust.ts';
import { conditionOf } from '../certificates/judge.ts';
import { cut } from '../cut.ts';
import type { Notice } from '../notices.ts';
import type { LiveMember } from './members.ts';

const LONGEST_MESSAGE = 4096;
/** So many names are told, and then how many more there are. */
const MOST_NAMES = 8;

/** Contract: `status.certificateAuthority`. */
export function authorityStatus(
  facts: AuthorityFacts,
  decision: AuthorityDecision,
  members: readonly LiveMember[],
  bundle: string | undefined,
): StatusCertificateAuthority {
  const newest = members.at(-1)?.member;
  const notAfter = newest?.certificates.at(-1)?.notAfter;
  const message = waitsFor(facts, decision, members);
  return {
    ...(decision.name !== undefined && { name: decision.name }),
    revision: newest?.revision ?? facts.demand.revision,
    step: decision.step,
    since: rfc3339(decision.since),
    ...(notAfter !== undefined && { notAfter: rfc3339(notAfter) }),
    ...(bundle !== undefined && { bundle }),
    ...(message !== '' && { message: cut(message, LONGEST_MESSAGE) }),
  };
}

/** What the step waits for, and whoever has to do something. */
export function waitsFor(
  facts: AuthorityFacts,
  { step, since, heldBy, unknown }: AuthorityDecision,
  members: readonly LiveMember[],
): string {
  const { demand, now } = facts;
  const newest = members.at(-1);
  const words: string[] = [];
  if (step === 'Issuing') words.push(newest ? notIssued(newest) : 'The CA is being asked for.');
  if (step === 'Bundled')
    words.push(
      `The old CA and the new one are trusted. Certificates are issued by the new one when every Ingress has named both for ${SETTLE_MS / 1_000} seconds${newest?.member.ready ? '' : ', and when its Issuer is ready'}.`,
    );
  if (step === 'Reissuing' && heldBy.length > 0)
    words.push(
      `Issued by the old CA until now: ${list(heldBy)}. It stays trusted until they are issued by Issuer ${newest?.member.name}.`,
    );
  if (step === 'Overlapping')
    words.push(`The old CA stays trusted until ${rfc3339(overlapEnds(since, facts))}.`);
  if (unknown.length > 0)
    words.push(
      `What was issued to ${list(unknown)} is not known, for its CertificateRequest is gone; what is trusted stays as it is. Have it issued anew, its key stays the same: cmctl renew ${unknown.join(' ')}.`,
    );
  if (newest && newest.member.revision < demand.revision && members.length > 1)
    words.push(`Revision ${demand.revision} comes after this rotation; an overlap of 0s ends it at once.`);
  const end = newest?.member.certificates.at(-1)?.notAfter;
  if (end !== undefined && end <= now) words.push('The CA has run out, and every caller is refused.');
  return words.join(' ');
}

function notIssued({ member: { name }, certificate }: LiveMember): string {
  const issuing = conditionOf(certificate, 'Issuing');
  const condition = issuing?.status === 'False' ? issuing : conditionOf(certificate, 'Ready');
  const said = [condition?.reason, condition?.message].filter((part) => part).join(': ');
  const { namespace = 'default' } = certificate.metadata;
  return `cert-manager has not issued Certificate ${name} yet. ${said === '' ? '' : `${said.replace(/[.\s]*$/, '.')} `}See kubectl -n ${namespace} describe certificate ${name}`;
}

type News = Omit<Notice, 'regarding'>;

/** An Event for a step that a rotation has come to. */
export function stepNews({ step, name = '' }: AuthorityDecision, members: readonly AuthorityMember[]): News {
  const before = members
    .slice(0, -1)
    .map((member) => member.name)
    .join(', ');
  const note = {
    Issuing: before === '' ? 'A CA is made for callers.' : `A new CA is made, to follow ${before}.`,
    Bundled: `${before} and ${name} are trusted; certificates are issued by ${before} until every Ingress trusts both.`,
    Reissuing: `Certificates are issued anew by ${name}; ${before} is ${members.at(-1)?.atOnce ? 'not trusted any more' : 'still trusted'}.`,
    Overlapping: `All certificates of this policy are issued by ${name}; ${before} stays trusted for the overlap.`,
    Settled: `${name} alone signs and is trusted.`,
  }[step];
  return { type: 'Normal', reason: `CertificateAuthority${step}`, action: 'Rotate', note };
}

/** An Event for a CA whose objects are taken away: its key stays behind, for the operator may delete no Secret. */
export function removedNews(name: string, namespace: string): News {
  const note = `${name} is trusted no more; its Certificate and Issuer are removed. Secret ${name} still holds its key: kubectl -n ${namespace} delete secret ${name}`;
  return { type: 'Normal', reason: 'CertificateAuthorityRemoved', action: 'Rotate', note };
}

const list = (names: readonly string[]): string =>
  names.length > MOST_NAMES
    ? `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
    : names.join(', ');

/** Whole seconds, as metav1.Time. */
const rfc3339 = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
