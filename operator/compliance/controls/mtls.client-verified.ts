import { nodeOf } from '../../plan/plan.ts';
import { noneLetIn, notDemanded } from '../client-certificates.ts';
import type { Verdict } from '../control.ts';
import { onTheWire } from '../define.ts';
import type { HostView } from '../host-view.ts';
import { asvs, owasp } from '../references.ts';

export const mtlsClientVerified = onTheWire({
  id: 'mtls.client-verified',
  title: 'A client certificate that the CA did not issue is refused',
  threat: 'An attacker makes a certificate with the name of a partner, and is the partner.',
  severity: 'Critical',
  references: [owasp.authentication, asvs.clientCertificates],
  appliesWhen: 'the gateway verifies certificates of callers (spec.mutualTLS.clients)',
  proof:
    "GET with certificates of the probe's own making that name a subject of the policy: self-signed, of CAs that bear the names of those which the handshake asks for, expired, and for servers alone. Each is refused for its certificate. All of them are of a foreign CA: an expired or revoked one of the CA itself is not tried, for want of its key. Where a CA with a list of revoked certificates was brought and the policy has a gate: the list is far from its end (as the gate sees it, at least the last sixth of its life), for with a list that ran out nginx refuses everybody.",
  fields: ['spec.mutualTLS.clients.ca', 'spec.mutualTLS.clients.verifyDepth'],
  applies: ({ plan }) => nodeOf(plan, 'client-certificates') !== undefined,
  byConfiguration: ({ verification }) => verification.mode !== 'Active',
  host: (view) =>
    notDemanded(view) ??
    lateRevocation(view) ??
    noneLetIn(
      view,
      'forgedCertificates',
      'A certificate that nobody issued is taken: auth-tls-verify-client is "optional_no_ca" or off on an Ingress of the host, or the CA Secret holds a CA that it should not. See host.shared.',
    ),
});

/** Of the life of a list: one that is this close to its end should have been renewed. */
const LAST_PART = 1 / 6;

function lateRevocation({ subject: { gate }, now }: HostView): Verdict | undefined {
  if (!gate?.revocation) return undefined;
  const { at, revocation } = gate;
  if ('problem' in revocation) {
    const message = `The gateway may refuse everybody: ${revocation.problem}. Mend ca.crl in the Secret of the CA.`;
    return { result: 'Fail', evidence: 'gate: the list of revoked certificates is no good', message, at };
  }
  const { thisUpdate, nextUpdate } = revocation;
  if (nextUpdate - now >= (nextUpdate - thisUpdate) * LAST_PART) return undefined;
  const ends = new Date(nextUpdate).toISOString();
  return {
    result: 'Fail',
    evidence: `gate: the list of revoked certificates ${nextUpdate > now ? 'runs' : 'ran'} out at ${ends}`,
    message:
      'With a list that ran out nginx refuses every certificate of the CA: renew ca.crl in the Secret of the CA.',
    at,
  };
}
