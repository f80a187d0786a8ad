import { nodeOf } from '../../plan/plan.ts';
import { inConfiguration } from '../define.ts';
import { owasp } from '../references.ts';

export const authzRules = inConfiguration({
  id: 'authz.rules',
  title: 'A known caller does no more than the rules let it',
  threat: 'Any account reads and changes what only some roles may.',
  severity: 'High',
  references: [owasp.functions],
  appliesWhen: 'the policy states rules (spec.authorization)',
  proof:
    'None yet: a probe has no account, so it cannot be refused for a missing role, and what is written is no proof. Every replica of the gate says whether it enforces the rules as they are now; what a caller without account can see of them is authz.paths.',
  fields: ['spec.authorization'],
  applies: ({ plan }) => nodeOf(plan, 'authorization') !== undefined,
  look: ({ gate, plan }) => {
    if (!gate) return { result: 'Unknown', message: 'The gate was not seen: see Programmed.' };
    const rules = nodeOf(plan, 'authorization')?.rules.length ?? 0;
    const replicas = `${gate.replicas} ${gate.replicas === 1 ? 'replica' : 'replicas'}`;
    return {
      result: 'Unknown',
      evidence: `gate: ${replicas}, ${rules} ${rules === 1 ? 'rule' : 'rules'}, ${gate.acknowledged ? '' : 'not '}all enforced as they are now`,
      message: gate.acknowledged
        ? 'In force, and not proved: no probe has an account that a rule would refuse.'
        : 'Not every replica of the gate enforces the rules as they are now: see Programmed.',
      at: gate.at,
    };
  },
});
