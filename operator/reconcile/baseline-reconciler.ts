import { formatPath } from '../api/path.ts';
import type {
  ApiPolicy,
  ClusterApiPolicy,
  ClusterApiPolicyStatus,
  Condition,
} from '../api/types.generated.ts';
import type { Client } from '../kube/client.ts';
import { isNotFound } from '../kube/errors.ts';
import { isLoginIngress } from '../plan/login-ingress.ts';
import { baselinesFor } from '../policy/baselines.ts';
import { unmetRequirements } from '../policy/requirements.ts';
import { winnerOf } from '../policy/targets.ts';
import type { BaselineSource, BaselineSources } from './baseline-source.ts';
import type { ClusterWorld, Reader } from './cluster-world.ts';
import { cut } from './cut.ts';
import { modeOf } from './decide.ts';
import { FIELD_MANAGER } from './ownership.ts';
import { CLUSTER_API_POLICIES } from './resources.ts';
import { sameStatus } from './same-status.ts';

export interface BaselineReconcilerOptions extends BaselineSources {
  readonly client: Client;
  readonly source: BaselineSource;
  readonly policies: Reader<ApiPolicy>;
  readonly world: ClusterWorld;
  readonly now: () => string;
  readonly answered: (baseline: ClusterApiPolicy) => void;
}

type Verdict = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

const NAMED = 5;
const MAX_MESSAGE = 1024;

/** The status of a ClusterApiPolicy: what it is for, and what does not meet it. It writes nothing else. */
export class BaselineReconciler {
  readonly #options: BaselineReconcilerOptions;

  constructor(options: BaselineReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(name: string): Promise<void> {
    const { baselines, client, now, answered } = this.#options;
    const baseline = baselines.get(name);
    if (!baseline) return;
    const status = this.#statusOf(baseline, now());
    if (sameStatus(baseline.status, status)) return;
    const patch = { metadata: { uid: baseline.metadata.uid }, status };
    try {
      answered(
        await client.mergePatchStatus(CLUSTER_API_POLICIES, { name }, patch, { fieldManager: FIELD_MANAGER }),
      );
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  #statusOf(baseline: ClusterApiPolicy, now: string): ClusterApiPolicyStatus {
    const generation = baseline.metadata.generation ?? 0;
    const problems = this.#options.source.problems(baseline);
    const namespaces = problems.length > 0 ? [] : this.#namespacesOf(baseline);
    const policies = namespaces.flatMap((namespace) => [
      ...this.#options.policies.byIndex('namespace', namespace),
    ]);
    const failing = policies.filter((policy) => this.#fails(policy, baseline)).map(nameOf);
    const ungoverned = namespaces.flatMap((namespace) => this.#ungovernedIn(namespace));
    const verdicts = verdictsOf(baseline, problems, failing, ungoverned);
    return {
      observedGeneration: generation,
      conditions: verdicts.map((verdict) => {
        const old = baseline.status?.conditions?.find(({ type }) => type === verdict.type);
        const since = old?.status === verdict.status ? old.lastTransitionTime : now;
        return { ...verdict, observedGeneration: generation, lastTransitionTime: since };
      }),
      governed: {
        namespaces: namespaces.length,
        policies: policies.length,
        failing: failing.length,
        ungovernedIngresses: ungoverned.length,
      },
    };
  }

  #namespacesOf(baseline: ClusterApiPolicy): string[] {
    return [...this.#options.namespaces.list()]
      .filter(
        (namespace) => baselinesFor(namespace.metadata.name, namespace, [baseline]).baselines.length > 0,
      )
      .map(({ metadata }) => metadata.name);
  }

  #fails(policy: ApiPolicy, baseline: ClusterApiPolicy): boolean {
    const { compliance, controls = [] } = policy.status ?? {};
    const assessed = {
      mode: modeOf(policy),
      ...(compliance?.score !== undefined && { score: compliance.score }),
      controls: controls.map(({ id, result, exception }) => ({
        id,
        result,
        excepted: exception !== undefined,
      })),
    };
    return unmetRequirements(assessed, [baseline]).length > 0;
  }

  #ungovernedIn(namespace: string): string[] {
    const { world } = this.#options;
    return [...world.ingressesOf(namespace)]
      .filter(
        (ingress) => !isLoginIngress(ingress) && winnerOf(ingress, world.claimants(ingress)) === undefined,
      )
      .map(nameOf);
  }
}

function verdictsOf(
  { spec }: ClusterApiPolicy,
  problems: ReturnType<BaselineSource['problems']>,
  failing: readonly string[],
  ungoverned: readonly string[],
): Verdict[] {
  if (problems.length > 0) {
    const message = cut(
      problems.map(({ path, message: text }) => `${formatPath(path)}: ${text}`).join('; '),
      MAX_MESSAGE,
    );
    return (['Accepted', 'Ready'] as const).map((type) => ({
      type,
      status: 'False',
      reason: 'Invalid',
      message,
    }));
  }
  const compliant = complianceOf(spec, failing, ungoverned);
  return [
    { type: 'Accepted', status: 'True', reason: 'Accepted', message: '' },
    compliant,
    { type: 'Ready', status: 'True', reason: 'Ready', message: '' },
  ];
}

function complianceOf(
  { require }: ClusterApiPolicy['spec'],
  failing: readonly string[],
  ungoverned: readonly string[],
): Verdict {
  const type = 'Compliant';
  if (failing.length > 0) {
    return {
      type,
      status: 'False',
      reason: 'PoliciesFailing',
      message: `spec.require is not met by ${some(failing)}.`,
    };
  }
  if (require?.ungovernedIngresses === 'Report' && ungoverned.length > 0) {
    const message = `No ApiPolicy governs ${some(ungoverned)}.`;
    return { type, status: 'False', reason: 'UngovernedIngresses', message };
  }
  return { type, status: 'True', reason: 'Compliant', message: '' };
}

function some(names: readonly string[]): string {
  const shown = names.toSorted().slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
}

const nameOf = ({ metadata }: Pick<ApiPolicy, 'metadata'>): string =>
  `${metadata.namespace ?? 'default'}/${metadata.name}`;
