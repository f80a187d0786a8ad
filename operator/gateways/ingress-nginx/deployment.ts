import type { Container, Deployment } from '../../api/kubernetes.ts';
import type { GatewaySettings } from '../gateway.ts';
import { DEFAULT_PREFIX } from './annotations.ts';
import { readBool } from './grammar.ts';

/** Value of `IngressClass.spec.controller` that the controller answers to unless `--controller-class` says otherwise. */
export const CONTROLLER_NAME = 'k8s.io/ingress-nginx';

/** The container that runs the controller, in a Deployment that is known to: else by the chart's name for it. */
export function controllerContainer(deployment: Deployment | undefined): Container | undefined {
  return recognised(deployment) ?? containersOf(deployment).find(({ name }) => name === 'controller');
}

/** True for a Deployment that nobody named as the controller's, and that shows it by program or image. */
export function isController(deployment: Deployment): boolean {
  return recognised(deployment) !== undefined;
}

const containersOf = (deployment: Deployment | undefined): readonly Container[] =>
  deployment?.spec?.template?.spec?.containers ?? [];

function recognised(deployment: Deployment | undefined): Container | undefined {
  const containers = containersOf(deployment);
  const words = (container: Container) => [...(container.command ?? []), ...(container.args ?? [])];
  return (
    containers.find((container) =>
      words(container).some((word) => /(^|\/)nginx-ingress-controller$/.test(word)),
    ) ?? containers.find(({ image = '' }) => /ingress-nginx|nginx-ingress-controller/.test(image))
  );
}

/** Value of a command-line flag, written as `--flag=value`, `--flag value` or `--flag` alone (then `true`). */
export function flag(deployment: Deployment | undefined, name: string): string | undefined {
  const container = controllerContainer(deployment);
  const words = [...(container?.command ?? []), ...(container?.args ?? [])];
  let found: string | undefined;
  for (const [index, word] of words.entries()) {
    const [, key, value] = /^--?([a-z0-9-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (key !== name) continue;
    const next = words[index + 1];
    found = value ?? (next === undefined || next.startsWith('-') ? 'true' : next);
  }
  return found;
}

/** Version of the controller: as stated, else from the image's tag. */
export function controllerVersion(settings: GatewaySettings): string | undefined {
  const tag = controllerContainer(settings.deployment)
    ?.image?.split('@')[0]
    ?.split('/')
    .at(-1)
    ?.split(':')[1];
  return /^(?:controller-)?v?([0-9]+\.[0-9]+\.[0-9]+)/.exec(settings.version ?? tag ?? '')?.[1];
}

/** True when a version is known and at least `wanted`. */
export function atLeast(version: string | undefined, wanted: string): boolean {
  if (version === undefined) return false;
  const [ours, theirs] = [version, wanted].map((text) => text.split('.').map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (ours?.[index] ?? 0) - (theirs?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

export function annotationPrefix(settings: GatewaySettings): string {
  const { deployment, earlierPrefix } = settings;
  const stated = deployment ? flag(deployment, 'annotations-prefix') : earlierPrefix;
  return stated !== undefined && /^[a-z0-9]([-a-z0-9.]{0,250}[a-z0-9])?$/.test(stated)
    ? stated
    : DEFAULT_PREFIX;
}

/** Name by which IngressClasses call this controller. */
export function controllerName(deployment: Deployment): string | undefined {
  if (!controllerContainer(deployment)) return undefined;
  return flag(deployment, 'controller-class') ?? CONTROLLER_NAME;
}

/** Whether the controller also serves Ingresses that have no class at all. */
export function watchesWithoutClass(deployment: Deployment | undefined): boolean {
  return readBool(flag(deployment, 'watch-ingress-without-class')) === true;
}
