import type { KubernetesObject, ManagedFieldsEntry } from '../../api/kubernetes.ts';
import type { Resource } from '../../kube/resource.ts';
import { GATE } from '../../plan/gate-plan.ts';
import { LOGIN_NAME } from '../../plan/login-ingress.ts';
import { FIELD_MANAGER, RECORD_PREFIX } from '../ownership.ts';
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  INGRESSES,
  NETWORK_POLICIES,
  POD_DISRUPTION_BUDGETS,
  ROLE_BINDINGS,
  SERVICE_ACCOUNTS,
  SERVICES,
} from '../resources.ts';

/** Digest of what was applied last: a field that is no longer wanted shows by it, although nothing is missing. */
export const APPLIED = `${RECORD_PREFIX}applied`;

/**
 * Kinds of companions in the order in which they are written. What a pod needs stands before the pod, and what an
 * Ingress names before the Ingress; they are removed the other way round.
 */
export const COMPANION_RESOURCES = [
  SERVICE_ACCOUNTS,
  ROLE_BINDINGS,
  NETWORK_POLICIES,
  CONFIG_MAPS,
  SERVICES,
  DEPLOYMENTS,
  POD_DISRUPTION_BUDGETS,
  INGRESSES,
] as readonly Resource[] as readonly Resource<LiveCompanion>[];

/** A companion as the cache keeps it: whole, without the list of its managers. */
export interface LiveCompanion extends KubernetesObject {
  /** The operator applied it. Anything else of the name is somebody else's, whatever labels it has. */
  readonly ours: boolean;
  readonly [field: string]: unknown;
}

const GATE_NAMES: ReadonlySet<string> = new Set([
  GATE.name,
  GATE.errorsName,
  GATE.planName,
  GATE.headersName,
]);

/** Whether the operator calls a companion so. Objects of other names are never touched as companions. */
export const isCompanionName = (name: string): boolean => GATE_NAMES.has(name) || LOGIN_NAME.test(name);

/** `Deployment/apipolicy-gate`: what a companion is known by within its namespace. */
export const idOf = ({ kind, metadata }: Pick<KubernetesObject, 'kind' | 'metadata'>): string =>
  `${kind}/${metadata.name}`;

/** @throws RangeError for a kind that is no companion's. */
export function resourceOf(kind: string): Resource<LiveCompanion> {
  const resource = COMPANION_RESOURCES.find((known) => known.kind === kind);
  if (!resource) throw new RangeError(`no companion is of kind ${kind}`);
  return resource;
}

/** In the order of {@link COMPANION_RESOURCES}, then by name. */
export function inOrder<T extends Pick<KubernetesObject, 'kind' | 'metadata'>>(objects: readonly T[]): T[] {
  const rank = ({ kind }: T): number => COMPANION_RESOURCES.findIndex((known) => known.kind === kind);
  return objects.toSorted((a, b) => rank(a) - rank(b) || (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** What the cache keeps of an object. Contents of a ConfigMap that is no companion are dropped. */
export function observeCompanion(object: KubernetesObject): LiveCompanion {
  const { managedFields, ...metadata } = object.metadata;
  const ours = (managedFields ?? []).some(isOurs) || (object as Partial<LiveCompanion>).ours === true;
  const { data, ...rest } = object as KubernetesObject & { readonly data?: unknown };
  return { ...rest, ...(data !== undefined && isCompanionName(metadata.name) && { data }), metadata, ours };
}

const isOurs = ({ manager, operation, subresource }: ManagedFieldsEntry): boolean =>
  manager === FIELD_MANAGER && operation === 'Apply' && !subresource;
