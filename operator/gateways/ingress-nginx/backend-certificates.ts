import { createHash } from 'node:crypto';
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
    'proxy-ssl-ciphers': ciphersFor(serverName.value),
    'backend-protocol': 'HTTPS',
  };
  const fields = node.fields.filter((field) => !issued.has(field));
  return { groups: [group('backend-certificates', annotations, fields, input)] };
}

/**
 * The ciphers of the controller's own default. The controller does not see that `proxy-ssl-name` changed (run on 1.11.0;
 * `Config.Equal` in internal/ingress/annotations/proxyssl compares everything else) and goes on verifying by the old name
 * until it reloads for another reason. So each name stands here as well: as a cipher that OpenSSL does not know, which
 * it passes over.
 */
const ciphersFor = (serverName: string): string =>
  `DEFAULT:name-${createHash('sha256').update(serverName).digest('hex').slice(0, 16)}`;
