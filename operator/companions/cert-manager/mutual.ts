import {
  clientsCertificate,
  clientsCommonName,
  gatewayCertificate,
  LONGEST_COMMON_NAME,
  managedIssuer,
} from '../../plan/certificate-names.ts';
import type { IssuedCertificate, IssuerReference } from '../../plan/certificates.ts';
import type { BackendCertificatesNode } from '../../plan/nodes/backend-certificates.ts';
import type { ClientCertificatesNode } from '../../plan/nodes/client-certificates.ts';
import type { Shortfall } from '../../plan/outcome.ts';
import { nodeOf } from '../../plan/plan.ts';
import type { CompanionInput } from '../companions-of.ts';
import { digestOf } from '../digest.ts';
import { controlledBy } from '../owners.ts';
import { type CertificateParts, certificate, DEFAULT_KEY, signing } from './certificate.ts';
import type { WantedCertificate } from './certificates-of.ts';

/** Certificates of both ends of the wire behind and before the gateway; each goes with its policy, its Secret stays. */
export function mutualCertificates(namespace: string, policy: CompanionInput): WantedCertificate[] {
  const clients = nodeOf(policy.plan, 'client-certificates');
  const backend = nodeOf(policy.plan, 'backend-certificates');
  const make: Make = (parts, rest) => ({
    object: certificate({ ...parts, namespace, owners: [controlledBy(policy)] }),
    policy: policy.name,
    ...rest,
  });
  return [
    ...(clients ? clientsCA(policy.name, clients, make) : []),
    ...(backend ? gateway(namespace, policy.name, backend, make) : []),
    ...(clients ? callers(policy.name, clients, make) : []),
    ...(backend ? services(backend, make) : []),
  ];
}

type Make = (
  parts: Omit<CertificateParts, 'namespace' | 'owners'>,
  rest: Omit<WantedCertificate, 'object' | 'policy'>,
) => WantedCertificate;

/** `issue` beside a brought Secret: whoever signs such certificates is not known here. */
export function withoutIssuer({ plan }: CompanionInput): Shortfall[] {
  const clients = nodeOf(plan, 'client-certificates');
  const backend = nodeOf(plan, 'backend-certificates');
  const issue = [
    ...(clients?.authority.source === 'secret' ? clients.issue : []),
    ...(backend?.certificate.source === 'secret' ? backend.issue : []),
  ];
  const message =
    'not issued: beside a brought Secret there is no issuer to ask; name an issuerRef there, or issue it elsewhere';
  return issue.map(({ field }) => ({ field, result: 'NotEnforceable', message }));
}

/**
 * The way to an issuer's CA without reading a Secret of its own: a certificate that is for nothing, whose Secret has
 * `ca.crt`. nginx would take it for a caller's all the same, as it does any without an extended usage; the gate does not.
 */
function clientsCA(policy: string, { authority }: ClientCertificatesNode, make: Make): WantedCertificate[] {
  if (authority.source !== 'issuer') return [];
  const name = clientsCertificate(policy);
  const commonName = clientsCommonName(policy);
  return [
    make(
      { name, issuer: authority.issuer, commonName, usages: ['digital signature'] },
      { role: 'clients-ca', fields: [authority.field], group: 'client-certificates', needsCA: true },
    ),
  ];
}

function gateway(
  namespace: string,
  policy: string,
  { certificate: shown }: BackendCertificatesNode,
  make: Make,
): WantedCertificate[] {
  if (shown.source !== 'issuer') return [];
  const name = gatewayCertificate(policy);
  const usages = [...signing(DEFAULT_KEY), 'client auth' as const];
  return [
    make(
      { name, issuer: shown.issuer, commonName: gatewayName(namespace, policy), usages },
      { role: 'gateway', fields: [shown.field], group: 'backend-certificates', needsCA: true },
    ),
  ];
}

/** With the namespace: a ClusterIssuer serves many, and policies of two namespaces may have one name. */
function gatewayName(namespace: string, policy: string): string {
  const whole = `${gatewayCertificate(policy)}.${namespace}`;
  return whole.length <= LONGEST_COMMON_NAME
    ? whole
    : `gateway-${digestOf([namespace, policy]).slice(0, 32)}`;
}

function callers(
  policy: string,
  { authority, issue }: ClientCertificatesNode,
  make: Make,
): WantedCertificate[] {
  const issuer = callersIssuer(policy, authority);
  if (!issuer) return [];
  const usages = [...signing(DEFAULT_KEY), 'client auth' as const];
  return issue.map((entry) =>
    make({ ...issued(entry), issuer, usages }, { role: 'client', fields: [entry.field], needsCA: false }),
  );
}

function callersIssuer(
  policy: string,
  authority: ClientCertificatesNode['authority'],
): IssuerReference | undefined {
  if (authority.source === 'issuer') return authority.issuer;
  return authority.source === 'managed' ? { kind: 'Issuer', name: managedIssuer(policy) } : undefined;
}

function services({ certificate: shown, issue }: BackendCertificatesNode, make: Make): WantedCertificate[] {
  if (shown.source !== 'issuer') return [];
  const usages = [...signing(DEFAULT_KEY), 'server auth' as const, 'client auth' as const];
  return issue.map((entry) =>
    make(
      { ...issued(entry), issuer: shown.issuer, usages },
      { role: 'service', fields: [entry.field], group: 'backend-certificates', needsCA: false },
    ),
  );
}

const issued = ({ secretName, commonName, dnsNames, uris, durationSeconds }: IssuedCertificate) => ({
  name: secretName,
  ...(commonName !== undefined && { commonName }),
  dnsNames,
  uris,
  durationSeconds,
});
