import { nodeOf } from '../../plan/plan.ts';
import { onTheWire } from '../define.ts';
import { owasp, rfc } from '../references.ts';
import { noneServed } from '../refusal.ts';

export const authForgedTokens = onTheWire({
  id: 'auth.forged-tokens',
  title: 'A token or key that nobody issued is refused',
  threat:
    'An attacker writes a token, signs it in a way that the verifier falls for, and is whoever it says.',
  severity: 'Critical',
  references: [owasp.authentication, rfc.jwtPractice],
  appliesWhen: 'the policy takes tokens or API keys (spec.authentication.jwt, apiKeys)',
  proof:
    "GET with tokens of the probe's own making that claim the stated issuer and audience: alg none, no signature, HS256 by a public key, signed by a stranger, with its own key in the header; and with an API key that nobody has. All are refused. Expired tokens and other audiences are not tried, for want of a token that is right in all else.",
  fields: ['spec.authentication.jwt', 'spec.authentication.apiKeys'],
  applies: ({ plan }) => {
    const node = nodeOf(plan, 'authentication');
    return node !== undefined && (node.jwt.length > 0 || node.apiKeys !== undefined);
  },
  host: (view) => {
    const part = view.part('forged');
    if (!('value' in part)) return part;
    return noneServed(part, {
      of: 'forged credentials',
      remedy: 'A forged credential was taken, or nobody is asked for one: see auth.anonymous-refused.',
    });
  },
});
