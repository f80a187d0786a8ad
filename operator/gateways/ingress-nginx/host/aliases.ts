import { coversHost } from '../../../plan/hosts.ts';
import { readList } from '../grammar.ts';
import { annotationOf, type Finding, type HostInput } from './fact.ts';
import { comesFirst, keyOf, serversOf, sharedServers } from './locations.ts';

/**
 * `server-alias` and wildcards: who answers for a name that several Ingresses want. A rule's host beats an alias, which
 * is then dropped in silence; a name of its own beats a wildcard.
 */
export function aliases(input: HostInput): Finding[] {
  return [...targetAliases(input), ...takenFromWildcard(input)];
}

/** Aliases of the target that the controller drops, so that the host is served without the policy or not at all. */
function targetAliases({ target, neighbours, settings }: HostInput): Finding[] {
  const names = readList(annotationOf(target, 'server-alias', settings)).map((name) => name.toLowerCase());
  return names.flatMap((host) =>
    neighbours.flatMap(({ ingress, governedBy }): Finding[] => {
      const their = readList(annotationOf(ingress, 'server-alias', settings));
      const served = serversOf(ingress).includes(host);
      const first = sharedServers(target, ingress).length > 0 && comesFirst(ingress, target) === true;
      const twice =
        their.includes(host) &&
        !served &&
        sharedServers(target, ingress).length === 0 &&
        governedBy === undefined;
      if (
        !(served && governedBy === undefined) &&
        !(first && their.length > 0 && !their.includes(host)) &&
        !twice
      )
        return [];
      const why = served
        ? `${keyOf(ingress)} has a rule for it`
        : `${keyOf(ingress)} ${twice ? 'names it as well' : 'is older and has aliases of its own'}`;
      return [
        {
          control: 'host.shared',
          rule: 'alias-ignored',
          severity: 'warning',
          host,
          by: ingress,
          annotation: 'server-alias',
          message: `server-alias ${host} of ${keyOf(target)} is dropped by the controller, since ${why}: the host is served without this policy; give it a rule in ${keyOf(target)} and take it out of ${keyOf(ingress)}`,
        },
      ];
    }),
  );
}

/** Hosts below a wildcard of the target that a neighbour without a policy serves in its stead. */
function takenFromWildcard({ target, neighbours, settings }: HostInput): Finding[] {
  const own = new Set(serversOf(target));
  const wildcards = [...own].filter((host) => host.startsWith('*.'));
  return neighbours.flatMap(({ ingress, governedBy }) => {
    if (governedBy !== undefined) return [];
    const alias = readList(annotationOf(ingress, 'server-alias', settings)).map((name) => name.toLowerCase());
    const below = (host: string) =>
      !own.has(host) &&
      wildcards.some((wildcard) => coversHost(wildcard, host) || host.endsWith(wildcard.slice(1)));
    return [...new Set([...serversOf(ingress), ...alias])].filter(below).map((host): Finding => {
      const byAlias = !serversOf(ingress).includes(host);
      const message = `${host} is below a wildcard of ${keyOf(target)}, and ${keyOf(ingress)} takes it${byAlias ? ' by server-alias' : ''}: every path of it is served without any policy; govern that Ingress by a policy too`;
      return {
        control: 'host.ungoverned',
        rule: 'host-taken-from-wildcard',
        severity: 'warning',
        host,
        by: ingress,
        ...(byAlias && { annotation: 'server-alias' }),
        message,
      };
    });
  });
}
