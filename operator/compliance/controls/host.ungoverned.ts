import { inConfiguration } from '../define.ts';
import { asvs, owasp } from '../references.ts';

export const hostUngoverned = inConfiguration({
  id: 'host.ungoverned',
  title: 'Every path of the host is governed',
  threat:
    'The longer path of an Ingress without a policy is served past all protection, on the name that people trust.',
  severity: 'High',
  references: [owasp.inventory, asvs.notExposed],
  appliesWhen: 'always: a host is shared by whoever names it',
  proof:
    "All Ingresses of the target's hosts, in all namespaces, are read: each path belongs to an Ingress that a policy governs.",
  fields: [],
  look: ({ hosts, filesOnly }, now) =>
    filesOnly
      ? { result: 'Unknown', message: 'Only these files were read; who else serves the host is not known.' }
      : {
          result: 'Pass',
          evidence: `configuration: every path of ${hosts.join(', ') || 'the target'} is governed; not proved on the wire because paths cannot be listed there`,
          at: now,
        },
});
