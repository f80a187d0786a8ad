import { nodeOf } from '../../plan/plan.ts';
import { inConfiguration } from '../define.ts';
import { asvs, owasp } from '../references.ts';

export const mtlsClientSubjects = inConfiguration({
  id: 'mtls.client-subjects',
  title: 'Only the named subjects get in, not everybody whom the CA knows',
  threat: 'Any service with a certificate of the same CA calls what was meant for one of them.',
  severity: 'High',
  references: [owasp.functions, asvs.clientCertificates],
  appliesWhen: 'the policy names subjects (spec.mutualTLS.clients.subjects)',
  proof:
    "The gate's own count: within the last two intervals of verification it refused a certificate that the gateway had verified and that names none of the subjects. A probe has no certificate of the CA; where nobody came with such a one it stays Unknown.",
  fields: ['spec.mutualTLS.clients.subjects'],
  applies: ({ plan }) => (nodeOf(plan, 'client-certificates')?.subjects.length ?? 0) > 0,
  look: ({ gate, verification }, now) => {
    if (!gate) return { result: 'Unknown', message: 'The gate was not seen: see Programmed.' };
    if (!gate.acknowledged) {
      return {
        result: 'Unknown',
        message: 'Not every replica of the gate knows the subjects as they are now: see Programmed.',
        at: gate.at,
      };
    }
    const { refused = 0, passed = 0, lastRefusedAt = 0 } = gate.subjects ?? {};
    const common = {
      evidence: `gate: ${refused} requests refused for the subject of their certificate, ${passed} passed`,
      at: gate.at,
    };
    return lastRefusedAt >= now - 2 * verification.intervalSeconds * 1000
      ? { result: 'Pass', enforcedBy: 'gate', ...common }
      : {
          result: 'Unknown',
          message:
            'In force, and put to the test by nobody of late. It passes once the gate has refused a certificate of the CA with another subject.',
          ...common,
        };
  },
});
