import type { StatusCertificate } from '../../api/types.generated.ts';
import type { WantedCertificate } from '../../companions/cert-manager/certificates-of.ts';
import type { ObservedCertificate } from '../../compliance/subject.ts';
import type { Shortfall } from '../../plan/outcome.ts';
import { nodeOf } from '../../plan/plan.ts';
import { cut } from '../cut.ts';
import type { AuthorityOutcome } from './authorities.ts';
import type { CertificateView, Hold } from './certificate-board.ts';
import type { CertificateNeed } from './certificate-needs.ts';
import { type Around, type CertificateLack, type CertificateReason, conditionOf, issuerOf } from './judge.ts';
import type { OthersCertificate } from './others.ts';
import { serialsOf } from './serials.ts';

/** A wanted Certificate with what the cluster shows of it. */
export interface Judged {
  readonly wanted: WantedCertificate;
  readonly around: Around;
  readonly lack?: CertificateLack;
  /** It is of use, and will not be for long. */
  readonly ending?: CertificateLack;
}

export interface ViewInput {
  /** Stated leaves for which nothing is asked for. */
  readonly refused: readonly Shortfall[];
  readonly authority: AuthorityOutcome | undefined;
  /** cert-manager's objects are seen. */
  readonly seen: boolean;
  /** Of somebody else, that matter to the policy. */
  readonly others: readonly OthersCertificate[];
}

/** Those that no waiting mends come first. */
const WORST_FIRST: readonly CertificateReason[] = [
  'CertManagerMissing',
  'NoCA',
  'CertificateForeign',
  'ApplyFailed',
  'IssuerMissing',
  'CertificateNotReady',
];

const USED_FOR = {
  server: 'Server',
  'clients-ca': 'ClientCA',
  client: 'Client',
  gateway: 'Gateway',
  service: 'Service',
} as const;

const LONGEST_MESSAGE = 1024;
const MAX_CERTIFICATES = 64;

/** What follows for one policy from its Certificates as they are. */
export function viewOf(
  need: CertificateNeed,
  judged: readonly Judged[],
  { refused, authority, seen, others }: ViewInput,
): CertificateView {
  const lacking = judged.filter(({ lack }) => lack !== undefined);
  const lacks = [
    ...judged.flatMap(({ lack, ending }) => lack ?? ending ?? []),
    ...(authority?.unmet ? [authority.unmet] : []),
  ];
  const worst = WORST_FIRST.flatMap((reason) => lacks.filter((lack) => lack.reason === reason))[0];
  const shortfalls = [...refused, ...lacking.flatMap(shortfallsOf)];
  const short = new Set(shortfalls.map(({ field }) => field));
  const ready = judged.filter(({ lack }) => lack === undefined);
  return {
    fingerprint: need.fingerprint,
    shortfalls,
    kept: ready.flatMap(({ wanted }) => wanted.fields).filter((field) => !short.has(field)),
    holds: [...holdsOf(need, judged, refused), ...authorityHold(need, authority)],
    ...(worst && { unmet: worst }),
    certificates: [...others.map(({ status }) => status), ...judged.map(statusOf)]
      .sort(endsFirst)
      .slice(0, MAX_CERTIFICATES),
    ...(seen && {
      observed: [...judged.map(observedOf), ...others.flatMap(({ observed }) => observed ?? [])],
    }),
    ...(authority?.secretName !== undefined && { bundle: authority.secretName }),
    ...(authority?.status && { authority: authority.status }),
  };
}

/** Of a policy whose certificates could not be worked out. */
export const failedView = ({ fingerprint }: CertificateNeed, message: string): CertificateView => ({
  ...{ fingerprint, shortfalls: [], kept: [], certificates: [] },
  holds: ['client-certificates', 'backend-certificates'].map((group) => ({
    ...{ group, refused: false, because: message },
  })),
  unmet: { reason: 'ApplyFailed', message },
});

function shortfallsOf({ wanted, lack }: Judged): Shortfall[] {
  if (!lack) return [];
  const result =
    lack.reason === 'NoCA' ? 'NotEnforceable' : lack.reason === 'CertificateForeign' ? 'Conflict' : 'Pending';
  return wanted.fields.map((field) => ({ field, result, message: lack.message }));
}

/** A group whose Certificate somebody else's stands in the way of has none that it could wait for. */
function holdsOf(need: CertificateNeed, judged: readonly Judged[], refused: readonly Shortfall[]): Hold[] {
  const waiting = judged.flatMap(({ wanted: { group }, lack }): Hold[] => {
    if (group === undefined || !lack) return [];
    const isRefused = lack.reason === 'NoCA' || lack.reason === 'CertificateForeign';
    return [{ group, refused: isRefused, because: lack.message }];
  });
  const sources = [
    { group: 'client-certificates', leaf: nodeOf(need.plan, 'client-certificates')?.authority },
    { group: 'backend-certificates', leaf: nodeOf(need.plan, 'backend-certificates')?.certificate },
  ];
  const conflicts = sources.flatMap(({ group, leaf }): Hold[] => {
    const shortfall = leaf?.source === 'issuer' && refused.find(({ field }) => field === leaf.field);
    return shortfall ? [{ group, refused: true, because: shortfall.message }] : [];
  });
  return [...conflicts, ...waiting];
}

function authorityHold({ plan }: CertificateNeed, authority: AuthorityOutcome | undefined): Hold[] {
  if (nodeOf(plan, 'client-certificates')?.authority.source !== 'managed') return [];
  if (authority?.secretName !== undefined) return [];
  const because = authority?.unmet?.message ?? 'The CA of this policy is not made yet.';
  return [{ group: 'client-certificates', refused: false, because }];
}

function statusOf({ wanted, around: { certificate }, lack, ending }: Judged): StatusCertificate {
  const { kind, name } = issuerOf(wanted);
  const { notAfter, renewalTime } = certificate?.status ?? {};
  const said = lack ?? ending;
  return {
    secretName: wanted.object.spec.secretName,
    usedFor: USED_FOR[wanted.role],
    issuer: `${kind}/${name}`,
    ready: lack === undefined,
    ...(notAfter !== undefined && { notAfter }),
    ...(renewalTime !== undefined && { renewalTime }),
    ...(said && { message: cut(said.message, LONGEST_MESSAGE) }),
  };
}

const endsFirst = (a: StatusCertificate, b: StatusCertificate): number => (keyOf(a) < keyOf(b) ? -1 : 1);
const keyOf = ({ notAfter = '~', secretName }: StatusCertificate): string => `${notAfter} ${secretName}`;

function observedOf({ wanted, around: { certificate, requests }, lack }: Judged): ObservedCertificate {
  const { notBefore, notAfter, revision } = certificate?.status ?? {};
  const { dnsNames = [] } = wanted.object.spec;
  const issued = requests.filter((request) => conditionOf(request, 'Ready')?.status === 'True');
  return {
    secretName: wanted.object.spec.secretName,
    use: wanted.role,
    hosts: dnsNames.map((host) => host.toLowerCase()),
    ready: lack === undefined,
    ...(lack && { message: lack.message }),
    serials: serialsOf(issued, revision),
    ...(notBefore !== undefined && { notBefore: Date.parse(notBefore) }),
    ...(notAfter !== undefined && { notAfter: Date.parse(notAfter) }),
    authority: (issued[0]?.status?.ca ?? '') !== '',
  };
}
