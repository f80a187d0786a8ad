import { nodeOf, nodesOf } from '../../plan/plan.ts';
import { wireIsMute } from '../client-wall.ts';
import { onTheWire } from '../define.ts';
import { forgeableAddress } from '../forwarded.ts';
import { asvs, owasp } from '../references.ts';

export const ratePerAddress = onTheWire({
  id: 'rate.per-address',
  title: 'One address cannot take all of the API',
  threat: 'A single client guesses passwords, copies the data or uses up what all others need.',
  severity: 'Medium',
  references: [owasp.consumption, asvs.antiAutomation],
  appliesWhen: 'the policy limits by client address (spec.rateLimit.rules or connections)',
  proof:
    "With verification.limits Enabled: as many requests as the rule needs, at most 100, until one is refused (429 or 503). Else by configuration alone: the limit is written and read back, nobody empties it, and the client cannot choose its address, as the gateway's own configuration says.",
  fields: ['spec.rateLimit'],
  applies: ({ plan }) =>
    nodesOf(plan, 'address-rate').length > 0 || nodeOf(plan, 'connections') !== undefined,
  byConfiguration: (subject, views) =>
    views.every((view) => forgeableAddress(view) === undefined) &&
    (subject.verification.limits === 'Disabled' ||
      wireIsMute(subject) ||
      nodesOf(subject.plan, 'address-rate').length === 0),
  host: (view) => {
    const forgeable = forgeableAddress(view);
    if (forgeable) return forgeable;
    const part = view.part('addressLimit');
    if (!('value' in part)) return part;
    const { sent, refusal } = part.value;
    const common = { at: part.at, repeat: part.repeat };
    return refusal
      ? { result: 'Pass', evidence: `requests in a row: refused with ${refusal.status}`, ...common }
      : {
          result: 'Fail',
          evidence: `${sent} requests in a row, none refused`,
          message:
            'The limit was not met: look for an exemption of the probe (exemptCIDRs, limit-allowlist), a canary, or more controllers than the policy knows of.',
          ...common,
        };
  },
});
