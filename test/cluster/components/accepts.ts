import type { Sandbox } from '../sandbox/sandbox.ts';

/** A probe that asks whether something accepts connections on a port of the sandbox's loopback address. */
export function accepts(sandbox: Sandbox, port: number): () => Promise<boolean> {
  return async () => (await sandbox.exec(['bash', '-c', `exec 3<>/dev/tcp/127.0.0.1/${port}`])).code === 0;
}
