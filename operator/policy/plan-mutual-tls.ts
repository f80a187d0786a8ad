import type {
  MutualTLS,
  MutualTLSBackend,
  MutualTLSClients,
  MutualTLSClientsCa,
} from '../api/types.generated.ts';
import type { ClientAuthority, IssuedCertificate } from '../plan/certificates.ts';
import { backendCertificates } from '../plan/nodes/backend-certificates.ts';
import { clientCertificates } from '../plan/nodes/client-certificates.ts';
import type { PlanNode } from '../plan/plan.ts';
import { stated } from '../plan/stated.ts';
import { parseCertificateSeconds, parseOverlapSeconds } from './duration.ts';
import { orDefault } from './stated-or-default.ts';
import { PolicyValueError } from './value-error.ts';

const AT = 'spec.mutualTLS';
const CA_DURATION = '43800h';
const CA_OVERLAP = '168h';

/** `spec.mutualTLS`. What names a Secret or an issuer is one leaf, as it is one leaf of the merge. */
export function planMutualTls({ clients, backend }: MutualTLS): PlanNode[] {
  return [...(clients ? [planClients(clients)] : []), ...(backend ? [planBackend(backend)] : [])];
}

function planClients({ mode, ca, verifyDepth, subjects = [], issue = [] }: MutualTLSClients): PlanNode {
  const at = `${AT}.clients`;
  return clientCertificates({
    mode: orDefault(mode, `${at}.mode`, 'Required'),
    authority: { ...planAuthority(ca, `${at}.ca`), field: `${at}.ca` },
    verifyDepth: orDefault(verifyDepth, `${at}.verifyDepth`, 1),
    subjects: subjects.map(({ name, commonName, uri, dnsName }, index) => ({
      name,
      ...(commonName !== undefined && { commonName }),
      ...(uri !== undefined && { uri }),
      ...(dnsName !== undefined && { dnsName }),
      field: `${at}.subjects[${index}]`,
    })),
    issue: issue.map((entry, index) => {
      const field = `${at}.issue[${index}]`;
      return { ...planIssued(entry, field), name: entry.name ?? entry.secretName, field };
    }),
  });
}

function planAuthority(ca: MutualTLSClientsCa | undefined, field: string): ClientAuthority {
  if (ca?.issuerRef) return { source: 'issuer', issuer: { ...ca.issuerRef } };
  if (ca?.secretName !== undefined) return { source: 'secret', secretName: ca.secretName };
  if (!ca?.managed) throw new PolicyValueError(field, 'write one of issuerRef, secretName and managed');
  const { duration = CA_DURATION, overlap = CA_OVERLAP, revision = 1 } = ca.managed;
  return {
    source: 'managed',
    durationSeconds: parseCertificateSeconds(duration, `${field}.managed.duration`),
    overlapSeconds: parseOverlapSeconds(overlap, `${field}.managed.overlap`),
    revision,
  };
}

function planBackend({ certificate, serverName, issue = [] }: MutualTLSBackend): PlanNode {
  const at = `${AT}.backend`;
  const field = `${at}.certificate`;
  const { issuerRef, secretName } = certificate;
  if (!issuerRef && secretName === undefined) {
    throw new PolicyValueError(field, 'write one of issuerRef and secretName');
  }
  return backendCertificates({
    certificate: issuerRef
      ? { source: 'issuer', issuer: { ...issuerRef }, field }
      : { source: 'secret', secretName: secretName ?? '', field },
    serverName: stated(serverName, `${at}.serverName`),
    issue: issue.map((entry, index) => {
      const field = `${at}.issue[${index}]`;
      return { ...planIssued(entry, field), field };
    }),
  });
}

interface Issue {
  readonly secretName: string;
  readonly commonName?: string;
  readonly uris?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly duration?: string;
}

function planIssued(entry: Issue, field: string): IssuedCertificate {
  const { secretName, commonName, uris = [], dnsNames = [], duration } = entry;
  return {
    secretName,
    ...(commonName !== undefined && { commonName }),
    dnsNames,
    uris,
    ...(duration !== undefined && {
      durationSeconds: parseCertificateSeconds(duration, `${field}.duration`),
    }),
  };
}
