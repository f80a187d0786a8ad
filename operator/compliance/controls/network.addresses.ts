import { nodeOf } from '../../plan/plan.ts';
import { wireIsMute } from '../client-wall.ts';
import { onTheWire } from '../define.ts';
import { forgeableAddress } from '../forwarded.ts';
import { asvs, owasp } from '../references.ts';

export const networkAddresses = onTheWire({
  id: 'network.addresses',
  title: 'Only the stated networks reach the API',
  threat: 'An API that was meant for an office or a partner answers the whole Internet.',
  severity: 'Medium',
  references: [owasp.misconfiguration, asvs.intermediaryHeaders],
  appliesWhen: 'the policy has a section network',
  proof:
    'Where the probe itself stands outside of the list: 403, and 403 as well when it claims another address by X-Forwarded-For. Where it stands inside: by configuration, that of the gateway as well, and a claimed address outside changes nothing.',
  fields: ['spec.network'],
  applies: ({ plan }) =>
    nodeOf(plan, 'allowed-addresses') !== undefined || nodeOf(plan, 'denied-addresses') !== undefined,
  byConfiguration: (subject, views) =>
    wireIsMute(subject) && views.every((view) => forgeableAddress(view) === undefined),
  host: (view) => {
    const forgeable = forgeableAddress(view);
    if (forgeable?.result === 'Fail') return forgeable;
    const part = view.part('forgedAddress');
    if (!('value' in part)) return part;
    const { plain, claimed } = part.value;
    const common = { at: part.at, repeat: part.repeat };
    if (plain === 403) {
      return { result: 'Pass', evidence: `GET from outside of the list: 403, also as ${claimed}`, ...common };
    }
    if (forgeable) return { ...forgeable, ...common };
    const written = view.subject.enforcement.find(({ field }) => field.startsWith('spec.network'));
    if (!written || plain >= 500) {
      return {
        result: 'Unknown',
        evidence: `GET from the probe: ${plain}`,
        message: 'Whether the probe stands inside of the list cannot be told from this answer.',
        ...common,
      };
    }
    return {
      result: 'Pass',
      enforcedBy: written.by,
      evidence: `configuration: the list is written; GET from the probe: ${plain}, also as ${claimed}: a refusal is not proved on the wire because the probe stands inside`,
      ...common,
    };
  },
});
