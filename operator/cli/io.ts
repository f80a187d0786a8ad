/** Where a command reads and writes. Passed in, so that tests see it all. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  out(text: string): void;
  err(text: string): void;
}

/** The process's own streams. */
export const processIo: Io = {
  stdin: process.stdin,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

/** The command line was wrong; the message says how, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
