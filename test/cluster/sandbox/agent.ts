/**
 * Runs inside the sandbox and does what the test process asks: starts and signals components, runs commands, carries
 * connections in. It ends when the IPC channel closes, however the test process ended; the namespace's init ends with
 * it, and the kernel then ends everything else in the namespace.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import net from 'node:net';
import { run } from '../process.ts';
import type { ExecResult, Message, Request } from './protocol.ts';

const components = new Map<string, ChildProcess>();

function tell(message: Message): void {
  if (process.connected) process.send?.(message);
}

function spawnComponent(request: Request & { do: 'spawn' }): Promise<{ pid: number }> {
  const { name, argv, env, log } = request;
  const [file = '', ...args] = argv;
  const output = openSync(log, 'a');
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', output, output] });
  closeSync(output);
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`cannot start ${name} (${file}): ${cause.message}`)));
    child.once('spawn', () => {
      components.set(name, child);
      resolve({ pid: child.pid ?? 0 });
    });
    child.once('exit', (code, signal) => tell({ kind: 'exited', name, code, signal }));
  });
}

function signalComponent({ name, signal }: Request & { do: 'signal' }): void {
  const child = components.get(name);
  if (child === undefined) throw new Error(`no component is named ${name}`);
  child.kill(signal);
}

async function exec(request: Request & { do: 'exec' }): Promise<ExecResult> {
  const { code, stdout, stderr } = await run(request.argv, {
    env: { ...process.env, ...request.env },
    timeoutMs: request.timeoutMs,
    ...(request.input === undefined ? {} : { input: request.input }),
  });
  return { code, stdout, stderr };
}

/** The server was opened by the test process, so it listens in the host's network; what we dial is in ours. */
function forward(server: net.Server, { host, port }: Request & { do: 'forward' }): void {
  server.on('connection', (outside) => {
    const inside = net.connect({ host, port });
    outside.setNoDelay(true);
    inside.setNoDelay(true);
    outside.on('error', () => inside.destroy());
    // A reset tells the client that nothing listens inside, as a plain connection would.
    inside.on('error', () => outside.resetAndDestroy());
    outside.on('close', () => inside.destroy());
    inside.on('close', () => outside.destroySoon());
    outside.pipe(inside).pipe(outside);
  });
}

async function serve(request: Request, handle: unknown): Promise<ExecResult | { pid: number } | undefined> {
  switch (request.do) {
    case 'spawn':
      return spawnComponent(request);
    case 'signal':
      return void signalComponent(request);
    case 'exec':
      return exec(request);
    case 'forward':
      if (!(handle instanceof net.Server)) throw new Error('forward needs a listening server');
      return void forward(handle, request);
  }
}

process.on('message', (request: Request, handle: unknown) => {
  serve(request, handle).then(
    (value) => tell({ kind: 'answer', id: request.id, ...(value === undefined ? {} : { value }) }),
    (error: Error) => tell({ kind: 'failed', id: request.id, error: error.message }),
  );
});
process.once('disconnect', () => process.exit(0));
tell({ kind: 'ready' });
