import { beforeEach, expect, test } from 'vitest';
import { replyTo, type Write, type WriteFault } from './faults.ts';
import { harness, here, limit, namespace, programmed, proxy } from './harness.ts';

const isApply = ({ path }: Write): boolean => path.endsWith(`/namespaces/${namespace}/ingresses/orders`);
const isStatus = ({ path }: Write): boolean =>
  path.endsWith(`/namespaces/${namespace}/apipolicies/orders/status`);

beforeEach(async () => {
  await harness.ingress(namespace, 'orders');
  await harness.marked();
});

/** Answers the first `count` of these writes so, has a policy programmed, and returns all writes until there is silence. */
async function programmedDespite(
  count: number,
  matches: (write: Write) => boolean,
  fault: WriteFault,
): Promise<{ applies: Write[]; statuses: Write[] }> {
  proxy.arm({ write: replyTo(count, matches, fault) }, here);
  await harness.policy(namespace, 'orders', limit(100));
  await programmed(100);
  await harness.settled();
  const seen = proxy.counted.length;
  await harness.settled();
  expect(proxy.counted, 'silence').toHaveLength(seen);
  return { applies: proxy.counted.filter(isApply), statuses: proxy.counted.filter(isStatus) };
}

const conflict: WriteFault = { reply: 409, reason: 'Conflict', message: 'the object has been modified' };

test('409 to an apply: tried again, once, and the status ends well', async () => {
  const { applies, statuses } = await programmedDespite(1, isApply, conflict);
  expect(applies.map(({ forwarded }) => forwarded)).toEqual([false, true]);
  expect(statuses.length).toBeLessThanOrEqual(2);
});

test('409 to a status: only the status is written again', async () => {
  const { applies, statuses } = await programmedDespite(1, isStatus, conflict);
  expect(applies).toHaveLength(1);
  expect(statuses).toHaveLength(2);
});

test('429 with Retry-After: not before that time, and then once', async () => {
  const { applies, statuses } = await programmedDespite(1, isApply, {
    reply: 429,
    reason: 'TooManyRequests',
    headers: { 'retry-after': '1' },
  });
  expect(applies).toHaveLength(2);
  const [refused, repeated] = applies;
  expect((repeated?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
  expect(statuses).toHaveLength(1);
});

test.each([500, 502, 503, 504])(
  '%i, three times: tried again with pauses, and the status ends well',
  async (reply) => {
    const { applies } = await programmedDespite(3, isApply, { reply, reason: 'InternalError' });
    expect(applies).toHaveLength(4);
  },
);

test('a connection that breaks after the write was done: not done twice', async () => {
  const { applies, statuses } = await programmedDespite(1, isApply, { crash: 'after' });
  // The repeated apply changes nothing: it is the same request.
  expect(applies).toHaveLength(2);
  expect(statuses).toHaveLength(1);
});
