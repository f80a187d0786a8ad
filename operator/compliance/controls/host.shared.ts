import { inConfiguration } from '../define.ts';
import { asvs, owasp } from '../references.ts';

export const hostShared = inConfiguration({
  id: 'host.shared',
  title: 'No other Ingress of the host undoes the protection',
  threat:
    'Somebody in another namespace adds one annotation to an Ingress of the same host, and the protection of this one is gone.',
  severity: 'Critical',
  references: [owasp.misconfiguration, asvs.failClosed],
  appliesWhen: 'always: a host is shared by whoever names it',
  proof:
    "All Ingresses of the target's hosts, in all namespaces, are read: none of them, nothing on the target itself, and no Service that it leads to, switches protection off or leads past it. Not to be seen on the wire before somebody uses it.",
  fields: [],
  look: ({ hosts, filesOnly }, now) =>
    filesOnly
      ? { result: 'Unknown', message: 'Only these files were read; who else serves the host is not known.' }
      : {
          result: 'Pass',
          evidence: `configuration: no Ingress of ${hosts.join(', ') || 'any host'} undoes it; not to be proved on the wire because each would have to be tried`,
          at: now,
        },
});
