import type { StatusCertificate } from '../../api/types.generated.ts';
import { hostsBySecret } from '../../plan/issued-tls.ts';
import type { CertificateNeed } from './certificate-needs.ts';
import { conditionOf } from './judge.ts';
import type { LiveCertificates } from './live-certificates.ts';

/** Certificates of somebody else by which the targets of a policy are served: when they end is the policy's business, too. */
export function othersServing(
  { targets, policy }: CertificateNeed,
  live: Pick<LiveCertificates, 'certificates'>,
): StatusCertificate[] {
  const { namespace = 'default' } = policy.metadata;
  const secrets = new Set(
    targets.flatMap((target) => [...hostsBySecret(target, target.spec.tls ?? []).keys()]),
  );
  return [...secrets].sort().flatMap((secretName): StatusCertificate[] => {
    const [certificate] = live.certificates.byIndex('secret', `${namespace}/${secretName}`);
    if (!certificate || certificate.ours) return [];
    const { kind = 'Issuer', name = '' } = certificate.spec.issuerRef ?? {};
    const { notAfter, renewalTime } = certificate.status ?? {};
    return [
      {
        secretName,
        usedFor: 'Server',
        issuer: `${kind}/${name}`,
        ready: conditionOf(certificate, 'Ready')?.status === 'True',
        ...(notAfter !== undefined && { notAfter }),
        ...(renewalTime !== undefined && { renewalTime }),
        message: `Certificate ${certificate.metadata.name} is not the operator's; it is left alone.`,
      },
    ];
  });
}
