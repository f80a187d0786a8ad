import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from '../../operator/kube/client.ts';
import { systemClock } from '../../operator/kube/clock.ts';
import { loadCredentials } from '../../operator/kube/credentials.ts';
import {
  isAlreadyExists,
  isConflict,
  isInvalid,
  isNotFound,
  isResourceMissing,
} from '../../operator/kube/errors.ts';
import { EventRecorder } from '../../operator/kube/events.ts';
import { silentLogger } from '../../operator/kube/logger.ts';
import { type KubeObject, keyOf } from '../../operator/kube/object.ts';
import type { Resource } from '../../operator/kube/resource.ts';
import { Transport } from '../../operator/kube/transport.ts';
import { WatchCache, type WatchCacheOptions } from '../../operator/kube/watch-cache.ts';
import { type ApiCluster, startApi } from '../cluster/api.ts';

interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

interface Ingress extends KubeObject {
  readonly status?: Readonly<Record<string, unknown>>;
}

const configMaps: Resource<ConfigMap> = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};
const ingresses: Resource<Ingress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'ingresses',
  kind: 'Ingress',
  namespaced: true,
};
const events: Resource = {
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
};

let cluster: ApiCluster;
let transport: Transport;
let client: Client;
let stop: AbortController;
let namespace: string;
let counter = 0;

beforeAll(async () => {
  cluster = await startApi();
});
afterAll(() => cluster?.stop());

beforeEach(async () => {
  namespace = `test-${counter++}`;
  await cluster.mustKubectl(['create', 'namespace', namespace]);
  transport = await connect();
  client = new Client(transport);
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await transport.close();
});

async function connect(allowH2 = false): Promise<Transport> {
  return new Transport({
    credentials: await loadCredentials({ kubeconfig: cluster.kubeconfig }),
    logger: silentLogger,
    clock: systemClock,
    userAgent: 'runtime-test/1',
    allowH2,
  });
}

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

const configMap = (name: string, data: Record<string, string> = {}) => ({
  metadata: { namespace, name },
  data,
});
const until = (condition: () => boolean): Promise<boolean> =>
  vi.waitUntil(condition, { timeout: 30_000, interval: 10 });
const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('client against a real API server', () => {
  it('creates, reads, patches and deletes', async () => {
    const made = await client.create(configMaps, configMap('a', { x: '1' }));
    expect(made).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { x: '1' } });
    expect(isAlreadyExists(await caught(client.create(configMaps, configMap('a'))))).toBe(true);
    const ref = { namespace, name: 'a' };
    await client.mergePatch(configMaps, ref, { data: { x: null, y: '2' } });
    expect((await client.get(configMaps, ref)).data).toEqual({ y: '2' });
    const other = client.delete(configMaps, ref, { uid: '00000000-0000-0000-0000-000000000000' });
    expect(isConflict(await caught(other))).toBe(true);
    expect(await client.delete(configMaps, ref, { uid: made.metadata.uid ?? '' })).toBe(true);
    expect(await client.delete(configMaps, ref)).toBe(false);
    const gone = await caught(client.get(configMaps, ref));
    expect(isNotFound(gone)).toBe(true);
    expect(isResourceMissing(gone)).toBe(false);
  });

  it('lets the server choose a name', async () => {
    const made = await client.create(configMaps, { metadata: { namespace, generateName: 'pre-' } });
    expect(made.metadata.name).toMatch(/^pre-.+/);
  });

  it('applies fields under its manager, and names who owns what is in conflict', async () => {
    await client.apply(configMaps, configMap('a', { mine: '1', both: '1' }), { fieldManager: 'first' });
    const error = await caught(
      client.apply(configMaps, configMap('a', { both: '2' }), { fieldManager: 'second' }),
    );
    expect(isConflict(error)).toBe(true);
    expect(error).toMatchObject({
      causes: [
        { reason: 'FieldManagerConflict', field: '.data.both', message: expect.stringContaining('"first"') },
      ],
    });
    await client.apply(configMaps, configMap('a', { both: '2' }), { fieldManager: 'second', force: true });
    const released = await client.apply(configMaps, configMap('a'), { fieldManager: 'first' });
    expect(released.data).toEqual({ both: '2' });
  });

  it('changes nothing in a dry run', async () => {
    const shown = await client.apply(configMaps, configMap('a', { x: '1' }), {
      fieldManager: 'm',
      dryRun: true,
    });
    expect(shown.data).toEqual({ x: '1' });
    expect(isNotFound(await caught(client.get(configMaps, { namespace, name: 'a' })))).toBe(true);
  });

  it('refuses a field that the schema does not know', async () => {
    const wrong = { ...configMap('a'), dta: { x: '1' } };
    const error = await caught(client.apply(configMaps, wrong, { fieldManager: 'm' }));
    expect(error).toMatchObject({ message: expect.stringContaining('dta') });
    expect(isInvalid(await caught(client.create(configMaps, wrong)))).toBe(true);
  });

  it('patches the status and leaves the rest alone', async () => {
    const spec = { defaultBackend: { service: { name: 'app', port: { number: 80 } } } };
    await client.create(ingresses, { metadata: { namespace, name: 'web' }, spec });
    const ref = { namespace, name: 'web' };
    const status = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } };
    const patched = await client.mergePatchStatus(ingresses, ref, { status, spec: { defaultBackend: null } });
    expect(patched).toMatchObject({ spec, status });
  });

  it('lists in pages', async () => {
    for (let index = 0; index < 25; index++) await client.create(configMaps, configMap(`c-${index}`));
    const sizes: number[] = [];
    for await (const page of client.pages(configMaps, { namespace, limit: 10 }))
      sizes.push(page.items.length);
    expect(sizes).toEqual([10, 10, 5]);
    const all = await client.list(configMaps, { namespace, limit: 10 });
    expect(all.items.every((item) => item.kind === 'ConfigMap')).toBe(true);
    expect(all.resourceVersion).toMatch(/^\d+$/);
  });

  it('tells a kind that is not installed', async () => {
    const unknown: Resource = {
      group: 'nothing.dev',
      version: 'v1',
      plural: 'things',
      kind: 'Thing',
      namespaced: true,
    };
    expect(isResourceMissing(await caught(client.list(unknown)))).toBe(true);
  });

  it.each([false, true])('uses few connections for many requests (HTTP/2: %s)', async (allowH2) => {
    const own = await connect(allowH2);
    const ownClient = new Client(own);
    const before = await openConnections();
    const writes = Array.from({ length: 200 }, (_, index) => index);
    const worker = async (): Promise<void> => {
      for (let index = writes.shift(); index !== undefined; index = writes.shift()) {
        await ownClient.apply(configMaps, configMap(`n-${index}`), { fieldManager: 'm' });
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect((await openConnections()) - before).toBeLessThanOrEqual(allowH2 ? 1 : 20);
    await own.close();
  });
});

/** Established connections from this process to the API server, as the kernel counts them. */
async function openConnections(): Promise<number> {
  const port = Number(new URL(cluster.url).port).toString(16).toUpperCase().padStart(4, '0');
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n');
  return lines.filter((line) => line.trim().split(/\s+/)[2]?.endsWith(`:${port}`) && / 01 /.test(line))
    .length;
}

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
