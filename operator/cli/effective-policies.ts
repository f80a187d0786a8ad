import { formatPath } from '../api/path.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import { baselinesFor, type NamespaceBaselines } from '../policy/baselines.ts';
import { type EffectivePolicy, effectivePolicy } from '../policy/effective.ts';
import { ISSUANCE_RULE } from '../policy/issuance.ts';
import { defaultsField, originOf } from '../policy/merge.ts';
import type { CrossFinding } from '../reconcile/findings.ts';
import type { Snapshot } from './snapshot.ts';

/** A policy among files with what the baselines among them make of it. */
export interface OfflineEffective extends EffectivePolicy, NamespaceBaselines {
  /** `shop/orders` */
  readonly name: string;
}

/** Every policy as it counts in its namespace, by name. */
export function effectivePolicies(snapshot: Snapshot, clusterDomain: string): readonly OfflineEffective[] {
  const named = snapshot.policies.map((policy) => ({ policy, name: nameOf(policy) }));
  return named
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ policy, name }) => {
      const namespace = policy.metadata.namespace ?? 'default';
      const known = snapshot.namespaces.find(({ metadata }) => metadata.name === namespace);
      const baselines = baselinesFor(namespace, known, snapshot.baselines);
      return { name, ...baselines, ...effectivePolicy(policy, baselines.baselines, clusterDomain) };
    });
}

/** What is to be said of the merge itself. */
export function mergeFindings({
  name,
  policy,
  problems,
  origins,
  unknown,
}: OfflineEffective): CrossFinding[] {
  const object = `ApiPolicy ${name}`;
  const invalid = problems.map(
    ({ path, rule, message }): CrossFinding => ({
      ...{ object, path: formatPath(path), severity: 'error', message },
      rule: origins.size > 0 && !rule.startsWith(ISSUANCE_RULE) ? 'invalid-after-merge' : rule,
      related: [],
    }),
  );
  const untold = unknown.map(({ metadata }): CrossFinding => {
    const namespace = policy.metadata.namespace ?? 'default';
    const message = `Namespace ${namespace} is not among these files: whether ClusterApiPolicy ${metadata.name} is for it cannot be told, and its defaults are left out`;
    return {
      ...{ object, path: 'metadata.namespace', rule: 'namespace-not-found', severity: 'info', message },
      related: [`ClusterApiPolicy ${metadata.name}`],
    };
  });
  return [...invalid, ...untold];
}

/** A finding about a field that a baseline gave stands at the baseline's field. */
export function atItsOrigin(finding: CrossFinding, { name, origins }: OfflineEffective): CrossFinding {
  const policy = `ApiPolicy ${name}`;
  const baseline = finding.object === policy ? originOf(finding.path, origins) : undefined;
  if (baseline === undefined) return finding;
  return {
    ...finding,
    object: `ClusterApiPolicy ${baseline}`,
    path: defaultsField(finding.path),
    related: [policy, ...finding.related],
  };
}

/** One finding for what is the same for several policies, as it is of a default: what it is about is joined. */
export function withoutRepeats(findings: readonly CrossFinding[]): CrossFinding[] {
  const seen = new Map<string, CrossFinding>();
  for (const finding of findings) {
    const { object, path, rule, severity, message, related } = finding;
    const id = JSON.stringify([object, path, rule, severity, message]);
    const earlier = seen.get(id);
    const joined = earlier === undefined ? related : [...new Set([...earlier.related, ...related])];
    seen.set(id, { ...finding, related: joined });
  }
  return [...seen.values()];
}

const nameOf = ({ metadata }: ApiPolicy): string => `${metadata.namespace ?? 'default'}/${metadata.name}`;
