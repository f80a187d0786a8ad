import type { Reference } from '../control.ts';
import { inConfiguration } from '../define.ts';
import { owasp } from '../references.ts';

const COMPONENTS: Reference = {
  id: 'v5.0.0-15.2.1',
  title: 'Components within their time for updates',
  checked: false,
};

export const gatewayAdvisories = inConfiguration({
  id: 'gateway.advisories',
  title: 'No known advisory of the gateway meets this policy',
  threat: 'A gateway with a known hole is opened by whoever can read.',
  severity: 'High',
  references: [owasp.misconfiguration, COMPONENTS],
  appliesWhen: 'always: every protection rests on the gateway',
  proof:
    "The version of the controller's image is compared with known advisories, and with whether its makers still care for it.",
  fields: [],
  look: ({ gateway }, now) => {
    const [first] = gateway.advisories;
    const read = gateway.knownBy === 'read' ? ' (its behaviour was read, not run)' : '';
    if (first) {
      const ids = gateway.advisories.map(({ id }) => id).join(', ');
      return {
        result: 'Fail',
        evidence: `configuration: ${gateway.id} ${gateway.version ?? 'of unknown version'}${read}: ${ids}`,
        message: gateway.advisories.map(({ id, message }) => `${id}: ${message}`).join(' '),
        at: now,
      };
    }
    return gateway.version === undefined
      ? {
          result: 'Unknown',
          message: `The version of ${gateway.id} is not seen: name its Deployment in the operator's configuration (gateways[].deployment).`,
        }
      : {
          result: 'Pass',
          evidence: `configuration: ${gateway.id} ${gateway.version}${read}, no known advisory applies; not proved on the wire because a version is not shown there`,
          at: now,
        };
  },
});
