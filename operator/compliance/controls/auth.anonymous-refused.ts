import { nodeOf } from '../../plan/plan.ts';
import { demandsCertificates } from '../client-wall.ts';
import type { Verdict } from '../control.ts';
import { onTheWire } from '../define.ts';
import { type HostView, urlOf } from '../host-view.ts';
import { callersOf } from '../probe/callers-request.ts';
import { asvs, owasp, rfc } from '../references.ts';
import { noneServed } from '../refusal.ts';

const REMEDY =
  'Nothing refuses a caller without credentials here: state spec.authentication, or, where the application refuses on every path by itself, have an exception granted (ClusterApiPolicy, exceptions).';

export const authAnonymousRefused = onTheWire({
  id: 'auth.anonymous-refused',
  title: 'Nobody gets in without credentials',
  threat: 'Whoever finds the address uses the API.',
  severity: 'Critical',
  references: [owasp.authentication, asvs.failClosed, rfc.unauthorized],
  appliesWhen:
    'always: it protects every API, but where client certificates are demanded (spec.mutualTLS.clients with mode Required), which do it',
  proof:
    'GET without credentials of a path of the target, of one below it, and of neighbours of the paths that the policy opens: 401, 403 or the login, each time. A policy without authentication cannot pass: one refused path says nothing of the others.',
  fields: ['spec.authentication'],
  instead: ({ plan }) =>
    demandsCertificates(plan)
      ? 'spec.mutualTLS.clients with mode Required authenticates callers by their certificates: see mtls.client-required and mtls.client-verified.'
      : undefined,
  host: (view) => (nodeOf(view.subject.plan, 'authentication') ? authenticated(view) : unauthenticated(view)),
});

function authenticated(view: HostView): Verdict {
  if (callersOf(view.subject, view.host)?.closedPaths.length === 0) {
    return {
      result: 'Fail',
      evidence: 'configuration: spec.authentication.anonymous opens every path of the target',
      message:
        'Nobody is asked for credentials: take the rule that opens all out of spec.authentication.anonymous.',
    };
  }
  const part = view.part('closed');
  if (!('value' in part)) return part;
  return noneServed(part, {
    of: `GET on ${view.host || 'any host'} without credentials`,
    remedy:
      'The API answers a caller without credentials. See Programmed, host.shared and the annotations of the Ingress for what undoes the authentication.',
  });
}

function unauthenticated(view: HostView): Verdict {
  const secure = view.part('secure');
  if (!('value' in secure)) {
    return {
      result: 'Fail',
      evidence: 'configuration: nothing authenticates callers on the gateway',
      message: REMEDY,
    };
  }
  const { status } = secure.value;
  const evidence = `GET ${urlOf(view)} without credentials: ${status}`;
  const common = { at: secure.at, repeat: secure.repeat };
  return status === 401
    ? {
        result: 'Unknown',
        evidence,
        message: 'The application refuses here; whether it does so on every path cannot be told.',
        ...common,
      }
    : { result: 'Fail', evidence, message: REMEDY, ...common };
}
