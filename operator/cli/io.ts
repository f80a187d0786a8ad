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

/** A reader that has seen enough (`apipolicy lint . | head`) ends the program, without a word. */
export const endWithReader = (output: NodeJS.WriteStream): void => {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
};

/** The command line was wrong; the message says how, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
