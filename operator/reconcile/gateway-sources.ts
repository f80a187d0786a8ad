import type { ConfigMap, Deployment } from '../api/kubernetes.ts';
import type { GatewaySettings } from '../gateways/gateway.ts';
import type { Client } from '../kube/client.ts';
import { type Clock, sleep } from '../kube/clock.ts';
import type { Logger } from '../kube/logger.ts';
import { WatchCache } from '../kube/watch-cache.ts';
import { CONFIG_MAPS, DEPLOYMENTS } from './resources.ts';

/** One entry of the chart value `gateways`: where the controller of a class keeps its configuration. */
export interface GatewayLocation {
  /** Name of the IngressClass. */
  readonly class: string;
  readonly namespace: string;
  readonly configMap?: string;
  readonly deployment?: string;
  /** Where a probe reaches the gateway. */
  readonly address?: string;
}

interface Source {
  readonly location: GatewayLocation;
  readonly configMaps: WatchCache<ConfigMap> | undefined;
  readonly deployments: WatchCache<Deployment> | undefined;
}

export interface GatewaySourcesOptions {
  readonly locations: readonly GatewayLocation[];
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

/** Watches each gateway's own ConfigMap and Deployment, by name: the operator may read no others. */
export class GatewaySources {
  readonly #sources: readonly Source[];
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor({ locations, client, clock, logger, random }: GatewaySourcesOptions) {
    this.#clock = clock;
    this.#logger = logger;
    this.#sources = locations.map((location) => {
      const one = (name: string) => ({
        namespace: location.namespace,
        fieldSelector: `metadata.name=${name}`,
      });
      const common = { client, clock, logger, random };
      const { configMap, deployment } = location;
      return {
        location,
        configMaps: configMap
          ? new WatchCache({ ...common, ...one(configMap), resource: CONFIG_MAPS, transform: trimConfigMap })
          : undefined,
        deployments: deployment
          ? new WatchCache({
              ...common,
              ...one(deployment),
              resource: DEPLOYMENTS,
              transform: trimDeployment,
            })
          : undefined,
      };
    });
  }

  /** Calls back when what is configured changed, not when a rollout merely went on. */
  onChange(handler: () => void): void {
    const onContent = (change: { old?: ConfigMap | Deployment; new?: ConfigMap | Deployment }): void => {
      if (contentOf(change.old) !== contentOf(change.new)) handler();
    };
    for (const { configMaps, deployments } of this.#sources) {
      configMaps?.onChange(onContent);
      deployments?.onChange(onContent);
    }
  }

  start(signal: AbortSignal): Promise<unknown> {
    return Promise.all(this.#caches().map((cache) => cache.start(signal)));
  }

  /**
   * Resolves when every gateway was read, after `limitMs`, or when `signal` aborts: a gateway that cannot be read (no Role, no such
   * namespace) must not keep the others from being protected. It counts as not seen.
   */
  async read(limitMs: number, signal: AbortSignal): Promise<void> {
    const read = new AbortController();
    void Promise.all(this.#caches().map((cache) => cache.synced)).then(() => read.abort());
    const late = await sleep(this.#clock, limitMs, AbortSignal.any([read.signal, signal]));
    if (late) {
      this.#logger.warn('a gateway configuration cannot be read yet; it counts as not seen', {
        gateways: this.#sources.map(
          ({ location }) => `${location.class}: ${location.namespace}/${location.configMap ?? '-'}`,
        ),
      });
    }
  }

  all(): readonly GatewaySettings[] {
    return this.#sources.map(settingsOf);
  }

  /** The chart value `gateways[].address`. */
  address(className: string | undefined): string | undefined {
    return this.#sources.find(({ location }) => location.class === className)?.location.address;
  }

  settings(className: string | undefined): GatewaySettings {
    const source = this.#sources.find(({ location }) => location.class === className);
    return source ? settingsOf(source) : NOT_SEEN;
  }

  /** True where a Deployment is configured and not seen: it was deleted, or may not be read (now). */
  lacksDeployment(className: string | undefined): boolean {
    const source = this.#sources.find(({ location }) => location.class === className);
    return source?.location.deployment !== undefined && settingsOf(source).deployment === undefined;
  }

  #caches(): { start(signal: AbortSignal): Promise<void>; readonly synced: Promise<void> }[] {
    return this.#sources.flatMap(({ configMaps, deployments }) =>
      [configMaps, deployments].filter((cache) => cache !== undefined),
    );
  }
}

const NOT_SEEN: GatewaySettings = {};
const last = new WeakMap<Source, GatewaySettings>();

/** One object while it is the same: every decision asks. */
function settingsOf(source: Source): GatewaySettings {
  const { location, configMaps, deployments } = source;
  const { namespace, configMap, deployment } = location;
  const seenMap = configMap ? configMaps?.get(`${namespace}/${configMap}`) : undefined;
  const seenDeployment = deployment ? deployments?.get(`${namespace}/${deployment}`) : undefined;
  const before = last.get(source);
  if (before && before.configMap === seenMap && before.deployment === seenDeployment) return before;
  const settings = {
    ...(configMap !== undefined && { configMapRef: { namespace, name: configMap } }),
    ...(seenMap && { configMap: seenMap }),
    ...(seenDeployment && { deployment: seenDeployment }),
  };
  last.set(source, settings);
  return settings;
}

const contentOf = (object: ConfigMap | Deployment | undefined): string =>
  JSON.stringify(object && { ...object, metadata: undefined });

const trimConfigMap = ({ metadata, data }: ConfigMap): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: trimMetadata(metadata),
  ...(data && { data }),
});

/** Rollouts change a Deployment's status many times; what counts is what is asked for. */
const trimDeployment = ({ metadata, spec }: Deployment): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: trimMetadata(metadata),
  ...(spec && { spec }),
});

const trimMetadata = ({
  name,
  namespace,
  uid,
  resourceVersion,
}: ConfigMap['metadata']): ConfigMap['metadata'] => ({
  name,
  ...(namespace !== undefined && { namespace }),
  ...(uid !== undefined && { uid }),
  ...(resourceVersion !== undefined && { resourceVersion }),
});
