import { needsGate } from '../../plan/gate-need.ts';
import { onTheWire } from '../define.ts';
import { asvs, owasp } from '../references.ts';
import { meaningOf } from '../refusal.ts';

export const authFailClosed = onTheWire({
  id: 'auth.fail-closed',
  title: 'While the authenticator is away, nobody gets in',
  threat: 'An attacker waits for, or brings about, an outage of the authenticator, and walks in.',
  severity: 'Critical',
  references: [owasp.authentication, asvs.failClosed],
  appliesWhen:
    'the gate decides on requests (authentication, authorization, limits that it counts, methods, media types)',
  proof:
    "In live objects: the gateway asks the gate (auth-url, read back), and nothing beside it or in the controller's ConfigMap turns a failed answer into a let-in. On the wire: a host that no Ingress has, whose answer is the one of the controller's default backend: never 2xx where the ConfigMap is not seen.",
  fields: ['spec.authentication', 'spec.authorization'],
  applies: ({ plan }) => needsGate(plan),
  host: (view) => {
    const { enforcement, gateway } = view.subject;
    const asked = enforcement.find(({ by }) => by === 'gate');
    if (!asked) {
      return {
        result: 'Unknown',
        message: 'Not seen on the Ingress: the gateway does not ask the gate (yet). See Programmed.',
      };
    }
    const closed = view.part('closed');
    const served =
      'value' in closed ? closed.value.find(({ answer }) => meaningOf(answer) === 'served') : undefined;
    if ('value' in closed && served) {
      return {
        result: 'Fail',
        evidence: `auth-url is on the Ingress, and ${served.what} is served: ${served.answer.status}`,
        message: 'Requests pass the gate by: see auth.anonymous-refused.',
        at: closed.at,
        repeat: closed.repeat,
      };
    }
    const part = view.part('unknownHost');
    if (!('value' in part)) return part;
    const common = { at: part.at, repeat: part.repeat };
    const { status } = part.value;
    const evidence = `configuration: auth-url read back; an unknown host: ${status}`;
    if (status < 300 && !gateway.seen) {
      return {
        result: 'Unknown',
        evidence,
        message:
          "The controller's default backend answers 2xx, and its ConfigMap is not seen: with 401, 403, 502 or 504 in custom-http-errors that would let everybody in while the gate is away.",
        ...common,
      };
    }
    return { result: 'Pass', enforcedBy: 'gate', evidence, ...common };
  },
});
