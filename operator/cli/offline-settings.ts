import type { ConfigMap, Deployment } from '../api/kubernetes.ts';
import { type CompanionSettings, companionSettings } from '../companions/settings.ts';
import type { GatewaySettings } from '../gateways/gateway.ts';
import { flag, isController } from '../gateways/ingress-nginx/deployment.ts';
import type { Snapshot } from './snapshot.ts';

/** One entry of `gateways` in a `--config` file: the chart's value, with the ConfigMap's data inline. */
export interface GatewayEntry {
  readonly class?: string;
  readonly namespace?: string;
  readonly configMap?: string | InlineConfigMap;
  readonly data?: Readonly<Record<string, string>>;
  readonly deployment?: string;
  readonly replicas?: number;
  readonly version?: string;
}

interface InlineConfigMap {
  readonly name?: string;
  readonly metadata?: { readonly name?: string };
  readonly data?: Readonly<Record<string, string>>;
}

export interface OfflineOptions {
  readonly gateways?: readonly GatewayEntry[];
  /** What gates and logins are made of; absent: as the chart makes them when nothing is set. */
  readonly companions?: Partial<CompanionSettings>;
  /** `--gateway-version`. */
  readonly version?: string;
  /** Milliseconds since the epoch, for exceptions; absent: the present. */
  readonly now?: number;
}

/** Name of the ConfigMap when no Deployment of the controller says another (ingress-nginx's chart and manifests). */
const USUAL_CONFIG_MAP = 'ingress-nginx-controller';

/**
 * Finds the gateway's configuration among files. What `--config` and `--gateway-version` say wins over the files; a
 * ConfigMap that is nowhere is left out, and with it everything that it would have to say.
 */
export function offlineSettings(
  snapshot: Snapshot,
  options: OfflineOptions,
  className: string | undefined,
): GatewaySettings {
  const entry = options.gateways?.find(
    (gateway) => gateway.class === undefined || gateway.class === className,
  );
  const deployment = deploymentOf(snapshot, entry, className);
  const version = options.version ?? entry?.version;
  const ref = configMapRef(entry, deployment);
  const { clusterDomain, replicas } = companionSettings(options.companions ?? {});
  const configMap =
    inlineConfigMap(entry, ref) ??
    snapshot.configMaps.find(
      ({ metadata }) => metadata.name === ref.name && metadata.namespace === ref.namespace,
    ) ??
    (entry || deployment
      ? undefined
      : snapshot.configMaps.find(({ metadata }) => metadata.name === USUAL_CONFIG_MAP));
  return {
    configMapRef: configMap
      ? { namespace: configMap.metadata.namespace ?? 'default', name: configMap.metadata.name }
      : ref,
    ...(configMap && { configMap }),
    ...(deployment && { deployment: withReplicas(deployment, entry?.replicas) }),
    ...(version !== undefined && { version }),
    gates: { clusterDomain, replicas },
  };
}

/** Deployments among the files that run a controller, also those that `--config` does not name. */
export function offlineGateways(snapshot: Snapshot): GatewaySettings[] {
  return snapshot.deployments.filter(isController).map((deployment) => ({ deployment }));
}

function deploymentOf(
  { deployments }: Snapshot,
  entry: GatewayEntry | undefined,
  className: string | undefined,
): Deployment | undefined {
  if (entry?.deployment !== undefined) {
    return deployments.find(
      ({ metadata }) => metadata.name === entry.deployment && metadata.namespace === entry.namespace,
    );
  }
  const controllers = deployments.filter(isController);
  const named = controllers.find((deployment) => flag(deployment, 'ingress-class') === className);
  return named ?? controllers.find((deployment) => flag(deployment, 'ingress-class') === undefined);
}

function configMapRef(
  entry: GatewayEntry | undefined,
  deployment: Deployment | undefined,
): { namespace: string; name: string } {
  const home = entry?.namespace ?? deployment?.metadata.namespace ?? 'ingress-nginx';
  if (typeof entry?.configMap === 'string') return { namespace: home, name: entry.configMap };
  const inline = entry?.configMap?.name ?? entry?.configMap?.metadata?.name;
  if (inline !== undefined) return { namespace: home, name: inline };
  const [namespace, name] = (deployment ? (flag(deployment, 'configmap') ?? '') : '').split('/');
  if (!namespace || !name) return { namespace: home, name: USUAL_CONFIG_MAP };
  return { namespace: namespace === '$(POD_NAMESPACE)' ? home : namespace, name };
}

function inlineConfigMap(
  entry: GatewayEntry | undefined,
  ref: { namespace: string; name: string },
): ConfigMap | undefined {
  const data =
    entry?.data ??
    (typeof entry?.configMap === 'object' ? (entry.configMap.data ?? plainData(entry.configMap)) : undefined);
  return data ? { apiVersion: 'v1', kind: 'ConfigMap', metadata: ref, data } : undefined;
}

/** `configMap: {ssl-protocols: …}`: the data themselves. */
function plainData(value: object): Record<string, string> | undefined {
  const entries = Object.entries(value).filter(([key, part]) => key !== 'name' && typeof part === 'string');
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function withReplicas(deployment: Deployment, replicas: number | undefined): Deployment {
  return replicas === undefined ? deployment : { ...deployment, spec: { ...deployment.spec, replicas } };
}
