import { podSelector } from './object.ts';
import type { CompanionSettings } from './settings.ts';

/** As the restricted Pod Security Standard asks. */
export const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: 65532,
  runAsGroup: 65532,
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
} as const;

/** The gateway goes on sending for a moment to a pod that is leaving. */
export const LEAVES_SLOWLY = { preStop: { sleep: { seconds: 5 } } } as const;

/** A pod of a companion is never taken away before the next one answers: in between every caller would be refused. */
export const ROLLOUT = {
  revisionHistoryLimit: 3,
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
} as const;

/** What pods of every companion have in common. */
export function podSpec(companion: string, { pullSecrets }: CompanionSettings): Record<string, unknown> {
  return {
    serviceAccountName: companion,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 30,
    securityContext: POD_SECURITY,
    ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: podSelector(companion),
      },
    ],
  };
}

/** At most one pod of a companion leaves at a time when nodes are emptied. */
export const disruptionBudget = (companion: string): Record<string, unknown> => ({
  maxUnavailable: 1,
  selector: podSelector(companion),
  unhealthyPodEvictionPolicy: 'AlwaysAllow',
});

/** Rule of a NetworkPolicy. Without peers it is no rule: an empty list would let everybody in. */
export function ingressRule(from: readonly object[], ports: readonly number[]): object[] {
  if (from.length === 0) return [];
  return [{ from, ports: ports.map((port) => ({ port, protocol: 'TCP' })) }];
}
