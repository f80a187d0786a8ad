import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastLines } from '../process.ts';
import type { Ask, ExecResult, Message } from './protocol.ts';

/**
 * - `host-network`: processes of its own; the network is the host's.
 * - `node`: network, mounts and cgroups are its own too, as a Kubernetes node needs them. Needs root.
 */
export type SandboxKind = 'host-network' | 'node';

export interface ExecOptions {
  input?: string;
  env?: Record<string, string>;
  /** Milliseconds, 60,000 when left out. */
  timeoutMs?: number;
}

/** How a component ended. */
export interface ComponentExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/**
 * Namespaces of their own with an agent inside that starts what a cluster is made of. When the test process ends, by
 * `stop`, at its own end, by a signal or a crash, every process of the sandbox ends and its folder is removed.
 */
export interface Sandbox {
  /** A temporary folder, removed at the end. */
  directory: string;
  spawn(name: string, argv: readonly string[], env?: Record<string, string>): Promise<number>;
  signal(name: string, signal: NodeJS.Signals): Promise<void>;
  /** Undefined while it runs. */
  exitOf(name: string): ComponentExit | undefined;
  /** Resolves when that component ends; at once when it has ended. */
  exited(name: string): Promise<ComponentExit>;
  logs(name: string): Promise<string>;
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Opens a port on the host's 127.0.0.1 that leads to an address as seen from inside; returns the port. */
  forward(host: string, port: number): Promise<number>;
  stop(): Promise<void>;
}

const agent = join(import.meta.dirname, 'agent.ts');

/**
 * The outer shell waits for the namespace to be gone before it removes the folder and the (by then empty) control
 * groups of its containers, which no namespace takes with it. The inner one is the namespace's
 * init: it reaps what loses its parent (Node does not), and its end ends all.
 */
const outer = `unshare "$@"
for task in "$SANDBOX_DIRECTORY"/containerd/state/io.containerd.runtime.v2.task/k8s.io/*; do
  id=\${task##*/}
  find /sys/fs/cgroup/k8s.io/$id /sys/fs/cgroup/*/k8s.io/$id -depth -type d -exec rmdir {} + 2>/dev/null
done
rmdir /sys/fs/cgroup/k8s.io /sys/fs/cgroup/*/k8s.io 2>/dev/null
rm -rf "$SANDBOX_DIRECTORY"`;
const init = '"$SANDBOX_NODE" "$SANDBOX_AGENT"; exit $?';

/** Throws where this process may not start a sandbox of that kind: before minutes are spent on builds for it. */
export function mustAllow(kind: SandboxKind): void {
  if (kind === 'node' && process.getuid?.() !== 0) {
    throw new Error(
      'a Kubernetes node needs root (network, mounts, containers): run this as root or with sudo; ' +
        'tests that need only the API server run without',
    );
  }
}

function unshareFlags(kind: SandboxKind): string[] {
  const asRoot = process.getuid?.() === 0;
  const own = kind === 'node' ? ['--net', '--mount', '--propagation', 'private'] : [];
  const identity = asRoot ? [] : ['--user', '--map-root-user'];
  return [...identity, '--pid', '--fork', '--kill-child', '--mount-proc', ...own];
}

export async function startSandbox(kind: SandboxKind): Promise<Sandbox> {
  mustAllow(kind);
  const flags = unshareFlags(kind);
  const directory = mkdtempSync(join(tmpdir(), 'apipolicy-'));
  mkdirSync(join(directory, 'logs'));
  const child = spawn('sh', ['-c', outer, 'sh', ...flags, '--', 'sh', '-c', init], {
    // A session of its own: Ctrl-C reaches the test process alone, whose end then closes the channel.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...process.env,
      SANDBOX_DIRECTORY: directory,
      SANDBOX_NODE: process.execPath,
      SANDBOX_AGENT: agent,
    },
  });
  const connection = new Connection(child);
  await connection.ready();
  return new RunningSandbox(directory, child, connection);
}

interface Waiting {
  resolve(value: ExecResult | { pid: number } | undefined): void;
  reject(error: Error): void;
}

