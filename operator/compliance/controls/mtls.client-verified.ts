import { nodeOf } from '../../plan/plan.ts';
import { noneLetIn, notDemanded } from '../client-certificates.ts';
import { onTheWire } from '../define.ts';
import { asvs, owasp } from '../references.ts';

export const mtlsClientVerified = onTheWire({
  id: 'mtls.client-verified',
  title: 'A client certificate that the CA did not issue is refused',
  threat: 'An attacker makes a certificate with the name of a partner, and is the partner.',
  severity: 'Critical',
  references: [owasp.authentication, asvs.clientCertificates],
  appliesWhen: 'the gateway verifies certificates of callers (spec.mutualTLS.clients)',
  proof:
    "GET with certificates of the probe's own making that name a subject of the policy: self-signed, of a CA that bears the name of the CA which the handshake asks for, expired, and for servers alone. Each is refused for its certificate. All of them are of a foreign CA: an expired or revoked one of the CA itself is not tried, for want of its key.",
  fields: ['spec.mutualTLS.clients.ca', 'spec.mutualTLS.clients.verifyDepth'],
  applies: ({ plan }) => nodeOf(plan, 'client-certificates') !== undefined,
  byConfiguration: ({ verification }) => verification.mode !== 'Active',
  host: (view) =>
    notDemanded(view) ??
    noneLetIn(
      view,
      'forgedCertificates',
      'A certificate that nobody issued is taken: auth-tls-verify-client is "optional_no_ca" or off on an Ingress of the host, or the CA Secret holds a CA that it should not. See host.shared.',
    ),
});
