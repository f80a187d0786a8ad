import { nodesOf } from '../../plan/plan.ts';
import { onTheWire } from '../define.ts';
import { owasp, rfc } from '../references.ts';

export const rateResponse = onTheWire({
  id: 'rate.response',
  title: 'A limited client is told so, and when to come again',
  threat: 'A client that gets 503 takes the API to be down and tries again at once, which makes it worse.',
  severity: 'Low',
  references: [owasp.consumption, rfc.tooMany],
  appliesWhen: 'the policy limits by client address (spec.rateLimit.rules)',
  proof: 'With verification.limits Enabled: the refusal is 429 and has Retry-After.',
  fields: [],
  applies: ({ plan }) => nodesOf(plan, 'address-rate').length > 0,
  host: (view) => {
    const part = view.part('addressLimit');
    if (!('value' in part)) {
      return view.subject.verification.limits === 'Disabled' && part.at === undefined
        ? { ...part, message: 'Not asked: set spec.verification.limits: Enabled to see how a refusal looks.' }
        : part;
    }
    const { refusal } = part.value;
    const common = { at: part.at, repeat: part.repeat };
    if (!refusal) return { result: 'Unknown', message: 'no request was refused', ...common };
    const retry = refusal.headers['retry-after'];
    const evidence = `a refusal: ${refusal.status}, ${retry === undefined ? 'no Retry-After' : `Retry-After: ${retry}`}`;
    if (refusal.status !== 429) {
      return {
        result: 'Fail',
        evidence,
        message:
          'Set limit-req-status-code: "429" in the controller\'s ConfigMap (ingress-nginx answers 503).',
        ...common,
      };
    }
    return retry === undefined
      ? {
          result: 'Fail',
          evidence,
          message: 'ingress-nginx sends no Retry-After with its own limits.',
          ...common,
        }
      : { result: 'Pass', evidence: 'a refusal: 429 with Retry-After', ...common };
  },
});