/** Requests and answers over the child's IPC channel. It holds the event loop only while an answer is awaited. */
class Connection {
  readonly exits = new Map<string, ComponentExit>();
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #watchers = new Map<string, ((exit: ComponentExit) => void)[]>();
  readonly #started: Promise<void>;
  #stderr = '';
  #next = 1;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-8_000);
    });
    this.#started = new Promise((resolve, reject) => {
      this.#waiting.set(0, { resolve: () => resolve(), reject });
    });
    child.on('message', (message: Message) => this.#receive(message));
    child.once('error', (cause) =>
      this.#end(new Error(`cannot start the sandbox: ${cause.message}`, { cause })),
    );
    child.once('exit', () => this.#end(new Error(this.#epitaph())));
  }

  ready(): Promise<void> {
    return this.#started;
  }

  ask(ask: Ask, server?: net.Server): Promise<ExecResult | { pid: number } | undefined> {
    if (!this.#child.connected) return Promise.reject(new Error(this.#epitaph()));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#hold();
      this.#child.send({ ...ask, id }, server, undefined, (error) => {
        if (error) this.#take(id)?.reject(error);
      });
    });
  }

  exited(name: string): Promise<ComponentExit> {
    const exit = this.exits.get(name);
    if (exit !== undefined) return Promise.resolve(exit);
    return new Promise((resolve) => this.#watchers.set(name, [...(this.#watchers.get(name) ?? []), resolve]));
  }

  #receive(message: Message): void {
    if (message.kind === 'ready') this.#take(0)?.resolve(undefined);
    if (message.kind === 'answer') this.#take(message.id)?.resolve(message.value);
    if (message.kind === 'failed') this.#take(message.id)?.reject(new Error(message.error));
    if (message.kind === 'exited') this.#settle(message.name, { code: message.code, signal: message.signal });
  }

  #settle(name: string, exit: ComponentExit): void {
    this.exits.set(name, exit);
    for (const resolve of this.#watchers.get(name) ?? []) resolve(exit);
    this.#watchers.delete(name);
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    this.#hold();
    return waiting;
  }

  #hold(): void {
    const busy = this.#waiting.size > 0;
    for (const part of [this.#child, this.#child.channel]) busy ? part?.ref() : part?.unref();
  }

  #end(error: Error): void {
    for (const name of this.#watchers.keys()) this.#settle(name, { code: null, signal: 'SIGKILL' });
    for (const id of [...this.#waiting.keys()]) this.#take(id)?.reject(error);
  }

  #epitaph(): string {
    const said = lastLines(this.#stderr, 20);
    return said === '' ? 'the sandbox has ended' : `the sandbox has ended; it said:\n${said}`;
  }
}

class RunningSandbox implements Sandbox {
  readonly directory: string;
  readonly #child: ChildProcess;
  readonly #connection: Connection;

  constructor(directory: string, child: ChildProcess, connection: Connection) {
    this.directory = directory;
    this.#child = child;
    this.#connection = connection;
    (child.stderr as net.Socket | null)?.unref();
  }

  async spawn(name: string, argv: readonly string[], env: Record<string, string> = {}): Promise<number> {
    this.#connection.exits.delete(name);
    const answer = await this.#connection.ask({ do: 'spawn', name, argv, env, log: this.#log(name) });
    return answer !== undefined && 'pid' in answer ? answer.pid : 0;
  }

  async signal(name: string, signal: NodeJS.Signals): Promise<void> {
    await this.#connection.ask({ do: 'signal', name, signal });
  }

  exitOf(name: string): ComponentExit | undefined {
    return this.#connection.exits.get(name);
  }

  exited(name: string): Promise<ComponentExit> {
    return this.#connection.exited(name);
  }

  logs(name: string): Promise<string> {
    return readFile(this.#log(name), 'utf8').catch(() => '');
  }

  async exec(
    argv: readonly string[],
    { input, env = {}, timeoutMs = 60_000 }: ExecOptions = {},
  ): Promise<ExecResult> {
    const ask: Ask = { do: 'exec', argv, env, timeoutMs, ...(input === undefined ? {} : { input }) };
    const answer = await this.#connection.ask(ask);
    if (answer === undefined || !('code' in answer)) throw new Error(`no result of ${argv.join(' ')}`);
    return answer;
  }

  async forward(host: string, port: number): Promise<number> {
    const server = net.createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    await this.#connection.ask({ do: 'forward', host, port }, server);
    // The agent has its own copy now; ours would take a part of the connections.
    server.close();
    if (address === null || typeof address === 'string') throw new Error('the forwarding port has no number');
    return address.port;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.ref();
    const gone = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.disconnect();
    await gone;
  }

  #log(name: string): string {
    return join(this.directory, 'logs', `${name}.log`);
  }
}
