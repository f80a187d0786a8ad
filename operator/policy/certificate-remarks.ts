import type { CertificateSubject, IssuedCertificate } from '../plan/certificates.ts';
import type { ClientCertificatesNode } from '../plan/nodes/client-certificates.ts';
import type { Remark } from '../plan/outcome.ts';
import { nodeOf, type SecurityPlan } from '../plan/plan.ts';

/** What a person should know about callers' certificates, wherever they are verified. */
export function certificateRemarks(plan: SecurityPlan): readonly Remark[] {
  const callers = nodeOf(plan, 'client-certificates');
  if (!callers) return [];
  return [
    ...openedInVain(plan, callers),
    ...neededNowhere(plan, callers),
    ...sharedAuthority(callers),
    ...issuedInVain(callers),
  ];
}

/** TLS is over before a path is known (RFC 8446 section 4.4.2). */
function openedInVain(plan: SecurityPlan, { mode }: ClientCertificatesNode): Remark[] {
  const authentication = nodeOf(plan, 'authentication');
  if (mode.value !== 'Required' || !authentication) return [];
  const { oidc, jwt, apiKeys, anonymous } = authentication;
  // Who writes nothing but anonymous means callers that have a certificate.
  const severity = oidc || jwt.length > 0 || apiKeys ? 'warning' : 'info';
  return anonymous.map(({ name, field }) => ({
    ...{ severity, field, rule: 'anonymous-needs-certificate' },
    message: `whoever shows no certificate is refused before any path is known, so ${name} is open to nobody but callers with one: write mutualTLS.clients.mode: Optional, and clientCertificates in the rules of the paths that need one`,
  }));
}

function neededNowhere(plan: SecurityPlan, { mode }: ClientCertificatesNode): Remark[] {
  const isRequired = nodeOf(plan, 'authorization')?.rules.some(({ require }) => require?.clientCertificates);
  if (mode.value === 'Required' || isRequired || nodeOf(plan, 'authentication')) return [];
  const message =
    'a caller who shows no certificate is let in everywhere: write mode: Required, or rules of authorization that require clientCertificates';
  const field = mode.field ?? 'spec.mutualTLS.clients';
  return [{ severity: 'warning', field, rule: 'certificate-needed-nowhere', message }];
}

/** What a ClusterIssuer signs for other namespaces is verified by its CA as well. */
function sharedAuthority({ authority, subjects }: ClientCertificatesNode): Remark[] {
  if (authority.source !== 'issuer' || authority.issuer.kind !== 'ClusterIssuer') return [];
  const issuer = `ClusterIssuer ${authority.issuer.name}`;
  const shared = { severity: 'warning', rule: 'shared-authority' } as const;
  if (subjects.length === 0) {
    const message = `${issuer} signs for every namespace, and a certificate of any of them is let in: write subjects`;
    return [{ ...shared, field: authority.field, message }];
  }
  return subjects
    .filter(({ commonName }) => commonName !== undefined)
    .map(({ name, field }) => ({
      ...shared,
      field: `${field}.commonName`,
      message: `${issuer} signs for every namespace, and whoever may have certificates issued there can be called so: name ${name} by uri, as spiffe://example.com/ns/shop/sa/${name}, or by dnsName`,
    }));
}

function issuedInVain({ subjects, issue }: ClientCertificatesNode): Remark[] {
  if (subjects.length === 0) return [];
  return issue
    .filter((certificate) => !subjects.some((subject) => names(certificate, subject)))
    .map(({ name, field }) => ({
      ...{ severity: 'warning', field, rule: 'issued-to-nobody' },
      message: `the certificate ${name} meets none of mutualTLS.clients.subjects, so its holder is refused: add a subject, or give it the name of one`,
    }));
}

const names = ({ commonName, uris, dnsNames }: IssuedCertificate, subject: CertificateSubject): boolean =>
  (subject.commonName !== undefined && subject.commonName === commonName) ||
  (subject.uri !== undefined && uris.includes(subject.uri)) ||
  (subject.dnsName !== undefined && dnsNames.includes(subject.dnsName));
