import { describe, expect, it } from 'vitest';
import { decodeEvents } from '../../../operator/kube/watch-stream.ts';

async function* chunks(...parts: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}

async function decoded(bytes: AsyncIterable<Buffer>): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const batch of decodeEvents(bytes)) events.push(...batch);
  return events;
}

describe('watch stream', () => {
  it('finds lines wherever the network cut them, also within a character', async () => {
    const line = Buffer.from(`${JSON.stringify({ type: 'ADDED', object: { name: 'Grüße, 世界 🚀' } })}\n`);
    for (let cut = 1; cut < line.length; cut++) {
      const events = await decoded(chunks(line.subarray(0, cut), line.subarray(cut)));
      expect(events).toEqual([{ type: 'ADDED', object: { name: 'Grüße, 世界 🚀' } }]);
    }
  });

  it('yields the events of a chunk together', async () => {
    const batches: number[] = [];
    for await (const batch of decodeEvents(chunks('{"a":1}\n{"a":2}\n{"a"', ':3}\n')))
      batches.push(batch.length);
    expect(batches).toEqual([2, 1]);
  });

  it('drops a last line that was cut off', async () => {
    expect(await decoded(chunks('{"a":1}\n{"a":'))).toEqual([{ a: 1 }]);
  });

  it('refuses a whole line that is not JSON', async () => {
    await expect(decoded(chunks('<html>\n'))).rejects.toThrow(SyntaxError);
  });

  it('refuses a line without end', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    await expect(decoded(chunks(...Array.from({ length: 20 }, () => megabyte)))).rejects.toThrow(
      /line of over/,
    );
  });
});
