import { nodeOf, type SecurityPlan } from '../../plan/plan.ts';
import type { ClaimedSubject } from './forged-certificates.ts';

/** What to ask where callers show certificates. */
export interface CertificatesRequest {
  /** False: a caller without one is let in as far as the rest of the policy says. */
  readonly required: boolean;
  /** Whom a forged certificate claims to be. */
  readonly subject: ClaimedSubject;
}

/** Undefined where the policy asks no caller for a certificate. */
export function certificatesOf(plan: SecurityPlan): CertificatesRequest | undefined {
  const node = nodeOf(plan, 'client-certificates');
  if (!node) return undefined;
  const { commonName, uri, dnsName } = node.subjects[0] ?? {};
  return {
    required: node.mode.value === 'Required',
    subject: {
      ...(commonName !== undefined && { commonName }),
      ...(uri !== undefined && { uri }),
      ...(dnsName !== undefined && { dnsName }),
    },
  };
}
