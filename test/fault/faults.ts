/** A request that changes something, as the proxy saw it arrive. */
export interface Write {
  /** 1 for the first that counts since {@link FaultProxy.arm}; undefined for one that does not count. */
  readonly number: number | undefined;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Monotonic milliseconds. */
  readonly at: number;
  /** False when it never reached the API server. */
  forwarded: boolean;
}

/** What the proxy does with a write. */
export type WriteFault =
  /** The client dies: before the API server hears of the write, or after it, without an answer. */
  | { readonly crash: 'before' | 'after' }
  /** The API server is not asked. */
  | {
      readonly reply: number;
      readonly reason?: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Nobody answers; the API server is not asked. */
  | { readonly hang: true }
  /** Forwarded after so many milliseconds. */
  | { readonly delayMs: number };

/** A watch that a client asks for, or one of its lines. */
export interface WatchRequest {
  /** Without the query. */
  readonly path: string;
  readonly resourceVersion: string | undefined;
}

/** What the proxy does with a line of a watch. */
export type LineFault =
  | 'pass'
  | 'drop'
  /** The connection breaks before the line. */
  | 'cut'
  /** The connection breaks in the middle of the line. */
  | 'truncate'
  /** An ERROR event of code 410 in its place, and the end. */
  | 'gone'
  | { readonly delayMs: number };

export const crashBefore =
  (number: number) =>
  (write: Write): WriteFault | undefined =>
    write.number === number ? { crash: 'before' } : undefined;

export const crashAfter =
  (number: number) =>
  (write: Write): WriteFault | undefined =>
    write.number === number ? { crash: 'after' } : undefined;

/** The first `count` writes that match are answered like this. */
export function replyTo(
  count: number,
  matches: (write: Write) => boolean,
  fault: WriteFault,
): (write: Write) => WriteFault | undefined {
  let left = count;
  return (write) => {
    if (left === 0 || !matches(write)) return undefined;
    left -= 1;
    return fault;
  };
}

/** The Status object that an API server answers an error with. */
export const statusObject = (code: number, reason = '', message = `the proxy answers ${code}`) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  code,
  reason,
  message,
});
