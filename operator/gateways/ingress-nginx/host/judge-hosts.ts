import type { Ingress } from '../../../api/kubernetes.ts';
import type { HostFact } from '../../../plan/host-fact.ts';
import type { SecurityPlan } from '../../../plan/plan.ts';
import type { HostContext } from '../../gateway.ts';
import { readSettings } from '../controller-settings.ts';
import { aliases } from './aliases.ts';
import { backendsElsewhere } from './backends.ts';
import { certificatesOnHosts } from './certificates.ts';
import { sharedConnections } from './connections.ts';
import { type Finding, factOf, type HostInput } from './fact.ts';
import { aroundTheGate } from './gate.ts';
import { loginLoops } from './login.ts';
import { changedMatching } from './matching.ts';
import { paths } from './paths.ts';
import { refusedIngress } from './refused-ingress.ts';
import { serverSettings } from './servers.ts';
import { targetValues } from './target-values.ts';

const JUDGES: readonly ((input: HostInput) => Finding[])[] = [
  aroundTheGate,
  loginLoops,
  serverSettings,
  certificatesOnHosts,
  targetValues,
  refusedIngress,
  changedMatching,
  paths,
  aliases,
  backendsElsewhere,
  sharedConnections,
];

/** More would not be read; a host with hundreds of paths would make a status of megabytes. */
const MAX_FACTS = 64;

/**
 * What undoes, empties or goes around the protection of a target, worked out over all Ingresses of its hosts as the
 * controller merges them (`internal/ingress/controller/controller.go` of ingress-nginx). Errors first.
 */
export function judgeHosts(plan: SecurityPlan, target: Ingress, context: HostContext): HostFact[] {
  if (plan.nodes.length === 0) return [];
  const input: HostInput = {
    plan,
    target,
    neighbours: context.neighbours,
    backends: context.backends,
    besides: context.besides ?? [],
    settings: readSettings(context.settings),
  };
  const facts = JUDGES.flatMap((judge) => judge(input)).map((finding) => factOf(input, finding));
  return facts.toSorted((a, b) => rank(a) - rank(b)).slice(0, MAX_FACTS);
}

const rank = ({ severity }: HostFact): number => (severity === 'error' ? 0 : 1);
