import type { StatusCertificate } from '../../api/types.generated.ts';
import type { ObservedCertificate } from '../../compliance/subject.ts';
import { hostsBySecret } from '../../plan/issued-tls.ts';
import { nodeOf } from '../../plan/plan.ts';
import type { CertificateNeed } from './certificate-needs.ts';
import { conditionOf, isIssued } from './judge.ts';
import type { LiveCertificates } from './live-certificates.ts';
import type { LiveCertificate } from './live-objects.ts';

/** A Certificate of somebody else: what becomes of it is the policy's business, too, and nothing is done about it. */
export interface OthersCertificate {
  readonly status: StatusCertificate;
  /** As compliance judges it; absent where the wire tells more. */
  readonly observed?: ObservedCertificate;
}

type Live = Pick<LiveCertificates, 'certificates' | 'issuer'>;

/** By which the targets of a policy are served, and which the gateway shows to their apps out of a brought Secret. */
export function othersOf(need: CertificateNeed, live: Live): OthersCertificate[] {
  const { targets, plan } = need;
  const served = new Set(
    targets.flatMap((target) => [...hostsBySecret(target, target.spec.tls ?? []).keys()]),
  );
  const shown = nodeOf(plan, 'backend-certificates')?.certificate;
  return [
    ...[...served].sort().flatMap((name) => of(need, live, name, 'Server')),
    ...(shown?.source === 'secret' ? of(need, live, shown.secretName, 'Gateway') : []),
  ];
}

function of(
  { policy }: CertificateNeed,
  live: Live,
  secretName: string,
  usedFor: 'Server' | 'Gateway',
): OthersCertificate[] {
  const { namespace = 'default' } = policy.metadata;
  const [certificate, ...others] = live.certificates.byIndex('secret', `${namespace}/${secretName}`);
  if (!certificate || certificate.ours) return [];
  const { kind = 'Issuer', name = '' } = certificate.spec.issuerRef ?? {};
  const ready = isIssued(certificate);
  const { notAfter, renewalTime } = certificate.status ?? {};
  const status = {
    secretName,
    usedFor,
    issuer: `${kind}/${name}`,
    ready,
    ...(notAfter !== undefined && { notAfter }),
    ...(renewalTime !== undefined && { renewalTime }),
    message: `Certificate ${certificate.metadata.name} is not the operator's; it is left alone.`,
  };
  if (usedFor === 'Server') return [{ status }];
  // Of several that write one Secret nobody knows whose is in it.
  const authority = others.length > 0 ? undefined : givesCA(live, namespace, certificate);
  const observed = {
    ...{ secretName, use: 'gateway' as const, hosts: [], serials: [], ready },
    ...(!ready && {
      message: `Certificate ${certificate.metadata.name} has not issued it${because(certificate)}`,
    }),
    ...(authority !== undefined && { authority }),
  };
  return [{ status, observed }];
}

function because(certificate: LiveCertificate): string {
  const { message } = conditionOf(certificate, 'Issuing') ?? conditionOf(certificate, 'Ready') ?? {};
  return message === undefined ? '' : ` (${message})`;
}

/** By the issuer's type alone: the requests of other people's Certificates are not read. */
function givesCA(live: Live, namespace: string, { spec }: LiveCertificate): boolean | undefined {
  const { group = 'cert-manager.io', kind = 'Issuer', name = '' } = spec.issuerRef ?? {};
  if (group !== 'cert-manager.io' || (kind !== 'Issuer' && kind !== 'ClusterIssuer')) return undefined;
  const { types = [] } = live.issuer(namespace, { kind, name }) ?? {};
  if (types.includes('acme')) return false;
  return types.includes('ca') || undefined;
}
