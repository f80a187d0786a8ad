import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../operator/cli/main.ts');

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The operator as users run it: a process of its own, that can be killed, stopped and continued. */
export class OperatorChild implements AsyncDisposable {
  /** What it logged, a line an event. */
  log = '';
  readonly exited: Promise<Exit>;
  readonly #process: ChildProcess;
  readonly #killWithTest = (): void => {
    this.#process.kill('SIGKILL');
  };

  constructor(kubeconfig: string, args: readonly string[] = []) {
    const command = [program, 'operator', '--kubeconfig', kubeconfig, '--metrics-port=0', '--health-port=0'];
    this.#process = spawn(process.execPath, [...command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer): void => {
      this.log += chunk.toString('utf8');
    };
    this.#process.stdout?.on('data', keep);
    this.#process.stderr?.on('data', keep);
    process.once('exit', this.#killWithTest);
    this.exited = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        process.off('exit', this.#killWithTest);
        resolve({ code, signal });
      });
    });
  }

  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    this.#process.kill(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }
}
