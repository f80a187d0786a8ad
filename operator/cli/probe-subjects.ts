import type { KubernetesObject } from '../api/kubernetes.ts';
import type { ApiPolicy } from '../api/types.generated.ts';
import type { Subject } from '../compliance/subject.ts';
import { exceptionsFor, type PolicyExceptions } from '../policy/exceptions.ts';
import { planPolicy } from '../policy/plan-policy.ts';
import { subjectOf, verificationOf } from '../reconcile/subject.ts';
import { analyse } from './analysis.ts';
import { type OfflineOptions, offlineSettings } from './offline-settings.ts';
import { snapshotOf } from './snapshot.ts';

/** One policy of the files, with the targets that it governs there. */
export interface ProbedPolicy {
  /** As `shop/orders`. */
  readonly name: string;
  readonly subjects: readonly Subject[];
  readonly exceptions: PolicyExceptions['inForce'];
}

/**
 * What is to be probed for the policies among some objects. Nothing of it is known to be in force: files say what should
 * be, so only the wire can pass a control.
 */
export function probedPolicies(
  objects: readonly KubernetesObject[],
  options: OfflineOptions,
  now: number,
): ProbedPolicy[] {
  const snapshot = snapshotOf(objects);
  return analyse(objects, { ...options, now }).decisions.map(({ policy, targets, problems }) => {
    const subjects = targets.flatMap((target): Subject[] => {
      if (target.kind !== 'governed' || problems.length > 0) return [];
      const { ingress, decision, facts, gateway } = target;
      const settings = offlineSettings(snapshot, options, ingress.spec.ingressClassName);
      const subject = subjectOf({
        written: true,
        plan: planPolicy(policy),
        ingress,
        decision,
        facts,
        gateway,
        settings,
        verification: atOnce(policy),
      });
      return [{ ...subject, enforcement: [], filesOnly: true }];
    });
    const { name, namespace = 'default' } = policy.metadata;
    const { inForce } = exceptionsFor({ namespace, name }, snapshot.baselines, now);
    return { name: `${namespace}/${name}`, subjects, exceptions: inForce };
  });
}

/** Who calls the command wants to see something, also of a policy that lets the operator see nothing. */
function atOnce({ spec }: ApiPolicy): Subject['verification'] {
  const verification = verificationOf(spec);
  return verification.mode === 'Off' ? { ...verification, mode: 'Passive' } : verification;
}
