import { expect, test } from 'vitest';
import { waitFor } from '../cluster/wait.ts';
import { harness, here, limit, namespace, programmed, proxy } from './harness.ts';

const POLICIES = '/apis/apipolicy.dev/v1alpha1/apipolicies';

const ofThisTest = (line: string): boolean => line.includes(`"namespace":"${namespace}"`);

/** Does a fault once, to the first line of this test's namespace. */
function once<T>(fault: T): (line: string) => T | 'pass' {
  let done = false;
  return (line) => {
    if (done || !ofThisTest(line)) return 'pass';
    done = true;
    return fault;
  };
}

/** Everything is seen, and each change has cost one apply and one status. */
async function seenWith(writes: number): Promise<void> {
  await harness.marked();
  expect(proxy.counted.map(({ method, path }) => `${method} ${path}`)).toHaveLength(writes);
}

test('a watch that is cut misses nothing', async () => {
  await harness.ingress(namespace, 'orders');
  await harness.marked();
  await harness.policy(namespace, 'orders', limit(100));
  await programmed(100);
  proxy.cutWatches();
  await harness.policy(namespace, 'orders', limit(50));
  await programmed(50);
  await seenWith(4);
});

test('a watch that is cut in the middle of a line misses nothing', async () => {
  proxy.arm({ line: once('truncate') }, here);
  await harness.ingress(namespace, 'orders');
  await harness.policy(namespace, 'orders', limit(100));
  await programmed(100);
});

test('410 in an event: all is listed anew, and what went meanwhile is gone', async () => {
  await harness.ingress(namespace, 'orders');
  await harness.policy(namespace, 'orders', limit(100));
  await programmed(100);
  const seen: string[] = [];
  const gone = once('gone' as const);
  proxy.arm({
    line: (line, { path }) => (path === POLICIES ? gone(line) : 'pass'),
    watch: ({ path }) => {
      seen.push(path);
      return undefined;
    },
  });
  await harness.delete(namespace, 'apipolicies', 'orders');
  await harness.annotations(namespace, 'orders', {});
  expect(seen).toContain(POLICIES);
});

test('410 as a status: the same', async () => {
  await harness.ingress(namespace, 'orders');
  await harness.policy(namespace, 'orders', limit(100));
  await programmed(100);
  let refusals = 2;
  proxy.arm({
    // The change itself does not arrive: only the new list can tell.
    line: (line) => (ofThisTest(line) && refusals > 0 ? 'cut' : 'pass'),
    watch: ({ path }) => (path === POLICIES && refusals-- > 0 ? 'gone' : undefined),
  });
  await harness.delete(namespace, 'apipolicies', 'orders');
  await harness.annotations(namespace, 'orders', {});
  expect(refusals).toBeLessThanOrEqual(0);
});

test('watches that are five seconds late: each change is written once, the last one wins, the status is right', async () => {
  await harness.ingress(namespace, 'orders');
  await harness.marked();
  proxy.arm({ line: (line) => (ofThisTest(line) ? { delayMs: 5_000 } : 'pass') }, here);
  await harness.policy(namespace, 'orders', limit(100));
  await waitFor('the first apply', () => proxy.counted.length > 0, { everyMs: 1 });
  await programmed(100);
  // Before the operator's own writes come back to it.
  await harness.policy(namespace, 'orders', limit(50));
  await programmed(50);
  await harness.marked();
  const { metadata, status } = await harness.readPolicy(namespace, 'orders');
  expect(status?.observedGeneration).toBe(metadata.generation);
  expect(proxy.counted).toHaveLength(4);
}, 60_000);

test('a change between what the operator read and what it wrote is not lost, though its own answer brings it', async () => {
  await harness.ingress(namespace, 'orders');
  await harness.policy(namespace, 'orders', limit(100));
  await programmed(100);
  let changed: Promise<unknown> | undefined;
  proxy.arm({
    // The status waits until another change is stored, and its answer is faster than the watch.
    write: ({ path }) => {
      if (!path.endsWith(`/${namespace}/apipolicies/orders/status`) || changed) return undefined;
      changed = harness.policy(namespace, 'orders', limit(25));
      return { delayMs: 300 };
    },
    line: (line) => (ofThisTest(line) ? { delayMs: 1_000 } : 'pass'),
  });
  await harness.policy(namespace, 'orders', limit(50));
  await programmed(25);
});
