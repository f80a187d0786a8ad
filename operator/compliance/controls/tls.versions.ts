import { onTheWire } from '../define.ts';
import { asvs, owasp, rfc } from '../references.ts';

export const tlsVersions = onTheWire({
  id: 'tls.versions',
  title: 'Old versions of TLS are refused',
  threat: 'TLS 1.0 and 1.1 rest on broken hashes; an attacker on the way can weaken or read a connection.',
  severity: 'Medium',
  references: [owasp.misconfiguration, asvs.tlsVersions, rfc.tls10, rfc.tlsVersions],
  appliesWhen: 'always: it protects every API',
  proof:
    'Handshakes that offer TLS 1.0 alone, TLS 1.1 alone and, where the policy asks for TLS 1.3, TLS 1.2 alone: all refused, while an ordinary one succeeds.',
  fields: ['spec.tls.minimumVersion'],
  host: (view) => {
    const tls = view.part('tls');
    if (!('value' in tls)) return tls;
    const offers = view.part('oldVersions');
    if (!('value' in offers)) return offers;
    const { offered, taken } = offers.value;
    const common = { at: offers.at, repeat: offers.repeat };
    if (taken.length === 0) {
      const evidence = `${view.host || '(any host)'}: ${offered.join(', ')} refused, ${tls.value.protocol} agreed`;
      return { result: 'Pass', evidence, ...common };
    }
    return {
      result: 'Fail',
      evidence: `${view.host || '(any host)'}: ${taken.join(', ')} agreed`,
      message: `The gateway takes ${taken.join(', ')}: its own configuration decides (ingress-nginx: ssl-protocols in the controller's ConfigMap).`,
      ...common,
    };
  },
});
