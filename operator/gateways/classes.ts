import type { Ingress, IngressClass } from '../api/kubernetes.ts';
import type { Remark } from '../plan/outcome.ts';
import type { Gateway } from './gateway.ts';
import { GATEWAYS, gatewayOf } from './registry.ts';

const OLD_ANNOTATION = 'kubernetes.io/ingress.class';
const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';
/** What ingress-nginx takes in the old annotation, unless its flag `--ingress-class` says otherwise. */
const OLD_NAME = 'nginx';

/** What is known beside the IngressClasses. */
export interface ClassContext {
  /** True for files on a command line: a class that is not among them is no fault. */
  readonly offline: boolean;
  /** Further `spec.controller` values of known gateways, read from their Deployments (`--controller-class`). */
  readonly controllers?: ReadonlyMap<string, string>;
  /** Id of a gateway that is seen to serve Ingresses without a class (`--watch-ingress-without-class`). */
  readonly withoutClass?: string;
}

export type ResolvedGateway =
  | {
      readonly kind: 'known';
      readonly gateway: Gateway;
      /** Absent: the Ingress has no class. */
      readonly className?: string;
      /** Name of the controller as IngressClasses have it; absent where it is not known. */
      readonly controller?: string;
      readonly remarks: readonly Remark[];
    }
  | {
      readonly kind: 'unsupported' | 'unknown';
      /** A class of another controller, or no way to tell. */
      readonly reason: 'GatewayNotSupported' | 'GatewayUnknown';
      /** `info` when it is only not among the files. */
      readonly severity: 'warning' | 'info';
      readonly className?: string;
      readonly message: string;
    };

/**
 * Which gateway serves an Ingress. As ingress-nginx and the API server do it: `spec.ingressClassName` first, then the
 * old annotation, then the default class (the newest of several, as the API server's DefaultIngressClass admission).
 */
export function resolveGateway(
  ingress: Ingress,
  classes: readonly IngressClass[],
  context: ClassContext,
): ResolvedGateway {
  const { ingressClassName } = ingress.spec;
  const annotation = ingress.metadata.annotations?.[OLD_ANNOTATION];
  const stated = ingressClassName ?? annotation;
  if (stated !== undefined) {
    const found = classes.find(({ metadata }) => metadata.name === stated);
    if (found) return byController(found, context);
    return unseen(ingress, stated, ingressClassName === undefined, classes, context);
  }
  const byDefault = defaultClass(classes);
  if (byDefault) return byController(byDefault, context);
  const catchAll = GATEWAYS.find(({ id }) => id === context.withoutClass);
  if (catchAll) return { kind: 'known', gateway: catchAll, remarks: [] };
  if (context.offline && classes.length === 0) return assumed(ingress, undefined);
  const message =
    'the Ingress has no class, and no IngressClass is the default: no controller serves it; set spec.ingressClassName';
  return { kind: 'unknown', reason: 'GatewayUnknown', severity: 'warning', message };
}

function byController(found: IngressClass, { controllers }: ClassContext): ResolvedGateway {
  const className = found.metadata.name;
  const controller = found.spec?.controller ?? '';
  const gateway = gatewayOf(controller) ?? GATEWAYS.find(({ id }) => id === controllers?.get(controller));
  if (gateway) return { kind: 'known', gateway, className, controller, remarks: [] };
  const supported = GATEWAYS.flatMap((known) => known.controllers).join(', ');
  const message = `IngressClass ${className} belongs to ${controller === '' ? 'no controller' : controller}, for which nothing is known: what the policy asks is not enforced there (known: ${supported})`;
  return { kind: 'unsupported', reason: 'GatewayNotSupported', severity: 'warning', className, message };
}

/** A class that is named and not seen. */
function unseen(
  ingress: Ingress,
  className: string,
  byAnnotation: boolean,
  classes: readonly IngressClass[],
  { offline }: ClassContext,
): ResolvedGateway {
  const [first] = GATEWAYS;
  // ingress-nginx compares the old annotation with its flag and needs no IngressClass for it.
  if (byAnnotation && className === OLD_NAME && first) {
    return { kind: 'known', gateway: first, className, remarks: [] };
  }
  if (offline && (className === OLD_NAME || classes.length === 0)) return assumed(ingress, className);
  const message = offline
    ? `IngressClass ${className} is not among the files: which controller serves the Ingress is not known, so nothing is rendered for it`
    : `IngressClass ${className} does not exist: no controller serves the Ingress; create the class or correct spec.ingressClassName`;
  const severity = offline ? 'info' : 'warning';
  return { kind: 'unknown', reason: 'GatewayUnknown', severity, className, message };
}

/** Files of an application seldom hold the IngressClass. */
function assumed(ingress: Ingress, className: string | undefined): ResolvedGateway {
  const [gateway] = GATEWAYS;
  if (!gateway) throw new Error('no gateway is registered');
  const missing = className === undefined ? 'no IngressClass is' : `IngressClass ${className} is not`;
  const object = `Ingress ${ingress.metadata.namespace ?? 'default'}/${ingress.metadata.name}`;
  const remark: Remark = {
    severity: 'info',
    field: 'spec.targetRefs',
    rule: 'class-assumed',
    message: `${missing} among the files: ${object} is taken to be served by ${gateway.id}`,
    at: { object, path: className === undefined ? 'spec' : 'spec.ingressClassName' },
  };
  return { kind: 'known', gateway, ...(className !== undefined && { className }), remarks: [remark] };
}

function defaultClass(classes: readonly IngressClass[]): IngressClass | undefined {
  const created = ({ metadata }: IngressClass) => metadata.creationTimestamp ?? '';
  return classes
    .filter(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true')
    .toSorted((a, b) => {
      if (created(a) !== created(b)) return created(a) > created(b) ? -1 : 1;
      return a.metadata.name < b.metadata.name ? -1 : 1;
    })[0];
}
