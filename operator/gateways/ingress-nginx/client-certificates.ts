import { clientsCertificate, managedBundle } from '../../plan/certificate-names.ts';
import type { ClientCertificatesNode } from '../../plan/nodes/client-certificates.ts';
import type { Shortfall } from '../../plan/outcome.ts';
import { nodeOf, type SecurityPlan } from '../../plan/plan.ts';
import { group, type LoweringInput, type Part } from './part.ts';
import { plaintextMode, servesDefaultBackendAlone } from './redirect.ts';
import { integer, secretReference } from './values.ts';

/**
 * Callers' certificates: nginx demands and verifies them for the whole server of a host, over TLS alone. So plaintext is
 * closed with it, in the same apply or not at all. Whom a certificate names is judged by the gate: `auth-tls-match-cn` has
 * no end and answers on port 80, and `auth-tls-error-page` lets a caller without a certificate in by another path.
 */
export function lowerClientCertificates(input: LoweringInput): Part {
  const node = nodeOf(input.plan, 'client-certificates');
  if (!node) return {};
  const fields = gatewayFields(node);
  const open = whyPlaintextStaysOpen(input);
  if (open !== undefined) {
    const message = `not written: ${open}, and over http no certificate is asked for`;
    return { shortfalls: fields.map((field): Shortfall => ({ field, result: 'NotEnforceable', message })) };
  }
  const { namespace, name } = input.plan.policy;
  const annotations = {
    'auth-tls-secret': secretReference('auth-tls-secret', namespace, authoritySecret(name, node)),
    'auth-tls-verify-client': node.mode.value === 'Optional' ? 'optional' : 'on',
    'auth-tls-verify-depth': integer('auth-tls-verify-depth', node.verifyDepth.value),
  };
  // Whoever redirects http does it well enough where the gate would refuse it; without the gate it stays open.
  const needs = plaintextMode(input.plan) === 'Refuse' ? 'auth' : 'redirect';
  return { groups: [{ ...group('client-certificates', annotations, fields, input), needs }] };
}

/** Name of the Secret with the CA, in the policy's namespace. */
export function authoritySecret(policy: string, { authority }: ClientCertificatesNode): string {
  switch (authority.source) {
    case 'secret':
      return authority.secretName;
    case 'issuer':
      return clientsCertificate(policy);
    case 'managed':
      return managedBundle(policy);
  }
}

/** Leaves that nginx enforces: subjects are the gate's, and what is issued is cert-manager's. */
function gatewayFields({ fields, subjects, issue }: ClientCertificatesNode): string[] {
  const others = new Set([...subjects, ...issue].map(({ field }) => field));
  return fields.filter((field) => !others.has(field));
}

/** Leaves about whom a certificate names. */
export function subjectFields(plan: SecurityPlan): string[] {
  return nodeOf(plan, 'client-certificates')?.subjects.map(({ field }) => field) ?? [];
}

function whyPlaintextStaysOpen({ plan, target }: LoweringInput): string | undefined {
  const mode = plaintextMode(plan);
  if (mode === 'Allow') return 'spec.tls.plaintext is Allow';
  return mode === 'Redirect' && servesDefaultBackendAlone(target)
    ? 'an Ingress with a defaultBackend and no rules is never redirected by ingress-nginx'
    : undefined;
}
