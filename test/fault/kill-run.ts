import { afterAll, beforeAll, expect, test } from 'vitest';
import { Harness } from '../integration/operator/harness.ts';
import { crashAfter, crashBefore, type Write } from './faults.ts';
import { type Life, live, type Story, undisturbed } from './life.ts';
import { OperatorChild } from './operator-child.ts';
import { FaultProxy } from './proxy.ts';

/** The API server has not heard of the write, or has done it and nobody was told. */
type Moment = 'before' | 'after';

/** What a story needs beside the API server and the CRDs. */
export interface Stage {
  readonly prepare?: (harness: Harness) => Promise<unknown>;
  /** Kinds that are compared, too, as `/apis/group/version/plural`. */
  readonly kinds?: readonly string[];
}

/** Kills the operator at every write of a story, and compares how it ends with how it ends undisturbed. */
export function killTable(
  title: string,
  story: Story,
  moments: readonly Moment[] = ['before', 'after'],
  { prepare, kinds = [] }: Stage = {},
): void {
  let harness: Harness;
  let proxy: FaultProxy;
  let operator: OperatorChild;
  let expected: Life;
  /** The writes of an undisturbed life, in the order in which they came. */
  let calm: readonly Write[];
  let kills = 0;

  beforeAll(async () => {
    harness = await Harness.start();
    await prepare?.(harness);
    proxy = await FaultProxy.start(harness.cluster);
    proxy.crash = () => {
      kills += 1;
      operator.signal('SIGKILL');
      operator = new OperatorChild(proxy.kubeconfig);
    };
    await harness.startOperator([], { kubeconfig: proxy.kubeconfig });
    const namespace = await harness.namespace();
    proxy.arm({}, within(namespace));
    expected = await undisturbed(harness, namespace, story, kinds);
    // It writes its last Events before it ends.
    await harness.stopOperator();
    calm = proxy.counted;
    operator = new OperatorChild(proxy.kubeconfig);
    await harness.marked();
  });
  afterAll(async () => {
    await operator?.[Symbol.asyncDispose]();
    await proxy?.[Symbol.asyncDispose]();
    await harness?.[Symbol.asyncDispose]();
  });

  async function killed(number: number, when: Moment): Promise<string> {
    const namespace = await harness.namespace();
    const write = when === 'before' ? crashBefore(number) : crashAfter(number);
    proxy.arm({ write }, within(namespace));
    const before = kills;
    await live(harness, namespace, expected, story, kinds);
    await harness.marked();
    expect(kills - before, 'the operator was killed once').toBe(1);
    const seen = proxy.counted.filter(besideEvents).length;
    await harness.marked();
    const writes = proxy.counted;
    expect(writes.filter(besideEvents), 'silence').toHaveLength(seen);

    const calmly = tally(calm, calmNamespace());
    for (const [key, count] of tally(writes, namespace))
      expect(count, `${key}: not more often than in an undisturbed life`).toBeLessThanOrEqual(
        calmly.get(key) ?? 0,
      );
    const victim = writes[number - 1];
    return `${victim?.method} ${victim && isEvent(victim) ? 'Event' : victim?.path.replace(/^.*\/namespaces\/[^/]+\//, '')}`;
  }

  const calmNamespace = (): string => /\/namespaces\/([^/]+)\//.exec(calm[0]?.path ?? '')?.[1] ?? '';

  test(title, async () => {
    const rows: string[] = [];
    for (let number = 1; number <= calm.length; number++) {
      for (const when of moments)
        rows.push(`  ${String(number).padStart(2)} ${when.padEnd(6)} ${await killed(number, when)}`);
    }
    console.log(
      [
        `killed at write … of ${calm.length}:`,
        ...rows,
        `converged: ${rows.length} of ${moments.length * calm.length}`,
      ].join('\n'),
    );
    expect(rows).toHaveLength(moments.length * calm.length);
    expect(calm.length).toBeGreaterThanOrEqual(6);
  }, 480_000);
}

const within =
  (namespace: string) =>
  ({ path }: Write): boolean =>
    path.includes(`/namespaces/${namespace}/`);

const isEvent = ({ path }: Write): boolean => path.startsWith('/apis/events.k8s.io/');

const besideEvents = (write: Write): boolean => !isEvent(write);

/** How often each object was written, as `PATCH /apis/…`; an Event by its kind alone, since its name is by chance. */
function tally(writes: readonly Write[], namespace: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const write of writes.filter(({ forwarded }) => forwarded)) {
    const path = isEvent(write) ? 'Event' : write.path.replaceAll(namespace, 'NAMESPACE');
    const key = `${write.method} ${path}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
