import { lastLines } from '../process.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { Hopeless, waitFor } from '../wait.ts';

/** One program of the cluster. */
export interface Component {
  name: string;
  /** Process id as seen inside the sandbox. */
  pid: number;
  /** Resolves when it serves; rejects with the end of its log when it ended or takes too long. */
  ready(): Promise<void>;
  logs(): Promise<string>;
  signal(signal: NodeJS.Signals): Promise<void>;
  /** Ends it with SIGTERM, after ten seconds with SIGKILL. */
  stop(): Promise<void>;
}

export interface ComponentSpec {
  name: string;
  argv: readonly string[];
  env?: Record<string, string>;
  /** Whether it serves by now. An error counts as no. */
  probe(): Promise<boolean>;
  /** Milliseconds, 30,000 when left out. */
  readyWithinMs?: number;
}

export async function startComponent(sandbox: Sandbox, spec: ComponentSpec): Promise<Component> {
  const { name } = spec;
  const pid = await sandbox.spawn(name, spec.argv, spec.env);
  return {
    name,
    pid,
    async ready() {
      const look = async (): Promise<boolean> => {
        const exit = sandbox.exitOf(name);
        if (exit !== undefined) {
          throw new Hopeless(`${name} ended with ${exit.signal ?? `exit code ${exit.code}`}`);
        }
        return spec.probe();
      };
      await waitFor(`${name} to serve`, look, { timeoutMs: spec.readyWithinMs ?? 30_000, everyMs: 50 }).catch(
        async (cause: unknown) => {
          const log = lastLines(await sandbox.logs(name), 30);
          throw new Error(`${cause instanceof Error ? cause.message : cause}\nThe end of its log:\n${log}`, {
            cause,
          });
        },
      );
    },
    logs: () => sandbox.logs(name),
    signal: (signal) => sandbox.signal(name, signal),
    async stop() {
      if (sandbox.exitOf(name) !== undefined) return;
      const late = setTimeout(() => void sandbox.signal(name, 'SIGKILL').catch(() => undefined), 10_000);
      await sandbox.signal(name, 'SIGTERM');
      await sandbox.exited(name);
      clearTimeout(late);
    },
  };
}
