import type { Ingress } from '../../../api/kubernetes.ts';
import { isCanary } from '../canary.ts';
import type { ControllerSettings } from '../controller-settings.ts';
import { readBool } from '../grammar.ts';
import { annotationOf, type Finding, type HostInput, hostText, quoted } from './fact.ts';
import { keyOf, locationsOf, sharedServers } from './locations.ts';

/**
 * One Ingress of a host with `use-regex` or `rewrite-target` turns every location of that host into a pattern without
 * regard to case, anchored at its start alone, of which the longest is tried first: `Exact` is exact no more.
 */
export function changedMatching({ target, neighbours, settings }: HostInput): Finding[] {
  return neighbours.flatMap(({ ingress }) =>
    sharedServers(target, ingress).flatMap((host) => {
      const [name] = patternAnnotations(ingress, host, settings);
      if (name === undefined || patternAnnotations(target, host, settings).length > 0) return [];
      const names = patternAnnotations(ingress, host, settings).map(
        (each) => `${each} ${quoted(annotationOf(ingress, each, settings) ?? '')}`,
      );
      const paths = locationsOf(target)
        .filter((location) => location.host === host)
        .map(({ path, type }) => `${type} ${path}`);
      const message = `${names.join(' and ')} of ${keyOf(ingress)} ${names.length > 1 ? 'make' : 'makes'} every path of ${hostText(host)} a pattern, without case, open at its end: no longer what it says is ${some(paths)}; move ${keyOf(ingress)} to a host of its own`;
      return [
        {
          control: 'host.shared' as const,
          rule: 'regex-neighbour',
          severity: 'warning' as const,
          host,
          by: ingress,
          annotation: name,
          message,
        },
      ];
    }),
  );
}

/** The annotations of an Ingress that switch a host to patterns, `rewrite-target` first. A canary's are not read. */
function patternAnnotations(ingress: Ingress, host: string, settings: ControllerSettings): string[] {
  if (isCanary(ingress, settings.annotationPrefix)) return [];
  const paths = locationsOf(ingress).filter((location) => location.host === host);
  const target = annotationOf(ingress, 'rewrite-target', settings);
  const rewrites = target !== undefined && paths.some(({ path }) => path !== target);
  const regex = readBool(annotationOf(ingress, 'use-regex', settings)) === true && paths.length > 0;
  return [...(rewrites ? ['rewrite-target'] : []), ...(regex ? ['use-regex'] : [])];
}

function some(paths: readonly string[]): string {
  if (paths.length === 0) return 'no path of the target';
  return paths.length > 3 ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more` : paths.join(', ');
}
