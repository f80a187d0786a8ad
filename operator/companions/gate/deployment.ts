import { GATE } from '../../plan/gate-plan.ts';
import type { SecurityPlan } from '../../plan/plan.ts';
import { companionLabels, podSelector } from '../object.ts';
import { CONTAINER_SECURITY, LEAVES_SLOWLY, podSpec, ROLLOUT } from '../pods.ts';
import type { CompanionSettings } from '../settings.ts';
import { mountsOf } from './mounts.ts';

/** `spec` of the Deployment of a namespace's gate. */
export function gateDeployment(
  namespace: string,
  plans: readonly SecurityPlan[],
  settings: CompanionSettings,
): Record<string, unknown> {
  const { volumes, volumeMounts } = mountsOf(plans);
  const container = {
    name: 'gate',
    image: settings.gateImage,
    args: ['gate', `--namespace=${namespace}`, `--port=${GATE.decisionPort}`],
    ports: [
      { name: 'decisions', containerPort: GATE.decisionPort, protocol: 'TCP' },
      { name: 'errors', containerPort: GATE.errorsPort, protocol: 'TCP' },
      { name: 'control', containerPort: GATE.controlPort, protocol: 'TCP' },
    ],
    startupProbe: { httpGet: { path: '/healthz', port: 'control' }, periodSeconds: 1, failureThreshold: 60 },
    livenessProbe: { httpGet: { path: '/healthz', port: 'control' }, periodSeconds: 10, timeoutSeconds: 3 },
    readinessProbe: { httpGet: { path: '/readyz', port: 'control' }, periodSeconds: 1, failureThreshold: 1 },
    lifecycle: LEAVES_SLOWLY,
    resources: settings.resources,
    securityContext: CONTAINER_SECURITY,
    ...(volumeMounts.length > 0 && { volumeMounts }),
  };
  return {
    replicas: settings.replicas,
    ...ROLLOUT,
    selector: podSelector(GATE.name),
    template: {
      metadata: { labels: companionLabels(GATE.name) },
      spec: {
        ...podSpec(GATE.name, settings),
        automountServiceAccountToken: true,
        containers: [container],
        ...(volumes.length > 0 && { volumes }),
      },
    },
  };
}
