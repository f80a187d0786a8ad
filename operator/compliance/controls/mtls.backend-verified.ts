import { nodeOf } from '../../plan/plan.ts';
import { answeredThrough, gatewayCertificate } from '../backend-certificates.ts';
import { wireIsMute } from '../client-wall.ts';
import type { Verdict } from '../control.ts';
import { onTheWire } from '../define.ts';
import { asvs, owasp } from '../references.ts';
import type { Subject } from '../subject.ts';

export const mtlsBackendVerified = onTheWire({
  id: 'mtls.backend-verified',
  title: 'The gateway speaks to the app itself, and to nobody in its place',
  threat: 'Whoever gets between gateway and app, or takes over its address, reads and answers every request.',
  severity: 'High',
  references: [owasp.misconfiguration, asvs.upstreamVerified],
  appliesWhen: 'the gateway verifies the app (spec.mutualTLS.backend)',
  proof:
    'In live objects: verification and the name to be verified are written and read back, and the Secret is known to hold the CA (the Certificate is ready, and its issuer gave its CA). A brought Secret is not read: it counts where a Certificate of cert-manager, of whomever, writes it, is ready and is of an issuer that gives its CA, and stays Unknown otherwise. On the wire: the app answers through the gateway; where the gateway itself refuses the probe, the evidence says so. That a wrong certificate is refused is not tried: nobody puts a false app in place of the true one.',
  fields: ['spec.mutualTLS.backend.certificate', 'spec.mutualTLS.backend.serverName'],
  applies: ({ plan }) => nodeOf(plan, 'backend-certificates') !== undefined,
  byConfiguration: (subject) => wireIsMute(subject) && configuredTo(subject).result === 'Pass',
  host: (view) => {
    const configured = configuredTo(view.subject);
    if (configured.result !== 'Pass') return configured;
    const answered = answeredThrough(view);
    const name = nodeOf(view.subject.plan, 'backend-certificates')?.serverName.value ?? '';
    const evidence = `${configured.evidence}, verification as ${name} read back; ${answered.evidence ?? 'not asked'}`;
    return { ...answered, evidence };
  },
});

const configuredTo = (subject: Subject): Verdict => gatewayCertificate(subject, 'ca.crt');
