import type { ClusterApiPolicy } from '../api/types.generated.ts';
import { baselinesFor } from '../policy/baselines.ts';
import { voidFrom } from '../policy/exceptions.ts';
import { unmetRequirements } from '../policy/requirements.ts';
import { claimedBy } from '../policy/targets.ts';
import { modeOf } from '../reconcile/decide.ts';
import type { CrossFinding } from '../reconcile/findings.ts';
import type { OfflineEffective } from './effective-policies.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * What is to be said of the baselines among files: exceptions that are void, policies that only audit where more is
 * required, Ingresses without a policy. Scores and controls are judged in the cluster alone.
 *
 * @param now milliseconds since the epoch
 */
export function baselineFindings(
  snapshot: Snapshot,
  policies: readonly OfflineEffective[],
  now: number,
): CrossFinding[] {
  return [
    ...snapshot.baselines.flatMap((baseline) => voidExceptions(baseline, snapshot, now)),
    ...policies.flatMap(heldBack),
    ...snapshot.baselines.flatMap((baseline) => ungoverned(baseline, snapshot)),
  ];
}

function voidExceptions(baseline: ClusterApiPolicy, snapshot: Snapshot, now: number): CrossFinding[] {
  return (baseline.spec.exceptions ?? []).flatMap((exception, index) => {
    const at = `spec.exceptions[${index}]`;
    const finding = { object: nameOf(baseline), severity: 'warning' as const, related: [] };
    if (!(now < voidFrom(exception))) {
      const message = `void since the end of ${exception.expires} (UTC), ${exception.control} counts again: remove it, or ${exception.owner} asks for a later date`;
      return [{ ...finding, path: `${at}.expires`, rule: 'exception-expired', message }];
    }
    const namespace = snapshot.namespaces.find(({ metadata }) => metadata.name === exception.namespace);
    if (namespace === undefined || isFor(baseline, exception.namespace, snapshot)) return [];
    const message = `without effect: the namespaceSelector of this baseline leaves out Namespace ${exception.namespace}; grant it in a baseline that is for it`;
    return [{ ...finding, path: `${at}.namespace`, rule: 'exception-elsewhere', message }];
  });
}

/** Of what is required, how a policy is enforced is all that shows in files. */
function heldBack({ name, policy, baselines, problems }: OfflineEffective): CrossFinding[] {
  if (problems.length > 0) return [];
  const unmet = unmetRequirements({ mode: modeOf(policy), controls: [] }, baselines);
  return unmet
    .filter(({ field }) => field === 'spec.require.enforcement')
    .map(({ baseline, message }) => ({
      object: `ApiPolicy ${name}`,
      path: modeOf(policy) === 'Paused' ? 'metadata.annotations["apipolicy.dev/paused"]' : 'spec.enforcement',
      rule: 'requirement-not-met',
      severity: 'warning' as const,
      message: `ClusterApiPolicy ${baseline} requires more: ${message}`,
      related: [`ClusterApiPolicy ${baseline}`],
    }));
}

/** Its policy may exist elsewhere, so this is never more than an information. */
function ungoverned(baseline: ClusterApiPolicy, snapshot: Snapshot): CrossFinding[] {
  if (baseline.spec.require?.ungovernedIngresses === undefined) return [];
  const path = 'spec.require.ungovernedIngresses';
  return snapshot.ingresses
    .filter(({ metadata }) => isFor(baseline, metadata.namespace ?? 'default', snapshot))
    .filter((ingress) => !snapshot.policies.some((policy) => claimedBy(policy, ingress)))
    .map(({ metadata }) => {
      const ingress = `Ingress ${metadata.namespace ?? 'default'}/${metadata.name}`;
      const message = `${ingress} has no ApiPolicy among these files: nothing is protected there`;
      return {
        ...{ object: nameOf(baseline), path, rule: 'ungoverned-ingress', severity: 'info' as const },
        ...{ message, related: [ingress] },
      };
    });
}

function isFor(baseline: ClusterApiPolicy, namespace: string, { namespaces }: Snapshot): boolean {
  const known = namespaces.find(({ metadata }) => metadata.name === namespace);
  return baselinesFor(namespace, known, [baseline]).baselines.length > 0;
}

const nameOf = ({ metadata }: ClusterApiPolicy): string => `ClusterApiPolicy ${metadata.name}`;
