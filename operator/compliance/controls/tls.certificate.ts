import { nodeOf } from '../../plan/plan.ts';
import { onTheWire } from '../define.ts';
import { asvs, owasp } from '../references.ts';

export const tlsCertificate = onTheWire({
  id: 'tls.certificate',
  title: 'The gateway serves the certificate that the policy names',
  threat:
    'A gateway that cannot use a Secret serves another certificate without a word, and clients learn to click it away.',
  severity: 'Medium',
  references: [owasp.misconfiguration, asvs.publicCertificate],
  appliesWhen: 'the policy names a certificate (spec.tls.certificate)',
  proof:
    "A TLS handshake: the certificate is for the host, in force, and not the gateway's own. The Secret itself is not read, so which of two certificates of one name it is cannot be told.",
  fields: ['spec.tls.certificate'],
  applies: ({ plan }) => nodeOf(plan, 'serving-certificate') !== undefined,
  host: (view) => {
    const tls = view.part('tls');
    if (!('value' in tls)) return tls;
    const secret = nodeOf(view.subject.plan, 'serving-certificate')?.secretName.value ?? '';
    const { gatewayDefault, nameError, notAfter, issuer, serial } = tls.value;
    const common = { at: tls.at, repeat: tls.repeat };
    const evidence = `${view.host || '(any host)'}: serial ${serial}, issued by ${issuer}`;
    const fail = (what: string) => ({
      result: 'Fail' as const,
      evidence,
      message: `${what}: see that Secret ${secret} exists, holds tls.crt and tls.key that belong together, and is for the host.`,
      ...common,
    });
    if (gatewayDefault) return fail('The gateway serves its self-made certificate');
    if (nameError !== undefined) return fail('The certificate is for another name');
    if (notAfter <= view.now) return fail('The certificate ran out');
    return { result: 'Pass', evidence, ...common };
  },
});
