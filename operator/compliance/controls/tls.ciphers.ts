import { nodeOf } from '../../plan/plan.ts';
import { onTheWire } from '../define.ts';
import { asvs, owasp, rfc } from '../references.ts';

export const tlsCiphers = onTheWire({
  id: 'tls.ciphers',
  title: 'Only suites with forward secrecy and authenticated encryption',
  threat:
    'Without forward secrecy a stolen key opens recorded traffic; CBC suites have been attacked again and again.',
  severity: 'Low',
  references: [owasp.misconfiguration, asvs.tlsCiphers, rfc.tlsCiphers],
  appliesWhen: 'the policy has a section tls',
  proof: 'A handshake that offers only TLS 1.2 suites with CBC or RSA key exchange: refused.',
  fields: [],
  applies: ({ plan }) => nodeOf(plan, 'minimum-tls-version') !== undefined,
  host: (view) => {
    const tls = view.part('tls');
    if (!('value' in tls)) return tls;
    const offers = view.part('weakCiphers');
    if (!('value' in offers)) return offers;
    const { offered, taken } = offers.value;
    const common = { at: offers.at, repeat: offers.repeat };
    return taken.length === 0
      ? {
          result: 'Pass',
          evidence: `${view.host || '(any host)'}: ${offered.join(', ')} refused, ${tls.value.cipher} agreed`,
          ...common,
        }
      : {
          result: 'Fail',
          evidence: `${view.host || '(any host)'}: ${taken.join(', ')} agreed`,
          message: `The gateway takes ${taken.join(', ')}: take such suites out of its list (ingress-nginx: ssl-ciphers in the controller's ConfigMap).`,
          ...common,
        };
  },
});
