import { nodeOf } from '../../plan/plan.ts';
import { wireIsMute } from '../client-wall.ts';
import { onTheWire } from '../define.ts';
import { owasp, rfc } from '../references.ts';

export const inputMethods = onTheWire({
  id: 'input.methods',
  title: 'Only the stated methods are taken',
  threat: 'A method that nobody thought of reads, changes or mirrors what it should not.',
  severity: 'Medium',
  references: [owasp.misconfiguration, rfc.notAllowed],
  appliesWhen: 'the policy lists methods (spec.validation.methods)',
  proof: 'TRACE, and a safe method that the policy does not list: 405 each, without credentials.',
  fields: ['spec.validation.methods'],
  applies: ({ plan }) => nodeOf(plan, 'methods') !== undefined,
  byConfiguration: wireIsMute,
  host: (view) => {
    const part = view.part('methods');
    if (!('value' in part)) return part;
    const common = { at: part.at, repeat: part.repeat };
    const evidence = part.value.map(({ what, answer }) => `${what}: ${answer.status}`).join(', ');
    const others = part.value.filter(({ answer }) => answer.status !== 405);
    if (others.length === 0) return { result: 'Pass', evidence, ...common };
    const served = others.filter(({ answer }) => ![401, 403].includes(answer.status) && answer.status < 500);
    return served.length > 0
      ? {
          result: 'Fail',
          evidence,
          message: `${served.map(({ what }) => what).join(', ')} reached the application.`,
          ...common,
        }
      : { result: 'Unknown', evidence, message: 'It was refused for another reason.', ...common };
  },
});
