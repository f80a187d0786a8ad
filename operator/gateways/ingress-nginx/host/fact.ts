import type { ControlId } from '../../../api/control-id.ts';
import type { ConfigMap, Ingress, Service } from '../../../api/kubernetes.ts';
import type { HostFact } from '../../../plan/host-fact.ts';
import type { PlanNodeKind, SecurityPlan } from '../../../plan/plan.ts';
import type { Neighbour } from '../../gateway.ts';
import { objectName } from '../annotations.ts';
import type { ControllerSettings } from '../controller-settings.ts';

/** What every judgement about hosts is given. */
export interface HostInput {
  readonly plan: SecurityPlan;
  readonly target: Ingress;
  readonly neighbours: readonly Neighbour[];
  readonly backends: readonly Service[];
  /** Other Ingresses that lead to one of these Services. */
  readonly besides: readonly Neighbour[];
  readonly settings: ControllerSettings;
}

/** A fact before it knows whose intent suffers. */
export interface Finding extends Pick<HostFact, 'rule' | 'severity' | 'message'> {
  /** Absent: none fails by it. */
  readonly control?: ControlId;
  readonly host?: string;
  /** The object that does it. */
  readonly by: Ingress | Service | ConfigMap;
  /** Name without prefix. */
  readonly annotation?: string;
  readonly path?: string;
  /** Fields of the policy that cause it; absent: those that the control is about. */
  readonly fields?: readonly string[];
}

const MAX_MESSAGE = 256;

/** Which parts of a plan suffer when a control fails; all of them for what is not listed. */
const GATE: readonly PlanNodeKind[] = [
  'authentication',
  'authorization',
  'counted-rate',
  'methods',
  'content-types',
  'plaintext',
];

const NODES: Readonly<Partial<Record<ControlId, readonly PlanNodeKind[]>>> = {
  'auth.anonymous-refused': ['authentication'],
  'auth.fail-closed': GATE,
  'auth.identity-headers': ['authentication'],
  'tls.plaintext': ['plaintext'],
  'tls.certificate': ['serving-certificate', 'issued-certificate'],
  'mtls.client-required': ['client-certificates'],
  'mtls.client-verified': ['client-certificates'],
  'mtls.client-subjects': ['client-certificates'],
  'mtls.backend-verified': ['backend-certificates'],
  'mtls.backend-client': ['backend-certificates'],
  'rate.per-address': ['address-rate', 'connections', 'rate-exemptions'],
  'input.body-size': ['body-size'],
  'input.waf': ['waf'],
  'output.cors': ['cors'],
  'output.headers': ['security-headers', 'response-headers'],
  'network.addresses': ['allowed-addresses', 'denied-addresses'],
};

/** Stated leaves of the plan that a control is about. */
export function fieldsBehind(plan: SecurityPlan, control: ControlId): string[] {
  const kinds = NODES[control];
  const nodes = plan.nodes.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  return [...new Set(nodes.flatMap(({ fields }) => fields))];
}

export function factOf({ plan, settings }: HostInput, finding: Finding): HostFact {
  const { control, rule, severity, host = '', by, annotation, path, message, fields } = finding;
  return {
    ...(control !== undefined && { control }),
    host,
    by: objectName(by),
    ...(annotation !== undefined && { annotation: `${settings.annotationPrefix}/${annotation}` }),
    ...(path !== undefined && { path }),
    rule,
    severity,
    fields: fields ?? (control === undefined ? [] : fieldsBehind(plan, control)),
    message: message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message,
  };
}

/** Value of one of the controller's annotations, named without prefix; blanks alone are no value to the controller. */
export function annotationOf(
  { metadata }: Ingress,
  name: string,
  { annotationPrefix }: ControllerSettings,
): string | undefined {
  const value = metadata.annotations?.[`${annotationPrefix}/${name}`]?.trim();
  return value === '' ? undefined : value;
}

/** A value in a message: short, on one line. */
export function quoted(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}

/** A host in a message. */
export const hostText = (host: string): string => (host === '' ? 'any other host' : host);
