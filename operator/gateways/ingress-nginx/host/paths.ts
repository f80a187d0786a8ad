import type { Ingress } from '../../../api/kubernetes.ts';
import { ACME_PATH, isSolverIngress } from '../../../plan/acme-challenge.ts';
import { isLoginIngress } from '../../../plan/login-ingress.ts';
import { nodeOf } from '../../../plan/plan.ts';
import type { Neighbour } from '../../gateway.ts';
import { isCanary } from '../canary.ts';
import { type Finding, type HostInput, hostText } from './fact.ts';
import { comesFirst, keyOf, type Location, locationsOf, sameLocation, serversOf } from './locations.ts';

/** Paths of the target's hosts that the policy does not reach. */
export function paths(input: HostInput): Finding[] {
  const { target, neighbours, settings } = input;
  const prefix = settings.annotationPrefix;
  if (isCanary(target, prefix)) return [];
  const real = neighbours.filter(({ ingress }) => !isCanary(ingress, prefix));
  const canaries = neighbours.filter(({ ingress }) => isCanary(ingress, prefix));
  return [
    ...real.flatMap((neighbour) => besides(input, neighbour)),
    ...canaries.flatMap(({ ingress }) => divertedTo(input, ingress)),
    ...serversOf(target).flatMap((host) => madeRoot(input, real, host)),
    ...exemptions(input),
  ];
}

function besides({ target }: HostInput, { ingress, governedBy }: Neighbour): Finding[] {
  if (isSolverIngress(ingress) || isOwnLogin(target, ingress)) return [];
  const ours = locationsOf(target);
  const hosts = new Set(serversOf(target));
  return locationsOf(ingress)
    .filter(({ host }) => hosts.has(host))
    .flatMap((location): Finding[] => {
      const shared = { host: location.host, path: location.path, by: ingress };
      if (ours.some((own) => sameLocation(own, location))) {
        const taken = twin(target, ingress, governedBy, location);
        return taken ? [{ ...shared, ...taken }] : [];
      }
      if (governedBy !== undefined) return [];
      const shorter = ours.filter(
        (own) => own.host === location.host && location.path.startsWith(own.path.replace(/\/$/, '')),
      );
      const longest = shorter.toSorted((a, b) => b.path.length - a.path.length)[0];
      const beats =
        longest && longest.path !== location.path ? `, which beats ${longest.path} of ${keyOf(target)},` : '';
      const message = `${keyOf(ingress)} serves ${hostText(location.host)}${location.path}${beats} without any policy; govern that Ingress by a policy too, or move the path into ${keyOf(target)}`;
      return [
        { ...shared, control: 'host.ungoverned', rule: 'ungoverned-path', severity: 'warning', message },
      ];
    });
}

/** The login of an API of this namespace: it is asked nothing because it is what is asked. */
const isOwnLogin = (target: Ingress, other: Ingress): boolean =>
  isLoginIngress(other) && other.metadata.namespace === target.metadata.namespace;

type Told = Pick<Finding, 'control' | 'rule' | 'severity' | 'message'>;

/** The same path twice: the older Ingress has it, with its own service and its own annotations. */
function twin(
  target: Ingress,
  other: Ingress,
  governedBy: string | undefined,
  { host, path }: Location,
): Told | undefined {
  const first = comesFirst(other, target);
  const place = `${hostText(host)}${path}`;
  const whose = governedBy === undefined ? 'without any policy' : `under policy ${governedBy}`;
  if (first === false) {
    if (governedBy !== undefined) return undefined;
    const message = `${keyOf(other)} asks for ${place} too. ${keyOf(target)} is older and has it; once it is made anew the other one has, without any policy. Take the path out there or govern it too`;
    return { control: 'host.ungoverned', rule: 'twin-path', severity: 'warning', message };
  }
  const doubt = first === undefined ? 'and of two the older has it' : 'and is older';
  const message = `${keyOf(other)} asks for ${place} too, ${doubt}: it is served there ${whose}, and nothing of this policy applies; take the path out of one of them`;
  const severity = first === true && governedBy === undefined ? 'error' : 'warning';
  return { control: 'host.shared', rule: 'path-taken', severity, message };
}

/** Annotations of a canary are not read: its share of the traffic stays protected, and goes to another service. */
function divertedTo({ target }: HostInput, canary: Ingress): Finding[] {
  if (canary.metadata.namespace === target.metadata.namespace) return [];
  const ours = locationsOf(target);
  return locationsOf(canary)
    .filter((location) => ours.some((own) => sameLocation(own, location)))
    .map(({ host, path }) => ({
      control: 'host.shared',
      rule: 'canary-of-another-namespace',
      severity: 'warning',
      host,
      path,
      by: canary,
      annotation: 'canary',
      message: `canary "true" of ${keyOf(canary)} sends a share of ${hostText(host)}${path} to a service of namespace ${canary.metadata.namespace ?? 'default'}, credentials and all; take it out, or move it into namespace ${target.metadata.namespace ?? 'default'}`,
    }));
}

/** Where no Ingress names `/`, the controller makes it from the oldest one, with its default backend. */
function madeRoot({ target }: HostInput, neighbours: readonly Neighbour[], host: string): Finding[] {
  const there = neighbours.filter(({ ingress }) => serversOf(ingress).includes(host));
  const all = [target, ...there.map(({ ingress }) => ingress)];
  const named = all.some((ingress) =>
    locationsOf(ingress).some((location) => sameLocation(location, { host, path: '/', type: 'Prefix' })),
  );
  if (named) return [];
  return there
    .filter(
      ({ ingress, governedBy }) =>
        governedBy === undefined &&
        ingress.spec.defaultBackend !== undefined &&
        all.every((other) => other === ingress || comesFirst(ingress, other) !== false),
    )
    .map(({ ingress }) => ({
      control: 'host.ungoverned',
      rule: 'default-backend-of-neighbour',
      severity: 'warning',
      host,
      path: '/',
      by: ingress,
      message: `no Ingress names ${hostText(host)}/: the controller makes it from the oldest, ${keyOf(ingress)}, with its defaultBackend and without any policy; name / in ${keyOf(target)}`,
    }));
}

/**
 * A path of the target below the ACME path is never redirected to https, nor asked for a login. What cert-manager adds
 * there to an Ingress that it edits in place is meant so.
 */
function exemptions({ plan, target, settings }: HostInput): Finding[] {
  if (nodeOf(plan, 'plaintext')?.mode.value !== 'Redirect') return [];
  const exempted = settings.list('no-tls-redirect-locations');
  return locationsOf(target)
    .filter(({ path }) => path.startsWith(ACME_PATH) && exempted.some((prefix) => path.startsWith(prefix)))
    .filter(({ challenge }) => !challenge)
    .map(({ host, path }) => ({
      control: 'host.shared',
      rule: 'acme-path',
      severity: 'warning',
      host,
      path,
      by: target,
      message: `${hostText(host)}${path} of ${keyOf(target)} is below ${ACME_PATH}, where the controller neither redirects to https nor asks for a login; serve it under another path, or leave it to the ACME solver's own Ingress`,
    }));
}
