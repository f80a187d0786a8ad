import { nodeOf } from '../../plan/plan.ts';
import { answeredThrough, gatewayCertificate } from '../backend-certificates.ts';
import { wireIsMute } from '../client-wall.ts';
import type { Verdict } from '../control.ts';
import { onTheWire } from '../define.ts';
import type { HostView } from '../host-view.ts';
import { asvs, owasp } from '../references.ts';
import type { Subject } from '../subject.ts';

export const mtlsBackendClient = onTheWire({
  id: 'mtls.backend-client',
  title: 'The gateway shows the app a certificate',
  threat:
    'An app that cannot tell the gateway from other pods answers them all, past every rule of the gateway.',
  severity: 'Medium',
  references: [owasp.authentication, asvs.serviceAuthentication],
  appliesWhen: 'the gateway has a certificate for the app (spec.mutualTLS.backend.certificate)',
  proof:
    'In live objects: the certificate is ready, its issuer gave its CA, and the annotation that names it is read back. A brought Secret is not read: it counts where a Certificate of cert-manager, of whomever, writes it, is ready and is of an issuer that gives its CA, for without ca.crt ingress-nginx shows no certificate either, and stays Unknown otherwise. On the wire: the app answers through the gateway, not with 400, which apps answer to who shows no certificate; where the gateway itself refuses the probe, the evidence says so. Whether the app refuses a caller without it is for the app to say: a probe speaks to the gateway alone.',
  fields: ['spec.mutualTLS.backend.certificate'],
  applies: ({ plan }) => nodeOf(plan, 'backend-certificates') !== undefined,
  byConfiguration: (subject) => wireIsMute(subject) && configuredTo(subject).result === 'Pass',
  host: (view) => {
    const configured = configuredTo(view.subject);
    if (configured.result !== 'Pass') return configured;
    const answered = missed(view) ?? answeredThrough(view);
    return { ...answered, evidence: `${configured.evidence}; ${answered.evidence ?? 'not asked'}` };
  },
});

/** nginx, as an app, says so to who shows no certificate, or one that it does not take. */
function missed(view: HostView): Verdict | undefined {
  const part = view.part('secure');
  if (!('value' in part) || part.value.status !== 400) return undefined;
  const { at, repeat } = part;
  const message =
    "The app may miss the gateway's certificate: 400 is what many answer to who shows none, or one of another CA. See what it logs.";
  return { result: 'Unknown', evidence: 'GET through the gateway: 400', message, at, repeat };
}

const configuredTo = (subject: Subject): Verdict =>
  gatewayCertificate(subject, 'tls.crt, tls.key and ca.crt');
