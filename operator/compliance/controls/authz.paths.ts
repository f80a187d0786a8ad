import { onTheWire } from '../define.ts';
import { callersOf } from '../probe/callers-request.ts';
import { owasp } from '../references.ts';
import { noneServed } from '../refusal.ts';

export const authzPaths = onTheWire({
  id: 'authz.paths',
  title: 'A path written in another way is no way around',
  threat: 'The gateway reads /health/..;/admin as open, and the application reads it as /admin.',
  severity: 'High',
  references: [owasp.functions, owasp.misconfiguration],
  appliesWhen: 'always: it protects every API',
  proof:
    'GET without credentials of closed paths in disguise (//, .., %2e%2e, %2f, ;, a query, capital letters), around the paths that the policy opens: none is served. A policy without authentication cannot pass: it closes no path.',
  fields: [],
  host: (view) => {
    const callers = callersOf(view.subject, view.host);
    if (!callers || callers.closedPaths.length === 0) {
      return {
        result: 'Fail',
        evidence: 'configuration: no path of the target is closed to anybody',
        message:
          'State spec.authentication, and open less than everything by it: until then every path is open, in any writing.',
      };
    }
    const part = view.part('tricks');
    if (!('value' in part)) return part;
    return noneServed(part, {
      of: 'paths in disguise',
      remedy:
        'The API answers a path that is closed when it is written plainly: see host.shared and host.ungoverned.',
    });
  },
});
