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
    'Every ready replica of the gate says that it enforces these rules as they are now. A probe has no account, so it cannot be refused for a missing role; what it can see of the rules is authz.paths.',
  fields: ['spec.authorization'],
  applies: ({ plan }) => nodeOf(plan, 'authorization') !== undefined,
  look: ({ gate, plan }) => {
    if (!gate) return { result: 'Unknown', message: 'The gate was not seen: see Programmed.' };
    const rules = nodeOf(plan, 'authorization')?.rules.length ?? 0;
    const common = { at: gate.at, evidence: `gate: ${gate.replicas} replicas, ${rules} rules` };
    return gate.acknowledged && gate.replicas > 0
      ? { result: 'Pass', enforcedBy: 'gate', ...common }
      : {
          result: 'Unknown',
          message: 'Not every replica of the gate enforces the rules as they are now: see Programmed.',
          ...common,
        };
  },
});
