/** What the test process asks of the agent inside the sandbox, over Node's IPC channel. */
export type Ask =
  | { do: 'spawn'; name: string; argv: readonly string[]; env: Record<string, string>; log: string }
  | { do: 'signal'; name: string; signal: NodeJS.Signals }
  | { do: 'exec'; argv: readonly string[]; env: Record<string, string>; input?: string; timeoutMs: number }
  | { do: 'forward'; host: string; port: number };

export type Request = Ask & { id: number };

/** What `exec` answers. */
export interface ExecResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export type Message =
  | { kind: 'ready' }
  | { kind: 'answer'; id: number; value?: ExecResult | { pid: number } }
  | { kind: 'failed'; id: number; error: string }
  | { kind: 'exited'; name: string; code: number | null; signal: NodeJS.Signals | null };
