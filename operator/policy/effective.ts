import { formatPath } from '../api/path.ts';
import type { Problem } from '../api/problem.ts';
import type { ApiPolicy, ApiPolicySpec, ClusterApiPolicy } from '../api/types.generated.ts';
import { validateApiPolicy } from '../api/validate.ts';
import { GATE_DEFAULTS } from '../plan/gate-plan.ts';
import { crossSectionProblems } from './cross-section.ts';
import { issuanceOf, issuanceProblems } from './issuance.ts';
import { issuedSecretProblems } from './issued-secrets.ts';
import { mergeDefaults, type Origins, originOf } from './merge.ts';

/** A policy as it counts in its namespace. */
export interface EffectivePolicy {
  /** The policy with the defaults of its baselines; the very object that was given, where they add nothing. */
  readonly policy: ApiPolicy;
  readonly origins: Origins;
  /**
   * Not empty: policy and defaults are each valid, and together they are not (reason InvalidAfterMerge); or the policy
   * lacks a section that only a baseline could have given (reason Invalid, where none gives anything); or it would have
   * issued what its namespace may not (reason IssuanceNotPermitted).
   */
  readonly problems: readonly Problem[];
}

const NOTHING: Origins = new Map();

/**
 * Merges and validates again. Policy and baselines have been validated on their own.
 *
 * @param clusterDomain domain of the cluster's services; default: `cluster.local`
 */
export function effectivePolicy(
  policy: ApiPolicy,
  baselines: readonly ClusterApiPolicy[],
  clusterDomain: string = GATE_DEFAULTS.clusterDomain,
): EffectivePolicy {
  const { namespace = 'default' } = policy.metadata;
  const beyondSchema = (spec: ApiPolicySpec): readonly Problem[] => [
    ...crossSectionProblems(spec),
    ...issuedSecretProblems({ metadata: policy.metadata, spec }),
    ...issuanceProblems(spec, { namespace, issuance: issuanceOf(baselines), clusterDomain }),
  ];
  const asIs = { policy, origins: NOTHING, problems: beyondSchema(policy.spec) };
  if (baselines.every(({ spec }) => spec.defaults === undefined)) return asIs;
  const { spec, origins } = mergeDefaults(policy.spec, baselines);
  if (origins.size === 0) return asIs;
  const { apiVersion, kind, metadata } = policy;
  const found = validateApiPolicy({ apiVersion, kind, metadata: { name: metadata.name }, spec });
  return {
    policy: { ...policy, spec },
    origins,
    problems: [
      ...found.map((problem) => ({ ...problem, message: withOrigins(problem, origins) })),
      ...beyondSchema(spec),
    ],
  };
}

/** The message with the baselines that have a part in it, since the policy alone shows nothing wrong. */
function withOrigins({ path, message }: Problem, origins: Origins): string {
  const at = formatPath(path);
  const below = [...origins].filter(([field]) => field.startsWith(`${at}.`) || field.startsWith(`${at}[`));
  const own = originOf(at, origins);
  const given = below.length > 0 ? below : own === undefined ? [...origins] : [[at, own] as const];
  const parts = given.map(([field, baseline]) => `${field} by ClusterApiPolicy ${baseline}`);
  return `${message}; not stated here, but given: ${parts.join(', ')}`;
}
