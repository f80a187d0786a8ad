import { nodesOf } from '../../plan/plan.ts';
import type { Verdict } from '../control.ts';
import { onTheWire } from '../define.ts';
import type { HostView } from '../host-view.ts';
import { owasp, rfc } from '../references.ts';

export const rateResponse = onTheWire({
  id: 'rate.response',
  title: 'A limited client is told so, and when to come again',
  threat: 'A client that gets 503 takes the API to be down and tries again at once, which makes it worse.',
  severity: 'Low',
  references: [owasp.consumption, rfc.tooMany],
  appliesWhen: 'the policy limits how often callers may ask (spec.rateLimit.rules)',
  proof:
    'Of limits that the gateway counts, with verification.limits Enabled: the refusal is 429 and has Retry-After. Of limits that the gate counts: it refused somebody within the last two intervals, and its refusals reach the client as they are.',
  fields: [],
  applies: ({ plan }) => nodesOf(plan, 'address-rate').length > 0 || nodesOf(plan, 'counted-rate').length > 0,
  host: (view) => {
    const byGate = nodesOf(view.subject.plan, 'counted-rate').length > 0;
    if (byGate && view.subject.plainRefusals) return plainly;
    if (nodesOf(view.subject.plan, 'address-rate').length === 0) return answeredByGate(view);
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

const plainly: Verdict = {
  result: 'Fail',
  evidence: 'configuration: auth-url asks for plain refusals: over the limit the client gets 403',
  message:
    'The error page of the Ingress (custom-http-errors, default-backend) belongs to somebody else: hand it over, or give the API an Ingress of its own.',
};

function answeredByGate({ subject, now }: HostView): Verdict {
  const { gate, verification } = subject;
  if (!gate) return { result: 'Unknown', message: 'The gate was not seen: see Programmed.' };
  const oldest = now - 2 * verification.intervalSeconds * 1000;
  const recent = Object.values(gate.rates).some(({ lastRefusedAt = 0 }) => lastRefusedAt >= oldest);
  return recent
    ? {
        result: 'Pass',
        enforcedBy: 'gate',
        evidence: 'gate: refused over a limit; its error page answers 429 with Retry-After',
        at: gate.at,
      }
    : { result: 'Unknown', message: 'Nobody met a limit of late.', at: gate.at };
}
