import type { IngressTls } from '../api/kubernetes.ts';
import type { Gateway } from '../gateways/gateway.ts';
import type { GroupDecision } from './group-decision.ts';
import type { ObservedIngress } from './ownership.ts';

const quoted = (entries: Readonly<Record<string, string>>): string =>
  Object.entries(entries)
    .map(([key, value]) => `${key}: "${value}"`)
    .join(', ');

const whose = (managers: readonly string[]): string =>
  managers.length === 0
    ? 'somebody else (no field manager is recorded)'
    : `field manager ${managers.join(', ')}`;

/** Somebody changed what we had written, and it is left so. */
function leftMessage(
  { drifted, foreign, group, managers }: Extract<GroupDecision, { kind: 'conflict' }>,
  left: 'reported' | 'contested',
): string {
  const changes = drifted.map((key) => {
    const wanted = group.annotations[key] ?? '';
    return foreign[key] === '' || foreign[key] === undefined
      ? `${key} was removed ("${wanted}" was written)`
      : `${key} was changed from "${wanted}" to "${foreign[key]}"`;
  });
  const by = managers.length === 0 ? 'somebody who is no longer recorded' : whose(managers);
  return left === 'reported'
    ? `${changes.join(', ')} by ${by}, and is not put back: spec.drift is Report`
    : `Contested: ${changes.join(', ')} by ${by} again and again; it is left until the next repair within the hour's budget`;
}

/** Says whose value stands in the way, why it does not meet the policy, and the command that hands the fields over. */
export function conflictMessage(
  conflict: Extract<GroupDecision, { kind: 'conflict' }>,
  gateway: Gateway,
  ingress: ObservedIngress,
): string {
  const { name, namespace = 'default' } = ingress.metadata;
  const why = gateway.explainForeign(conflict.group, conflict.foreign);
  const settled = conflict.left ? leftMessage(conflict, conflict.left) : undefined;
  const removals = Object.keys(conflict.foreign)
    .map((key) => `${key}-`)
    .join(' ');
  if (settled !== undefined) {
    const command = `kubectl annotate ingress/${name} -n ${namespace} ${removals}`;
    return `${settled}${why ? ` (${why})` : ''}. To hand it over, take it out of the source that sets it and run: ${command}`;
  }
  return [
    `${quoted(conflict.foreign)} of ${whose(conflict.managers)} stands in the way${why ? ` (${why})` : ''};`,
    'the group is left as it is.',
    `To hand it over, take it out of the source that sets it and run: kubectl annotate ingress/${name} -n ${namespace} ${removals}`,
  ].join(' ');
}

/** The same for `spec.tls`. */
export function tlsConflictMessage(
  managers: readonly string[],
  wanted: readonly IngressTls[],
  ingress: ObservedIngress,
): string {
  const { name, namespace = 'default' } = ingress.metadata;
  const secrets = wanted.map((entry) => entry.secretName).join(', ');
  return [
    `spec.tls of ${whose(managers)} does not serve every host from Secret ${secrets}; it is left as it is.`,
    `Set secretName: ${secrets} there, or hand it over: kubectl patch ingress/${name} -n ${namespace}`,
    `--type=json -p '[{"op":"remove","path":"/spec/tls"}]'`,
  ].join(' ');
}
