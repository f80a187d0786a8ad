import { describe, expect, it, vi } from 'vitest';
import { Client } from '../../operator/kube/client.ts';
import { systemClock } from '../../operator/kube/clock.ts';
import { loadCredentials } from '../../operator/kube/credentials.ts';
import { EventRecorder } from '../../operator/kube/events.ts';
import { silentLogger } from '../../operator/kube/logger.ts';
import { type KubeObject, keyOf } from '../../operator/kube/object.ts';
import type { Resource } from '../../operator/kube/resource.ts';
import { Transport } from '../../operator/kube/transport.ts';
import { WatchCache, type WatchCacheOptions } from '../../operator/kube/watch-cache.ts';
import {
  type ConfigMap,
  client,
  cluster,
  configMap,
  configMaps,
  namespace,
  stop,
} from './runtime-harness.ts';

const events: Resource = {
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
};

function watchConfigMaps(options: Partial<WatchCacheOptions<ConfigMap>> = {}): WatchCache<ConfigMap> {
  const cache = new WatchCache<ConfigMap>({
    client,
    resource: configMaps,
    namespace,
    logger: silentLogger,
    clock: systemClock,
    random: Math.random,
    ...options,
  });
  cache.start(stop.signal);
  return cache;
}

const until = (condition: () => boolean): Promise<boolean> =>
  vi.waitUntil(condition, { timeout: 30_000, interval: 10 });

describe('watch cache against a real API server', () => {
  it('sees what is there and what changes', async () => {
    await client.create(configMaps, configMap('old'));
    const cache = watchConfigMaps({ pageSize: 1 });
    const told: string[] = [];
    cache.onChange(({ old, new: now, initial }) => {
      told.push(
        `${old === undefined ? '+' : now === undefined ? '-' : '~'}${(now ?? old)?.metadata.name}${initial}`,
      );
    });
    await cache.synced;
    await client.apply(configMaps, configMap('new', { x: '1' }), { fieldManager: 'm' });
    await client.apply(configMaps, configMap('new', { x: '2' }), { fieldManager: 'm' });
    await client.delete(configMaps, { namespace, name: 'old' });
    await until(() => told.length === 4);
    expect(told).toEqual(['+oldtrue', '+newfalse', '~newfalse', '-oldfalse']);
    expect(cache.get(`${namespace}/new`)?.data).toEqual({ x: '2' });
  });

  it('watches one object by name', async () => {
    const cache = watchConfigMaps({ fieldSelector: 'metadata.name=only' });
    await cache.synced;
    await client.create(configMaps, configMap('other'));
    await client.create(configMaps, configMap('only'));
    await until(() => cache.size === 1);
    expect(cache.list().map(keyOf)).toEqual([`${namespace}/only`]);
  });

  it('reads own writes at once', async () => {
    const cache = watchConfigMaps();
    await cache.synced;
    await client.create(configMaps, configMap('a'));
    await until(() => cache.size === 1);
    for (let index = 0; index < 50; index++) {
      cache.observe(
        await client.apply(configMaps, configMap('a', { index: String(index) }), { fieldManager: 'm' }),
      );
      expect(cache.get(`${namespace}/a`)?.data).toEqual({ index: String(index) });
    }
  });

  it('waits for a kind until its CRD is installed', async () => {
    const things: Resource = {
      group: 'example.com',
      version: 'v1',
      plural: 'things',
      kind: 'Thing',
      namespaced: true,
    };
    const cache = new WatchCache({
      client,
      resource: things,
      logger: silentLogger,
      clock: systemClock,
      random: Math.random,
    });
    cache.start(stop.signal);
    await cluster.request('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', thingDefinition);
    await cache.synced;
    await client.create(things, { metadata: { namespace, name: 'one' } });
    await until(() => cache.size === 1);
  });
});

const thingDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.example.com' },
  spec: {
    group: 'example.com',
    names: { kind: 'Thing', plural: 'things', singular: 'thing' },
    scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};

describe('events against a real API server', () => {
  it('are stored, and repetitions counted up', async () => {
    const regarding = await client.create(configMaps, configMap('a'));
    const recorder = new EventRecorder({
      client,
      logger: silentLogger,
      clock: systemClock,
      controller: 'example.com/test',
      instance: 'one',
    });
    const draft = { regarding, type: 'Normal', reason: 'Tested', action: 'Test', note: 'seen' } as const;
    recorder.record(draft);
    recorder.record(draft);
    await recorder.close(10_000);
    const { items } = await client.list(events, { namespace });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      reason: 'Tested',
      note: 'seen',
      regarding: { kind: 'ConfigMap', name: 'a' },
    });
  });
});

describe('credentials', () => {
  it('of a client certificate are taken from the kubeconfig', async () => {
    const kubeconfig = await cluster.kubeconfigForUser('somebody', ['system:masters']);
    const own = new Transport({
      credentials: await loadCredentials({ kubeconfig }),
      logger: silentLogger,
      clock: systemClock,
      userAgent: 'runtime-test/1',
    });
    const review = { metadata: {} };
    const selfReviews: Resource<KubeObject & { status?: { userInfo?: { username?: string } } }> = {
      group: 'authentication.k8s.io',
      version: 'v1',
      plural: 'selfsubjectreviews',
      kind: 'SelfSubjectReview',
      namespaced: false,
    };
    const { status } = await new Client(own).create(selfReviews, review);
    expect(status?.userInfo?.username).toBe('somebody');
    await own.close();
  });
});
