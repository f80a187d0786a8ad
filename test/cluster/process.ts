import { spawn } from 'node:child_process';

/** How a command ended. `code` is null when a signal ended it. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Ends the command with SIGKILL after so many milliseconds. */
  timeoutMs?: number;
}

/** Runs a command to its end and never rejects because of its exit code; rejects when it cannot be started. */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const [file, ...args] = argv;
  if (file === undefined) throw new TypeError('run: the command is empty');
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(options.timeoutMs === undefined
        ? {}
        : { timeout: options.timeoutMs, killSignal: 'SIGKILL' as const }),
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A command that exits without reading its input is judged by its exit code, not by EPIPE.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input);
    child.once('error', (cause) => reject(new Error(`cannot start ${file}: ${cause.message}`, { cause })));
    child.once('close', (code, signal) =>
      resolve({
        code,
        signal,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
  });
}

/** Runs a command that has to succeed and returns its standard output. The error shows the command and what it said. */
export async function mustRun(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const ended = await run(argv, options);
  if (ended.code === 0) return ended.stdout;
  const how = ended.signal === null ? `exit code ${ended.code}` : `signal ${ended.signal}`;
  throw new Error(`${argv.join(' ')}\nended with ${how}:\n${lastLines(ended.stderr || ended.stdout, 40)}`);
}

/** The last lines of a log, for an error message. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
