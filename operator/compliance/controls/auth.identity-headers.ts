import { nodeOf } from '../../plan/plan.ts';
import { onTheWire } from '../define.ts';
import { asvs, owasp } from '../references.ts';
import { noneServed } from '../refusal.ts';

export const authIdentityHeaders = onTheWire({
  id: 'auth.identity-headers',
  title: 'Who the caller is, the caller does not say',
  threat: 'A client sends X-Auth-Request-User: admin, and the application believes it.',
  severity: 'High',
  references: [owasp.authentication, asvs.intermediaryHeaders],
  appliesWhen: 'the policy authenticates callers (spec.authentication)',
  proof:
    'GET with identity headers of its own and without credentials: refused. That the gateway overwrites all of them for callers whom it lets in is seen in what is written on it (auth-response-headers); only the application could see more.',
  fields: ['spec.authentication'],
  applies: ({ plan }) => nodeOf(plan, 'authentication') !== undefined,
  host: (view) => {
    const part = view.part('claimedIdentity');
    if (!('value' in part)) return part;
    const { at, repeat, value } = part;
    const tried = [{ what: 'X-Auth-Request-User', answer: value }];
    return noneServed(
      { at, repeat, value: tried },
      {
        of: 'identity headers of a client',
        remedy: 'The API answers to a name that the client gave itself.',
      },
    );
  },
});
