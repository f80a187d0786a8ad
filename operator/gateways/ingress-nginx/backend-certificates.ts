import { gatewayCertificate } from '../../plan/certificate-names.ts';
import { nodeOf } from '../../plan/plan.ts';
import { group, type LoweringInput, type Part } from './part.ts';
import { dnsName, secretReference } from './values.ts';

/**
 * TLS to the app, both ends verified. One Secret holds certificate, key and the `ca.crt` that the app is checked against:
 * ingress-nginx takes no other. Without the first annotation the controller passes over all the others.
 */
export function lowerBackendCertificates(input: LoweringInput): Part {
  const node = nodeOf(input.plan, 'backend-certificates');
  if (!node) return {};
  const { namespace, name } = input.plan.policy;
  const { certificate, serverName } = node;
  const secret = certificate.source === 'secret' ? certificate.secretName : gatewayCertificate(name);
  const issued = new Set(node.issue.map(({ field }) => field));
  const annotations = {
    'proxy-ssl-secret': secretReference('proxy-ssl-secret', namespace, secret),
    'proxy-ssl-verify': 'on',
    'proxy-ssl-verify-depth': '1',
    'proxy-ssl-name': dnsName('proxy-ssl-name', serverName.value),
    'proxy-ssl-server-name': 'on',
    'backend-protocol': 'HTTPS',
  };
  const fields = node.fields.filter((field) => !issued.has(field));
  return { groups: [group('backend-certificates', annotations, fields, input)] };
}
