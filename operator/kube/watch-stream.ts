import type { StatusBody } from './errors.ts';
import type { KubeObject } from './object.ts';

/** One line of a watch. A bookmark carries only `metadata.resourceVersion`; an error carries a Status. */
export type WatchEvent<T extends KubeObject = KubeObject> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: T }
  | { readonly type: 'ERROR'; readonly object: StatusBody };

/** More than any object that etcd stores (1.5 MiB by default): a longer line is not a watch. */
const longestLine = 16 * 1024 * 1024;

const newline = 0x0a;

/**
 * Cuts the bytes of a watch into lines and parses them; yields what each chunk completed. Lines are decoded whole,
 * so a character that is split over two chunks is not harmed. A last line without its newline was cut off on the
 * way: it is dropped, and the next watch sends that event again.
 *
 * @throws SyntaxError when a complete line is not JSON.
 */
export async function* decodeEvents<T extends KubeObject>(
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<readonly WatchEvent<T>[]> {
  let rest: Buffer[] = [];
  let restLength = 0;
  for await (const chunk of bytes) {
    const events: WatchEvent<T>[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const tail = chunk.subarray(start, end);
      const line = rest.length === 0 ? tail : Buffer.concat([...rest, tail]);
      rest = [];
      restLength = 0;
      start = end + 1;
      if (line.length > 0) events.push(JSON.parse(line.toString('utf8')) as WatchEvent<T>);
    }
    if (start < chunk.length) {
      rest.push(chunk.subarray(start));
      restLength += chunk.length - start;
      if (restLength > longestLine) throw new SyntaxError(`a watch sent a line of over ${longestLine} bytes`);
    }
    if (events.length > 0) yield events;
  }
}
