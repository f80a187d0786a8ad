import { GATE, GATE_HEADERS, type GatePolicy } from '../../plan/gate-plan.ts';
import type { SecurityPlan } from '../../plan/plan.ts';
import { type CompanionObject, companionLabels, podSelector } from '../object.ts';
import { disruptionBudget, ingressRule } from '../pods.ts';
import type { CompanionSettings } from '../settings.ts';
import { gateDeployment } from './deployment.ts';

/** ClusterRole of the chart: to read the one ConfigMap that a gate goes by. */
const ROLE = 'apipolicy-gate';

/**
 * Headers of every question to the gate, in the controller's template after those of its own. nginx neither sets nor
 * clears the first, and programs behind a proxy tend to believe it: an empty value takes it off. The others are what nginx
 * found of the caller's certificate: a caller's own headers of these names never pass, and `NONE` or nothing is what the
 * gate is told where no certificate was asked for. nginx's own `ssl-client-*` are the caller's there.
 */
const QUESTION_HEADERS = {
  'X-Forwarded-Uri': '',
  [GATE_HEADERS.verify]: '$ssl_client_verify',
  [GATE_HEADERS.certificate]: '$ssl_client_escaped_cert',
  [GATE_HEADERS.serverName]: '$ssl_server_name',
};

/** Everything that the gate of a namespace is made of. */
export function gateObjects(
  namespace: string,
  entries: readonly GatePolicy[],
  plans: readonly SecurityPlan[],
  settings: CompanionSettings,
): CompanionObject[] {
  const labels = companionLabels(GATE.name);
  const metadata = (name: string) => ({ name, namespace, labels });
  const data = entries.map((entry) => [entry.policy, JSON.stringify(entry)] as const);
  const service = (name: string, ports: Readonly<Record<string, number>>): CompanionObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(name),
    spec: {
      type: 'ClusterIP',
      selector: labels,
      ports: Object.entries(ports).map(([port, number]) => ({
        name: port,
        port: number,
        targetPort: number,
        protocol: 'TCP',
      })),
    },
  });
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: metadata(GATE.name),
      automountServiceAccountToken: false,
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: metadata(GATE.name),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: ROLE },
      subjects: [{ kind: 'ServiceAccount', name: GATE.name, namespace }],
    },
    networkPolicy(namespace, settings),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(GATE.headersName), data: QUESTION_HEADERS },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(GATE.planName),
      data: Object.fromEntries(data.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    },
    service(GATE.name, { decisions: GATE.decisionPort, control: GATE.controlPort }),
    // The gateway takes the first port of this one, and holds on to it.
    service(GATE.errorsName, { errors: GATE.errorsPort }),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata(GATE.name),
      spec: gateDeployment(namespace, plans, settings),
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: metadata(GATE.name),
      spec: disruptionBudget(GATE.name),
    },
  ];
}

/** Who reaches the decision port can try out identities, so that is the gateway's alone. */
function networkPolicy(namespace: string, settings: CompanionSettings): CompanionObject {
  const operator = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': settings.operatorNamespace } },
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: GATE.name, namespace, labels: companionLabels(GATE.name) },
    spec: {
      podSelector: podSelector(GATE.name),
      policyTypes: ['Ingress'],
      ingress: [
        ...ingressRule(settings.gatewayFrom, [GATE.decisionPort, GATE.errorsPort]),
        ...ingressRule([operator], [GATE.controlPort]),
      ],
    },
  };
}
