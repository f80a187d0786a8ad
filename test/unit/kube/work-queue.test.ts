import { describe, expect, it } from 'vitest';
import { WorkQueue } from '../../../operator/kube/work-queue.ts';
import { FakeClock, settle } from './fake-clock.ts';

function queue(): { clock: FakeClock; queue: WorkQueue } {
  const clock = new FakeClock();
  return { clock, queue: new WorkQueue({ clock }) };
}

async function takeAll(from: WorkQueue): Promise<string[]> {
  const keys: string[] = [];
  while (from.depth > 0) {
    const key = await from.take();
    if (key === undefined) break;
    keys.push(key);
    from.done(key);
  }
  return keys;
}

describe('work queue', () => {
  it('hands out keys in the order they came, each once', async () => {
    const { queue: q } = queue();
    for (const key of ['a', 'b', 'a', 'c', 'b']) q.add(key);
    expect(await takeAll(q)).toEqual(['a', 'b', 'c']);
  });

  it('gives a waiting taker the next key at once', async () => {
    const { queue: q } = queue();
    const taken = q.take();
    q.add('a');
    expect(await taken).toBe('a');
  });

  it('never hands out a key that is being processed, and again after done', async () => {
    const { queue: q } = queue();
    q.add('a');
    expect(await q.take()).toBe('a');
    q.add('a');
    q.add('a');
    let second: string | undefined;
    q.take().then((key) => {
      second = key;
    });
    await settle();
    expect(second).toBeUndefined();
    q.done('a');
    await settle();
    expect(second).toBe('a');
    q.done('a');
    expect(q.depth).toBe(0);
  });

  it('puts users before the first list, and lets a key rise', async () => {
    const { queue: q } = queue();
    for (const key of ['old-1', 'old-2', 'old-3']) q.add(key, 'low');
    q.add('new');
    q.add('old-3');
    expect(await takeAll(q)).toEqual(['new', 'old-3', 'old-1', 'old-2']);
  });

  it('does not let a key sink', async () => {
    const { queue: q } = queue();
    q.add('low', 'low');
    q.add('user');
    q.add('user', 'low');
    expect(await takeAll(q)).toEqual(['user', 'low']);
  });

  it('keeps the priority of a key that was added while it was processed', async () => {
    const { queue: q } = queue();
    q.add('a');
    await q.take();
    q.add('b', 'low');
    q.add('a', 'low');
    q.add('a');
    q.done('a');
    expect(await takeAll(q)).toEqual(['a', 'b']);
  });

  it('releases a delayed key when it is due, the earliest of several times', async () => {
    const { queue: q, clock } = queue();
    q.addAfter('a', 5000);
    q.addAfter('a', 1000);
    q.addAfter('a', 3000);
    q.addAfter('b', 2000);
    await clock.advance(999);
    expect(q.depth).toBe(0);
    await clock.advance(1);
    expect(await takeAll(q)).toEqual(['a']);
    await clock.advance(10_000);
    expect(await takeAll(q)).toEqual(['b']);
    expect(clock.pending).toEqual([]);
  });

  it('drops the delay of a key that is added', async () => {
    const { queue: q, clock } = queue();
    q.addAfter('a', 1000);
    q.add('a');
    expect(await takeAll(q)).toEqual(['a']);
    await clock.advance(2000);
    expect(q.depth).toBe(0);
  });

  it('keeps one timer, however many keys are delayed', () => {
    const { queue: q, clock } = queue();
    for (let index = 0; index < 1000; index++) q.addAfter(`key-${index}`, 10_000 - index);
    expect(clock.pending).toEqual([9001]);
  });

  it('doubles the pause with each failure, up to the longest, and starts over when forgotten', () => {
    const { queue: q } = queue();
    const pauses = Array.from({ length: 20 }, () => q.retry('a'));
    expect(pauses.slice(0, 4)).toEqual([5, 10, 20, 40]);
    expect(pauses.at(-1)).toBe(1_000_000);
    expect(q.failuresOf('a')).toBe(20);
    expect(q.retry('b')).toBe(5);
    q.forget('a');
    expect(q.retry('a')).toBe(5);
  });

  it('stops: waiting takers get nothing, what is processed is waited for', async () => {
    const { queue: q, clock } = queue();
    q.add('a');
    await q.take();
    const idle = q.take();
    q.add('b');
    expect(await idle).toBe('b');
    q.done('b');
    q.addAfter('later', 10);
    const waiting = q.take();
    let drained = false;
    const stop = q.stop().then(() => {
      drained = true;
    });
    expect(await waiting).toBeUndefined();
    await settle();
    expect(drained).toBe(false);
    q.add('c');
    q.done('a');
    await stop;
    expect(await q.take()).toBeUndefined();
    expect(clock.pending).toEqual([]);
  });

  it('tells how long the work in progress has taken', async () => {
    const { queue: q, clock } = queue();
    q.add('a');
    q.add('b');
    await q.take();
    await clock.advance(2000);
    await q.take();
    await clock.advance(1000);
    expect(q.unfinished).toEqual({ count: 2, sum: 4, longest: 3 });
  });

  it('is in order after many keys went through', async () => {
    const { queue: q } = queue();
    const keys = Array.from({ length: 5000 }, (_, index) => `key-${index}`);
    for (const key of keys) q.add(key);
    expect(await takeAll(q)).toEqual(keys);
  });
});
