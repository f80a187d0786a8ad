import type { ApiPolicySpec } from '../api/types.generated.ts';
import { hsts } from '../plan/nodes/hsts.ts';
import { minimumTlsVersion } from '../plan/nodes/minimum-tls-version.ts';
import { plaintext } from '../plan/nodes/plaintext.ts';
import { servingCertificate } from '../plan/nodes/serving-certificate.ts';
import type { PlanNode } from '../plan/plan.ts';
import { stated } from '../plan/stated.ts';
import { orDefault } from './stated-or-default.ts';

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
  const secretName = tls.certificate?.secretName;
  if (secretName !== undefined) {
    nodes.push(servingCertificate({ secretName: stated(secretName, 'spec.tls.certificate.secretName') }));
  }
  return nodes;
}
