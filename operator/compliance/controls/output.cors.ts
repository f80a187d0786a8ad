import { nodeOf } from '../../plan/plan.ts';
import { wireIsMute } from '../client-wall.ts';
import { onTheWire } from '../define.ts';
import { asvs, owasp } from '../references.ts';

const STILL_REACHED =
  'Origins decide who may read an answer. The request itself still reaches the application from any origin.';

export const outputCors = onTheWire({
  id: 'output.cors',
  title: 'Only the stated origins may read answers',
  threat: 'A page of anybody reads what the API answers to a user who is logged in.',
  severity: 'Medium',
  references: [owasp.misconfiguration, asvs.cors],
  appliesWhen: 'the policy has a section exposure.cors',
  proof:
    'GET with a foreign Origin: no Access-Control-Allow-Origin for it, and never * with credentials; GET with a stated origin: exactly that origin.',
  fields: ['spec.exposure.cors'],
  applies: ({ plan }) => nodeOf(plan, 'cors') !== undefined,
  byConfiguration: wireIsMute,
  host: (view) => {
    const part = view.part('cors');
    if (!('value' in part)) return part;
    const { foreign, own } = part.value;
    const node = nodeOf(view.subject.plan, 'cors');
    const anyone = node?.allowOrigins.value.includes('*') === true;
    const common = { at: part.at, repeat: part.repeat };
    const granted = foreign.answer.headers['access-control-allow-origin'];
    const credentials = foreign.answer.headers['access-control-allow-credentials'] === 'true';
    const evidence = `Origin ${foreign.origin}: Access-Control-Allow-Origin ${granted ?? 'absent'}`;
    const fail = (message: string, seen = evidence) => ({
      result: 'Fail' as const,
      evidence: seen,
      message,
      ...common,
    });
    if (granted === '*' && credentials) {
      return fail(
        'Every origin is let in with credentials: state origins in spec.exposure.cors.allowOrigins.',
      );
    }
    if (granted === foreign.origin || (granted === '*' && !anyone)) {
      return fail(
        'A foreign origin is let in: an application or a neighbour adds the header, or the gateway ignores the list.',
      );
    }
    if (own === undefined) {
      return anyone && granted !== '*'
        ? fail('Every origin is stated, and a foreign one is not let in: the section is not in force.')
        : { result: 'Pass', evidence, message: STILL_REACHED, ...common };
    }
    const allowed = own.answer.headers['access-control-allow-origin'];
    const both = `${evidence}; ${own.origin}: ${allowed ?? 'absent'}`;
    return allowed === own.origin || allowed === '*'
      ? { result: 'Pass', evidence: both, message: STILL_REACHED, ...common }
      : fail('A stated origin is not let in: the section is not in force on this host.', both);
  },
});
