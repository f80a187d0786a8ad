import type { Ingress } from '../../api/kubernetes.ts';
import type { PlaintextNode } from '../../plan/nodes/plaintext.ts';
import type { Remark } from '../../plan/outcome.ts';
import { nodeOf, type SecurityPlan } from '../../plan/plan.ts';
import type { AnnotationGroup } from '../gateway.ts';
import { objectName } from './annotations.ts';
import { linesToAdd } from './controller-settings.ts';
import { group, type LoweringInput, type Part } from './part.ts';
import { bool } from './values.ts';

const FIELD = 'spec.tls.plaintext';

/**
 * Plaintext Redirect: `force-ssl-redirect`, because `ssl-redirect` alone redirects only hosts whose certificate the
 * controller has. Refuse is the gate's. Allow writes nothing.
 */
export function lowerRedirect(input: LoweringInput): Part {
  const node = nodeOf(input.plan, 'plaintext');
  const fields = node?.fields ?? [];
  const mode = plaintextMode(input.plan);
  if (mode === 'Refuse') return { groups: [notRedirected(fields, input)] };
  if (mode !== 'Redirect') return {};
  if (servesDefaultBackendAlone(input.target)) {
    const message =
      'an Ingress with a defaultBackend and no rules is never redirected by ingress-nginx: give it a rule with its host';
    return {
      shortfalls: fields.map((field) => ({ field, result: 'NotEnforceable', message })),
      remarks:
        fields.length > 0
          ? []
          : [{ severity: 'warning', field: FIELD, rule: 'redirect-impossible', message }],
    };
  }
  const annotations = { 'force-ssl-redirect': bool('force-ssl-redirect', true) };
  return { groups: [group('redirect', annotations, fields, input)], remarks: exempted(input) };
}

/** Absent: nothing is said of plaintext. Beside callers' certificates that means Redirect: http asks for none. */
export function plaintextMode(plan: SecurityPlan): PlaintextNode['mode']['value'] | undefined {
  const stated = nodeOf(plan, 'plaintext')?.mode.value;
  return stated ?? (nodeOf(plan, 'client-certificates') ? 'Redirect' : undefined);
}

/**
 * Plaintext Refuse: the gate sees requests over http and refuses them, which it cannot where nginx redirects them first.
 * Without the gate the same two annotations would open port 80.
 */
function notRedirected(fields: readonly string[], input: LoweringInput): AnnotationGroup {
  const off = bool('force-ssl-redirect', false);
  const annotations = { 'force-ssl-redirect': off, 'ssl-redirect': off };
  return { ...group('redirect', annotations, fields, input), enforcedBy: 'gate', needs: 'auth' };
}

export function servesDefaultBackendAlone(target: Ingress): boolean {
  return target.spec.defaultBackend !== undefined && (target.spec.rules ?? []).length === 0;
}

/** Paths that the controller's own configuration takes out of every redirect. The ACME path is meant to be. */
function exempted({ target, settings }: LoweringInput): Remark[] {
  const exemptions = settings
    .list('no-tls-redirect-locations')
    .filter((prefix) => !prefix.startsWith('/.well-known/'));
  if (!settings.seen || exemptions.length === 0) return [];
  const paths = (target.spec.rules ?? [])
    .flatMap((rule) => rule.http?.paths ?? [])
    .map(({ path = '/' }) => path);
  const open = [...new Set(paths.filter((path) => exemptions.some((prefix) => path.startsWith(prefix))))];
  if (open.length === 0) return [];
  const remedy = linesToAdd(settings, { 'no-tls-redirect-locations': '/.well-known/acme-challenge' });
  const message = `http is not redirected on ${open.join(', ')}: the controller exempts them; ${remedy}`;
  return [
    { severity: 'warning', field: FIELD, rule: 'redirect-exempted', message, related: [objectName(target)] },
  ];
}
