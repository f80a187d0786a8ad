import { nodeOf } from '../../plan/plan.ts';
import { onTheWire } from '../define.ts';
import { owasp, rfc } from '../references.ts';
import { noneServed } from '../refusal.ts';

export const authQueryTokens = onTheWire({
  id: 'auth.query-tokens',
  title: 'A token in the address is no credential',
  threat: 'Addresses stand in logs, histories and Referer headers, and a token in them is read by many.',
  severity: 'Medium',
  references: [owasp.authentication, rfc.oauthPractice],
  appliesWhen: 'the policy authenticates callers (spec.authentication)',
  proof:
    'GET with ?access_token= and a token of the probe: refused like a request without credentials. The gate reads no query.',
  fields: ['spec.authentication'],
  applies: ({ plan }) => nodeOf(plan, 'authentication') !== undefined,
  host: (view) => {
    const part = view.part('queryToken');
    if (!('value' in part)) return part;
    const { at, repeat, value } = part;
    return noneServed(
      { at, repeat, value: [{ what: '?access_token=', answer: value }] },
      { of: 'a token in the query', remedy: 'The API answers to a request whose token is in the address.' },
    );
  },
});
