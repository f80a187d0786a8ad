import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cutToBytes, type EventDraft, EventRecorder } from '../../../operator/kube/events.ts';
import type { Transport } from '../../../operator/kube/transport.ts';
import { clientOf, FakeApi, json, MemoryLogger, type Seen, status, transportTo, until } from './fake-api.ts';
import { FakeClock, settle } from './fake-clock.ts';

const draft: EventDraft = {
  regarding: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'orders', namespace: 'shop', uid: 'u1', resourceVersion: '7' },
  },
  type: 'Warning',
  reason: 'Broken',
  action: 'Reconcile',
  note: 'it is broken',
};

let api: FakeApi;
let transport: Transport;
let clock: FakeClock;
let logger: MemoryLogger;
let recorder: EventRecorder;

beforeEach(async () => {
  api = await FakeApi.start();
  api.on('POST', json({}));
  api.on('PATCH', json({}));
  clock = new FakeClock();
  logger = new MemoryLogger();
  transport = transportTo(api);
  recorder = new EventRecorder({
    client: clientOf(transport),
    logger,
    clock,
    controller: 'example.com/test',
    instance: 'pod-1',
  });
});

afterEach(async () => {
  await transport.close();
  await api.stop();
});

const bodyOf = (seen: Seen | undefined): unknown => JSON.parse(seen?.body ?? 'null');
const sent = (count: number): Promise<boolean> => until(() => api.seen.length === count);

describe('event recorder', () => {
  it('writes an Event about the object', async () => {
    recorder.record(draft);
    await sent(1);
    expect(api.seen[0]?.path).toBe('/apis/events.k8s.io/v1/namespaces/shop/events');
    expect(bodyOf(api.seen[0])).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { namespace: 'shop', name: expect.stringMatching(/^orders\.[0-9a-f]{16}$/) },
      eventTime: '2026-01-01T00:00:00.000000Z',
      reportingController: 'example.com/test',
      reportingInstance: 'pod-1',
      type: 'Warning',
      reason: 'Broken',
      action: 'Reconcile',
      note: 'it is broken',
      regarding: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders', namespace: 'shop', uid: 'u1' },
    });
  });

  it('counts repetitions up as a series, with few writes', async () => {
    recorder.record(draft);
    await sent(1);
    recorder.record(draft);
    await sent(2);
    for (let index = 0; index < 100; index++) recorder.record(draft);
    await settle();
    expect(api.seen).toHaveLength(2);
    await clock.advance(60_000);
    await sent(3);
    expect(bodyOf(api.seen[1])).toMatchObject({ series: { count: 2 } });
    expect(bodyOf(api.seen[2])).toMatchObject({ series: { count: 102 } });
    const { metadata } = bodyOf(api.seen[0]) as { metadata: { name: string } };
    expect(api.seen[2]?.path.endsWith(`/events/${metadata.name}`)).toBe(true);
  });

  it('begins a new Event when the last one is long ago', async () => {
    recorder.record(draft);
    await sent(1);
    await clock.advance(7 * 60_000);
    recorder.record(draft);
    await sent(2);
    expect(api.requests('POST')).toHaveLength(2);
  });

  it('writes the Event anew when the one to count up has expired', async () => {
    recorder.record(draft);
    await sent(1);
    api.on('PATCH', status(404, { reason: 'NotFound' }));
    recorder.record(draft);
    await sent(3);
    expect(api.requests('POST')).toHaveLength(2);
  });

  it('throttles an object that causes too many, and no other', async () => {
    for (let index = 0; index < 100; index++) recorder.record({ ...draft, note: `number ${index}` });
    const other = { ...draft.regarding, metadata: { ...draft.regarding.metadata, uid: 'u2' } };
    recorder.record({ ...draft, regarding: other });
    await sent(26);
    await clock.advance(5 * 60_000);
    recorder.record({ ...draft, note: 'later' });
    await sent(27);
  });

  it('drops an Event that is refused, and writes the next', async () => {
    api.on('POST', status(403, { reason: 'Forbidden' }), json({}));
    recorder.record(draft);
    recorder.record({ ...draft, reason: 'Other' });
    await sent(2);
    await until(() => logger.lines.length === 1);
    expect(logger.lines[0]?.message).toBe('an Event could not be written');
  });

  it('tries again when the server has trouble', async () => {
    api.on('POST', status(500, {}), json({}));
    recorder.record(draft);
    await until(() => clock.pending.length === 1);
    await clock.advance(1000);
    await sent(2);
  });

  it('cuts a long note at 1 KiB of UTF-8, within no character', () => {
    const cut = cutToBytes('ü'.repeat(2000), 1024);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(1024);
    expect(cut).toMatch(/^ü+…$/);
    expect(cutToBytes('short', 1024)).toBe('short');
  });

  it('writes what waits when it is closed, and takes no more', async () => {
    recorder.record(draft);
    await recorder.close(5000);
    expect(api.seen).toHaveLength(1);
    recorder.record({ ...draft, reason: 'Late' });
    await settle();
    expect(api.seen).toHaveLength(1);
  });
});
