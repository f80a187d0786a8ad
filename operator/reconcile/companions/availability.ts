import type { LiveCompanion } from './companion.ts';

interface DeploymentState {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly availableReplicas?: number;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}

/** Why a Deployment serves nobody, with what to look at; undefined while it does. */
export function unavailability(deployment: LiveCompanion | undefined, name: string): string | undefined {
  if (!deployment) return `Deployment ${name} is not made yet.`;
  const { spec, status } = deployment as LiveCompanion & DeploymentState;
  if ((status?.availableReplicas ?? 0) > 0) return undefined;
  const failing = ['ReplicaFailure', 'Progressing']
    .map((type) => status?.conditions?.find((condition) => condition.type === type))
    .find(
      (condition) => condition && (condition.status === 'True') === (condition.type === 'ReplicaFailure'),
    );
  const said = failing?.message ? ` ${failing.message.replace(/\.?$/, '.')}` : '';
  const { namespace = 'default' } = deployment.metadata;
  return `Deployment ${name}: 0 of ${spec?.replicas ?? 1} replicas are available.${said} See kubectl -n ${namespace} describe pods -l app.kubernetes.io/name=${name}`;
}
