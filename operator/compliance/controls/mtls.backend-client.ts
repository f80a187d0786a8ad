import { nodeOf } from '../../plan/plan.ts';
import { answeredThrough, gatewayCertificate } from '../backend-certificates.ts';
import { wireIsMute } from '../client-wall.ts';
import type { Verdict } from '../control.ts';
import { onTheWire } from '../define.ts';
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
    'In live objects: the certificate is ready, and the annotation that names it is read back; a brought Secret is not read, so with one it stays Unknown. On the wire: the app answers through the gateway. Whether the app refuses a caller without it is for the app to say: a probe speaks to the gateway alone.',
  fields: ['spec.mutualTLS.backend.certificate'],
  applies: ({ plan }) => nodeOf(plan, 'backend-certificates') !== undefined,
  byConfiguration: (subject) => wireIsMute(subject) && configuredTo(subject).result === 'Pass',
  host: (view) => {
    const configured = configuredTo(view.subject);
    if (configured.result !== 'Pass') return configured;
    const answered = answeredThrough(view);
    return { ...answered, evidence: `${configured.evidence}; ${answered.evidence ?? 'not asked'}` };
  },
});

const configuredTo = (subject: Subject): Verdict =>
  gatewayCertificate(subject, () => true, 'tls.crt and tls.key');
