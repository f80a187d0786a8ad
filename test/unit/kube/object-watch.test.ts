import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KubeObject } from '../../../operator/kube/object.ts';
import { watchObject } from '../../../operator/kube/object-watch.ts';
import type { Resource } from '../../../operator/kube/resource.ts';
import type { Transport } from '../../../operator/kube/transport.ts';
import {
  added,
  bookmark,
  clientOf,
  configMap,
  deleted,
  FakeApi,
  json,
  MemoryLogger,
  modified,
  status,
  transportTo,
  until,
  watch,
} from './fake-api.ts';
import { FakeClock } from './fake-clock.ts';

const configMaps: Resource<KubeObject> = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};

let api: FakeApi;
let clock: FakeClock;
let transport: Transport;
let logger: MemoryLogger;
let stop: AbortController;
let seen: string[];
let ended: Promise<void> | undefined;

beforeEach(async () => {
  api = await FakeApi.start();
  clock = new FakeClock();
  logger = new MemoryLogger();
  transport = transportTo(api, { clock });
  stop = new AbortController();
  seen = [];
});
afterEach(async () => {
  stop.abort();
  await ended;
  await transport.close();
  await api.stop();
});

function start(): void {
  ended = watchObject(
    {
      client: clientOf(transport),
      resource: configMaps,
      ref: { namespace: 'shop', name: 'plan' },
      onSeen: (object) => seen.push(object?.metadata.resourceVersion ?? 'absent'),
      logger,
      clock,
      random: () => 0,
    },
    stop.signal,
  );
}

/** Lets pauses pass until so many states were seen. */
const after = (count: number): Promise<boolean> =>
  until(() => {
    if (seen.length < count) void clock.advance(1_000);
    return seen.length >= count;
  });

const gone = status(404, { reason: 'NotFound', details: { name: 'plan', kind: 'configmaps' } });

test('what is there comes first, then each change, by get and watch of that name and no list', async () => {
  api.on('GET', json(configMap('plan', '5')));
  api.on('WATCH', watch([bookmark('6'), modified(configMap('plan', '7')), deleted(configMap('plan', '8'))]));
  start();
  await until(() => seen.length === 3);
  expect(seen).toEqual(['5', '7', 'absent']);
  expect(api.requests('WATCH')[0]?.query).toMatchObject({
    fieldSelector: 'metadata.name=plan',
    resourceVersion: '5',
  });
  expect(api.requests('LIST')).toEqual([]);
});

test('one that is not there yet is seen when it comes', async () => {
  api.on('GET', gone);
  api.on('WATCH', watch([added(configMap('plan', '3'))]));
  start();
  await until(() => seen.length === 2);
  expect(seen).toEqual(['absent', '3']);
  expect(api.requests('WATCH')[0]?.query.resourceVersion).toBeUndefined();
});

test.each([
  ['the server ends the watch', watch([], false)],
  ['the watch is too old by status', status(410, { reason: 'Expired' })],
  ['the watch is too old by event', watch([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }])],
  ['the watch is refused', status(403, { reason: 'Forbidden' })],
  ['the server fails', status(500, {})],
])('%s: it is read anew and followed from there', async (_name, first) => {
  api.on('GET', json(configMap('plan', '5')), json(configMap('plan', '9')));
  api.on('WATCH', first, watch([modified(configMap('plan', '10'))]));
  start();
  await after(3);
  expect(seen).toEqual(['5', '9', '10']);
});

test('while it may not be read what was seen last counts: it is not told as absent', async () => {
  api.on(
    'GET',
    json(configMap('plan', '5')),
    status(403, { reason: 'Forbidden' }),
    json(configMap('plan', '6')),
  );
  api.on('WATCH', watch([], false), watch([]));
  start();
  await after(2);
  expect(seen).toEqual(['5', '6']);
  expect(logger.lines.filter(({ level }) => level === 'warn').length).toBe(1);
});
