import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../../../operator/kube/client.ts';
import type { KubeObject } from '../../../operator/kube/object.ts';
import type { Resource } from '../../../operator/kube/resource.ts';
import type { Transport } from '../../../operator/kube/transport.ts';
import { WriteRefusedError } from '../../../operator/kube/write-gate.ts';
import { type Answer, configMap, FakeApi, json, list, status, transportTo, until } from './fake-api.ts';

const configMaps: Resource<KubeObject> = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};
const ref = { namespace: 'shop', name: 'a' };
const object = { metadata: ref };

let api: FakeApi;
let transport: Transport;
let answer: true | string;

beforeEach(async () => {
  api = await FakeApi.start();
  answer = true;
});
afterEach(async () => {
  await transport.close();
  await api.stop();
});

function gatedClient(options: Parameters<typeof transportTo>[1] = {}): Client {
  transport = transportTo(api, options);
  return new Client(transport, { mayWrite: () => answer });
}

const writes = (client: Client): (() => Promise<unknown>)[] => [
  () => client.create(configMaps, object),
  () => client.apply(configMaps, object, { fieldManager: 'test' }),
  () => client.mergePatch(configMaps, ref, {}),
  () => client.mergePatchStatus(configMaps, ref, {}),
  () => client.delete(configMaps, ref),
];

describe('write gate', () => {
  it('lets every write pass while it says yes', async () => {
    for (const method of ['POST', 'PATCH', 'DELETE']) api.on(method, json(configMap('a', '1')));
    for (const write of writes(gatedClient())) await write();
    expect(api.seen.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH', 'PATCH', 'DELETE']);
  });

  it('sends no write of any kind when it says no, and tells why', async () => {
    answer = 'another replica leads';
    for (const write of writes(gatedClient())) {
      const refused = write();
      await expect(refused).rejects.toThrow(WriteRefusedError);
      await expect(refused).rejects.toThrow(/configmaps shop.*not sent: another replica leads/);
    }
    expect(api.seen).toEqual([]);
    expect(api.connections).toBe(0);
  });

  it('is not asked for reads', async () => {
    api.on('GET', json(configMap('a', '1')));
    api.on('LIST', list('1', []));
    answer = 'another replica leads';
    const client = gatedClient();
    await client.get(configMaps, ref);
    await client.list(configMaps);
    expect(api.seen).toHaveLength(2);
  });

  it('is asked again when a request that waited for its connection would go out', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const slow: Answer = (response, seen) => {
      released.then(() => json(configMap('a', '1'))(response, seen));
    };
    api.on('GET', slow);
    api.on('PATCH', json(configMap('a', '2')));
    const client = gatedClient({ maxConnections: 1 });
    const read = client.get(configMaps, ref);
    await until(() => api.seen.length === 1);
    const write = client.mergePatch(configMaps, ref, {});
    const refused = expect(write).rejects.toThrow(WriteRefusedError);
    await new Promise((resolve) => setImmediate(resolve));
    answer = 'the lease has run out';
    release();
    await read;
    await refused;
    expect(api.requests('PATCH')).toEqual([]);
  });

  it('is asked again before another try', async () => {
    api.on('PATCH', (response, seen) => {
      answer = 'the lease has run out';
      status(429, {}, { 'retry-after': '0' })(response, seen);
    });
    await expect(gatedClient().mergePatch(configMaps, ref, {})).rejects.toThrow(WriteRefusedError);
    expect(api.requests('PATCH')).toHaveLength(1);
  });

  it('is asked again when a connection broke', async () => {
    api.on('PATCH', (response) => {
      answer = 'the lease has run out';
      response.destroy();
    });
    await expect(gatedClient().mergePatch(configMaps, ref, {})).rejects.toThrow(WriteRefusedError);
    expect(api.requests('PATCH')).toHaveLength(1);
  });
});
