import { afterEach, beforeEach, expect } from 'vitest';
import type { KubeObject } from '../../../operator/kube/object.ts';
import type { Resource } from '../../../operator/kube/resource.ts';
import type { Transport } from '../../../operator/kube/transport.ts';
import { type Change, WatchCache, type WatchCacheOptions } from '../../../operator/kube/watch-cache.ts';
import { clientOf, FakeApi, MemoryLogger, transportTo, until } from './fake-api.ts';
import { FakeClock } from './fake-clock.ts';

export interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

const configMaps: Resource<ConfigMap> = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};

/** A fake API server and a watch cache on it, new for each test of the file that imports this. */
export let api: FakeApi;
let transport: Transport;
export let clock: FakeClock;
export let logger: MemoryLogger;
export let stop: AbortController;

beforeEach(async () => {
  api = await FakeApi.start();
  clock = new FakeClock();
  logger = new MemoryLogger();
  transport = transportTo(api, { clock });
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await transport.close();
  await api.stop();
});

export interface Started {
  readonly cache: WatchCache<ConfigMap>;
  /** `+a` appeared, `~a` changed, `-a` deleted; `*` for the first list. */
  readonly told: string[];
  readonly ended: Promise<void>;
}

export function start(options: Partial<WatchCacheOptions<ConfigMap>> = {}): Started {
  const cache = new WatchCache<ConfigMap>({
    client: clientOf(transport),
    resource: configMaps,
    logger,
    clock,
    random: () => 0,
    ...options,
  });
  const told: string[] = [];
  cache.onChange((change) => told.push(sketch(change)));
  return { cache, told, ended: cache.start(stop.signal) };
}

function sketch(change: Change<ConfigMap>): string {
  const name = (change.new ?? change.old)?.metadata.name;
  const sign = change.new === undefined ? '-' : change.old === undefined ? '+' : '~';
  return `${sign}${name}${change.initial ? '*' : ''}`;
}

/** Lets the pause after a failure pass. */
export async function passPause(atLeast = 1): Promise<void> {
  await until(() => clock.pending.length > 0);
  const pause = clock.pending[0] ?? 0;
  expect(pause).toBeGreaterThanOrEqual(atLeast);
  await clock.advance(pause);
}
