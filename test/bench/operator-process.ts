import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from '../cluster/wait.ts';
import { type ProcessUse, useOf } from './measure.ts';

export interface OperatorOptions {
  /** The file that Node runs: the command line from the clone, or the bundle. */
  readonly program: string;
  readonly kubeconfig: string;
  readonly metricsPort: number;
  readonly healthPort: number;
}

/** What the operator's metrics say, as of now. */
export interface OperatorCounts {
  readonly writes: number;
  readonly reconciles: number;
  readonly errors: number;
  readonly depth: number;
}

const COUNTED = [
  'rest_client_requests_total',
  'controller_runtime_reconcile_total',
  'controller_runtime_reconcile_errors_total',
  'workqueue_depth',
  'controller_runtime_active_workers',
];

/** The operator as users run it: a process of its own, seen from outside through its metrics and /proc. */
export class OperatorProcess {
  readonly #child: ChildProcess;
  readonly #options: OperatorOptions;
  readonly startedAt = performance.now();

  private constructor(child: ChildProcess, options: OperatorOptions) {
    this.#child = child;
    this.#options = options;
  }

  /** Resolves when it is ready: all caches are synced. */
  static async start(options: OperatorOptions): Promise<OperatorProcess> {
    const { program, kubeconfig, metricsPort, healthPort } = options;
    const ports = ['--metrics-port', String(metricsPort), '--health-port', String(healthPort)];
    const child = spawn(
      process.execPath,
      [program, 'operator', '--kubeconfig', kubeconfig, '--log-level', 'warn', ...ports],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    const operator = new OperatorProcess(child, options);
    await waitFor('the operator to be ready', () => operator.#isReady(), { timeoutMs: 60_000, everyMs: 10 });
    return operator;
  }

  get use(): ProcessUse {
    return useOf(this.#child.pid ?? 0);
  }

  /** Milliseconds since the process was started. */
  get age(): number {
    return performance.now() - this.startedAt;
  }

  async counts(): Promise<OperatorCounts> {
    const query = COUNTED.map((name) => `name[]=${name}`).join('&');
    const answer = await fetch(`http://127.0.0.1:${this.#options.metricsPort}/metrics?${query}`);
    const text = await answer.text();
    const sum = (name: string, labels = /./): number => {
      let total = 0;
      for (const line of text.split('\n')) {
        if (line.startsWith(`${name}{`) && labels.test(line))
          total += Number(line.slice(line.lastIndexOf(' ')));
      }
      return total;
    };
    return {
      writes: sum('rest_client_requests_total', /method="(POST|PATCH|PUT|DELETE)"/),
      reconciles: sum('controller_runtime_reconcile_total', /controller="apipolicy"/),
      errors: sum('controller_runtime_reconcile_errors_total'),
      depth: sum('workqueue_depth') + sum('controller_runtime_active_workers'),
    };
  }

  /** Waits until `condition` holds and no key waits or is worked on. */
  async until(what: string, condition: (counts: OperatorCounts) => boolean): Promise<void> {
    await waitFor(
      what,
      async (pending) => {
        const counts = await this.counts();
        pending(counts);
        return counts.depth === 0 && condition(counts);
      },
      { timeoutMs: 300_000, everyMs: 50 },
    );
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }

  async #isReady(): Promise<boolean> {
    if (this.#child.exitCode !== null) throw new Error(`the operator ended with ${this.#child.exitCode}`);
    try {
      return (await fetch(`http://127.0.0.1:${this.#options.healthPort}/readyz`)).ok;
    } catch {
      return false;
    }
  }
}
