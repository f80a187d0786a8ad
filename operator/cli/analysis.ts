import type { KubernetesObject } from '../api/kubernetes.ts';
import { formatPath } from '../api/path.ts';
import { type Problem, validateApiPolicy, validateClusterApiPolicy } from '../api/validate.ts';
import type { Companions } from '../companions/companions-of.ts';
import { companionSettings } from '../companions/settings.ts';
import { decidePolicy, type PolicyDecision } from '../reconcile/decide.ts';
import { type CrossFinding, findingsOf } from '../reconcile/findings.ts';
import { baselineFindings } from './baseline-findings.ts';
import { certificateFindings, type OfflineCertificates, offlineCertificates } from './certificates.ts';
import { companionFindings, offlineCompanions, policiesInForce } from './companions.ts';
import { atItsOrigin, effectivePolicies, mergeFindings, withoutRepeats } from './effective-policies.ts';
import { objectName } from './lint/object-name.ts';
import { type OfflineOptions, offlineGateways, offlineSettings } from './offline-settings.ts';
import { OfflineWorld, snapshotOf } from './snapshot.ts';

/** What a set of objects means together: the operator's own decisions, taken offline. */
export interface Analysis {
  /** Of the policies with the defaults of their baselines. */
  readonly decisions: readonly PolicyDecision[];
  /** What stands beside the gateway, by namespace, as it would be once everything is ready. */
  readonly companions: ReadonlyMap<string, Companions>;
  /** What cert-manager is asked for, by namespace. */
  readonly certificates: OfflineCertificates;
  readonly findings: readonly CrossFinding[];
}

/**
 * Decides every policy among the objects, with the baselines among them. A policy or baseline that breaks the schema is
 * told apart and takes no part: what it would mean is not known.
 */
export function analyse(objects: readonly KubernetesObject[], options: OfflineOptions = {}): Analysis {
  const valid = objects.filter((object) => problemsOf(object).length === 0);
  const snapshot = snapshotOf(valid);
  const settings = (className: string | undefined) => offlineSettings(snapshot, options, className);
  const world = new OfflineWorld(snapshot, settings, offlineGateways(snapshot));
  const companionsSettings = companionSettings(options.companions ?? {});
  const decided = effectivePolicies(snapshot, companionsSettings.clusterDomain).map((effective) => ({
    effective,
    decision: decidePolicy(effective.policy, effective.problems, world),
  }));
  const inForce = policiesInForce(decided.map(({ decision }) => decision));
  const companions = offlineCompanions(inForce, companionsSettings);
  const certificates = offlineCertificates(inForce, snapshot, companionsSettings.clusterDomain);
  const findings = decided.flatMap(({ effective, decision }) => {
    const own = effective.problems.length > 0 ? [] : findingsOf(decision);
    const all = [
      ...own,
      ...companionFindings(decision.policy, companions, own),
      ...certificateFindings(decision.policy, certificates),
    ];
    return [...mergeFindings(effective), ...all.map((finding) => atItsOrigin(finding, effective))];
  });
  const policies = decided.map(({ effective }) => effective);
  return {
    decisions: decided.map(({ decision }) => decision),
    companions,
    certificates,
    findings: withoutRepeats([
      ...findings,
      ...baselineFindings(snapshot, policies, options.now ?? Date.now()),
    ]),
  };
}

/** Problems of the policies and baselines themselves, in the shape of findings. */
export function schemaFindings(objects: readonly KubernetesObject[]): CrossFinding[] {
  return objects.flatMap((object) =>
    problemsOf(object).map(({ path, rule, message }) => ({
      object: objectName(object),
      path: formatPath(path),
      rule,
      severity: 'error' as const,
      message,
      related: [],
    })),
  );
}

const problemsOf = (object: KubernetesObject): readonly Problem[] =>
  object.apiVersion.startsWith('apipolicy.dev/') ? (VALIDATE[object.kind]?.(object) ?? []) : [];

const VALIDATE: Readonly<Record<string, (document: unknown) => readonly Problem[]>> = {
  ApiPolicy: validateApiPolicy,
  ClusterApiPolicy: validateClusterApiPolicy,
};
