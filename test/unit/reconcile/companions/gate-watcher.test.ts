import { describe, expect, test } from 'vitest';
import type { EndpointSlice } from '../../../../operator/api/kubernetes.ts';
import type { GateHealth } from '../../../../operator/plan/gate-plan.ts';
import { GateBoard, type PolicyView } from '../../../../operator/reconcile/companions/gate-board.ts';
import { type GateControl, mayBePod } from '../../../../operator/reconcile/companions/gate-control.ts';
import { GateWatcher } from '../../../../operator/reconcile/companions/gate-watcher.ts';

const ONE = '10.0.0.1';
const OTHER = '10.0.0.2';

const view = (revision: string): PolicyView => ({
  fingerprint: 'f',
  revision,
  transitional: false,
  shortfalls: [],
  tooLarge: false,
  blocked: false,
  unavailable: [],
});

const slice = (...addresses: string[]): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'apipolicy-gate-x', namespace: 'shop' },
  endpoints: addresses.map((address) => ({ addresses: [address] })),
});

/** A gate of two replicas whose answers, and a clock whose time, are in the test's hands. */
function scene(revision = 'a') {
  let now = 0;
  const woken: string[] = [];
  const board = new GateBoard((key) => woken.push(key));
  board.made('shop', new Map([['orders', view(revision)]]));
  woken.length = 0;
  const enforced = new Map<string, string | Error>();
  const dependencies: GateHealth['dependencies'][number][] = [];
  const control: GateControl = {
    revisions: async (address) => {
      const is = enforced.get(address) ?? new Error('ECONNREFUSED');
      if (is instanceof Error) throw is;
      return { policies: { orders: is } };
    },
    health: async (address, policy) => ({
      policy,
      revision: '',
      dependencies,
      rates: { each: { refused: address === ONE ? 2 : 3, passed: 10 } },
      revocation: address === ONE ? { thisUpdate: 1, nextUpdate: 9 } : { thisUpdate: 1, nextUpdate: 5 },
      subjects: { refused: 1, passed: 4, lastRefusedAt: address === ONE ? 50 : 70 },
    }),
  };
  const slices = { now: [slice(ONE, OTHER)] };
  const watcher = new GateWatcher({
    clock: { monotonic: () => now, wall: () => 1_000_000 + now, after: () => () => undefined },
    board,
    control,
    slices: () => slices.now,
  });
  return {
    board,
    enforced,
    dependencies,
    slices,
    woken,
    pass: (ms: number): void => {
      now += ms;
    },
    look: () => watcher.reconcile('shop', new AbortController().signal),
  };
}

describe('what a gate enforces', () => {
  test('is acknowledged by every ready replica, or not at all', async () => {
    const { board, enforced, look, pass } = scene();
    enforced.set(ONE, 'a').set(OTHER, 'old');
    pass(60_000);
    await look();
    pass(60_000);
    await look();
    expect(board.acknowledged('shop/orders', 'f')).toBe(false);
    expect(board.answer('shop/orders')?.behind).toEqual([`replica ${OTHER} still enforces revision old`]);
    enforced.set(OTHER, 'a');
    await look();
    expect(board.acknowledged('shop/orders', 'f')).toBe(true);
    expect(board.answer('shop/orders')?.rates).toEqual({ each: { refused: 5, passed: 20 } });
    expect(board.answer('shop/orders')?.revocation).toEqual({ thisUpdate: 1, nextUpdate: 5 });
    expect(board.answer('shop/orders')?.subjects).toEqual({ refused: 2, passed: 8, lastRefusedAt: 70 });
  });

  test('is nothing without a ready replica', async () => {
    const { board, slices, look, pass } = scene();
    slices.now = [];
    await look();
    expect(board.answer('shop/orders')).toBeUndefined();
    pass(2_001);
    await look();
    expect(board.answer('shop/orders')).toMatchObject({ acknowledged: false, replicas: 0 });
  });

  test('is not spoken of while a revision is on its way, and is asked for again soon', async () => {
    const { board, enforced, look } = scene();
    enforced.set(ONE, 'old').set(OTHER, 'old');
    expect((await look()).requeueAfterMs).toBeLessThan(500);
    expect(board.answer('shop/orders')).toBeUndefined();
  });

  test('a replica that joined has 30 s to read its plan', async () => {
    const { board, enforced, slices, look, pass } = scene();
    enforced.set(ONE, 'a').set(OTHER, 'a');
    await look();
    slices.now = [slice(ONE, OTHER, '10.0.0.3')];
    pass(20_000);
    await look();
    expect(board.acknowledged('shop/orders', 'f')).toBe(true);
    pass(10_001);
    await look();
    expect(board.acknowledged('shop/orders', 'f')).toBe(false);
  });

  test('a broken dependency wakes the policy, and the same again does not', async () => {
    const { board, enforced, dependencies, look, woken } = scene();
    enforced.set(ONE, 'a').set(OTHER, 'a');
    await look();
    expect(woken).toEqual(['shop/orders']);
    dependencies.push({ kind: 'jwks', name: 'jwt partners', healthy: false, message: 'HTTP 503' });
    await look();
    await look();
    expect(woken).toHaveLength(2);
    expect(board.answer('shop/orders')?.unhealthy).toEqual(['jwt partners: HTTP 503']);
  });
});

test.each([
  '127.0.0.1',
  '169.254.169.254',
  '0.0.0.0',
  '224.0.0.1',
  '::1',
  'fe80::1',
  '::ffff:127.0.0.1',
  'localhost',
  'x/y',
])('%s is never asked: whoever writes EndpointSlices does not send the operator there', (address) => {
  expect(mayBePod(address)).toBe(false);
});

test.each(['10.0.0.1', '192.168.3.4', 'fd00::1', '2001:db8::1'])('%s may be a pod', (address) => {
  expect(mayBePod(address)).toBe(true);
});
