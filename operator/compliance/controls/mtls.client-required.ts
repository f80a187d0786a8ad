import { noneLetIn, notDemanded } from '../client-certificates.ts';
import { demandsCertificates } from '../client-wall.ts';
import { onTheWire } from '../define.ts';
import { asvs, owasp } from '../references.ts';

export const mtlsClientRequired = onTheWire({
  id: 'mtls.client-required',
  title: 'Nobody gets in without a client certificate',
  threat:
    'A gateway that lost the CA stops to ask for certificates without a word, and serves whoever comes.',
  severity: 'Critical',
  references: [owasp.authentication, asvs.clientCertificates],
  appliesWhen:
    'the policy demands certificates of its callers (spec.mutualTLS.clients with mode Required); Optional proves nothing by itself',
  proof:
    'A handshake of TLS 1.2, in which the demand can be read, asks for a certificate; GET without one, with the name of the host in the handshake and without any name: refused in the handshake, with 421, or with an answer that says that the certificate is missing (ingress-nginx: 400). A refusal that does not say so proves nothing.',
  fields: ['spec.mutualTLS.clients.mode', 'spec.mutualTLS.clients.ca'],
  applies: ({ plan }) => demandsCertificates(plan),
  byConfiguration: ({ verification }) => verification.mode !== 'Active',
  host: (view) =>
    notDemanded(view) ??
    noneLetIn(
      view,
      'withoutCertificate',
      'A caller without a certificate is served: see Programmed, and host.shared for another Ingress of the host with auth-tls annotations of its own.',
    ),
});
