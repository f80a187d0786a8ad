import type { KubernetesObject } from '../api/kubernetes.ts';
import { formatPath } from '../api/path.ts';
import { validateApiPolicy } from '../api/validate.ts';
import { decidePolicy, type PolicyDecision } from '../reconcile/decide.ts';
import { type CrossFinding, findingsOf } from '../reconcile/findings.ts';
import { type OfflineOptions, offlineGateways, offlineSettings } from './offline-settings.ts';
import { OfflineWorld, snapshotOf } from './snapshot.ts';

/** What a set of objects means together: the operator's own decisions, taken offline. */
export interface Analysis {
  readonly decisions: readonly PolicyDecision[];
  readonly findings: readonly CrossFinding[];
}

/**
 * Decides every policy among the objects. A policy that breaks the schema is told apart and takes no part: what it
 * would mean is not known.
 */
export function analyse(objects: readonly KubernetesObject[], options: OfflineOptions = {}): Analysis {
  const valid = objects.filter((object) => problemsOf(object).length === 0);
  const snapshot = snapshotOf(valid);
  const settings = (className: string | undefined) => offlineSettings(snapshot, options, className);
  const world = new OfflineWorld(snapshot, settings, offlineGateways(snapshot));
  const policies = snapshot.policies.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const decisions = policies.map((policy) => decidePolicy(policy, [], world));
  return { decisions, findings: decisions.flatMap(findingsOf) };
}

/** Problems of the policies themselves, in the shape of findings. */
export function schemaFindings(objects: readonly KubernetesObject[]): CrossFinding[] {
  return objects.flatMap((object) =>
    problemsOf(object).map(({ path, rule, message }) => ({
      object: `ApiPolicy ${nameOf(object)}`,
      path: formatPath(path),
      rule,
      severity: 'error' as const,
      message,
      related: [],
    })),
  );
}

const problemsOf = (object: KubernetesObject): ReturnType<typeof validateApiPolicy> =>
  object.kind === 'ApiPolicy' && object.apiVersion.startsWith('apipolicy.dev/')
    ? validateApiPolicy(object)
    : [];

const nameOf = ({ metadata }: KubernetesObject): string =>
  `${metadata.namespace ?? 'default'}/${metadata.name}`;
