import type { ApiPolicySpec, TlsCertificate } from '../api/types.generated.ts';
import { hsts } from '../plan/nodes/hsts.ts';
import { issuedCertificate } from '../plan/nodes/issued-certificate.ts';
import { minimumTlsVersion } from '../plan/nodes/minimum-tls-version.ts';
import { plaintext } from '../plan/nodes/plaintext.ts';
import { servingCertificate } from '../plan/nodes/serving-certificate.ts';
import type { PlanNode } from '../plan/plan.ts';
import { stated } from '../plan/stated.ts';
import { parseCertificateSeconds, parseRenewalSeconds } from './duration.ts';
import { orDefault } from './stated-or-default.ts';

/** Duration and sizes as cert-manager has them, said outright since its own have changed over time. */
const DURATION = '2160h';
const SIZES: Readonly<Record<'RSA' | 'ECDSA' | 'Ed25519', number | undefined>> = {
  RSA: 2048,
  ECDSA: 256,
  Ed25519: undefined,
};

/** `spec.tls`: whoever speaks of TLS means https, so plaintext is redirected unless it is allowed in so many words. */
export function planTls(tls: NonNullable<ApiPolicySpec['tls']>): PlanNode[] {
  const nodes: PlanNode[] = [
    plaintext({ mode: orDefault(tls.plaintext, 'spec.tls.plaintext', 'Redirect') }),
    minimumTlsVersion({ version: orDefault(tls.minimumVersion, 'spec.tls.minimumVersion', 'TLS1.2') }),
  ];
  if (tls.hsts) {
    const at = 'spec.tls.hsts';
    nodes.push(
      hsts({
        maxAgeSeconds: stated(tls.hsts.maxAgeSeconds, `${at}.maxAgeSeconds`),
        includeSubDomains: orDefault(tls.hsts.includeSubDomains, `${at}.includeSubDomains`, false),
        preload: orDefault(tls.hsts.preload, `${at}.preload`, false),
      }),
    );
  }
  return [...nodes, ...(tls.certificate ? planCertificate(tls.certificate) : [])];
}

/** Neither: the target's own `spec.tls` is what counts. */
function planCertificate({
  issuerRef,
  secretName,
  privateKey,
  duration = DURATION,
  renewBefore,
}: TlsCertificate): PlanNode[] {
  const at = 'spec.tls.certificate';
  if (secretName !== undefined) {
    return [servingCertificate({ secretName: stated(secretName, `${at}.secretName`) })];
  }
  if (!issuerRef) return [];
  const seconds = parseCertificateSeconds(duration, `${at}.duration`);
  const algorithm = privateKey?.algorithm ?? 'ECDSA';
  const size = privateKey?.size ?? SIZES[algorithm];
  return [
    issuedCertificate({
      issuer: stated({ kind: issuerRef.kind, name: issuerRef.name }, at),
      privateKey: { algorithm, ...(size !== undefined && { size }) },
      duration: seconds,
      renewBefore:
        renewBefore === undefined
          ? Math.floor(seconds / 3)
          : parseRenewalSeconds(renewBefore, `${at}.renewBefore`),
    }),
  ];
}
