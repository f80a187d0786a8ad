import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Client } from '../../operator/kube/client.ts';
import {
  isAlreadyExists,
  isConflict,
  isInvalid,
  isNotFound,
  isResourceMissing,
} from '../../operator/kube/errors.ts';
import type { KubeObject } from '../../operator/kube/object.ts';
import type { Resource } from '../../operator/kube/resource.ts';
import { client, cluster, configMap, configMaps, connect, namespace } from './runtime-harness.ts';

interface Ingress extends KubeObject {
  readonly status?: Readonly<Record<string, unknown>>;
}

const ingresses: Resource<Ingress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'ingresses',
  kind: 'Ingress',
  namespaced: true,
};
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
