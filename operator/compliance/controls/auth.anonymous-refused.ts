import { onTheWire } from '../define.ts';
import { urlOf } from '../host-view.ts';
import { asvs, owasp, rfc } from '../references.ts';

const MESSAGE =
  'Nothing that this operator sees refuses a caller without credentials. This version has no section authentication: let the application refuse, and have the exception granted (ClusterApiPolicy, exceptions) where it does.';

export const authAnonymousRefused = onTheWire({
  id: 'auth.anonymous-refused',
  title: 'Nobody gets in without credentials',
  threat: 'Whoever finds the address uses the API.',
  severity: 'Critical',
  references: [owasp.authentication, asvs.failClosed, rfc.unauthorized],
  appliesWhen: 'always: it protects every API',
  proof:
    'GET without credentials. This version cannot pass it: it has no authentication, and one refused path says nothing of the others.',
  fields: [],
  host: (view) => {
    const secure = view.part('secure');
    if (!('value' in secure)) {
      return {
        result: 'Fail',
        evidence: 'configuration: nothing authenticates callers on the gateway',
        message: MESSAGE,
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
      : { result: 'Fail', evidence, message: MESSAGE, ...common };
  },
});
