import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { say } from './progress.ts';

/**
 * Holds an exclusive lock on a file while `work` runs, so that two processes do not make the same thing twice. The
 * kernel holds it for a child that ends with our end of its pipe: a crash leaves no stale lock.
 */
export async function withLock<T>(file: string, what: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const holder = spawn('flock', [file, 'sh', '-c', 'echo locked; cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const waiting = setTimeout(() => say(`waiting for another process that is making ${what}`), 2_000);
  try {
    await locked(holder, file);
  } finally {
    clearTimeout(waiting);
  }
  try {
    return await work();
  } finally {
    const ended = once(holder, 'exit');
    holder.stdin?.end();
    await ended;
  }
}

function locked(holder: ChildProcess, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    holder.once('error', (cause) =>
      reject(new Error(`cannot lock ${file}: flock (Debian package util-linux) is missing`, { cause })),
    );
    holder.once('exit', (code) => reject(new Error(`cannot lock ${file}: flock ended with ${code}`)));
    holder.stdout?.once('data', () => resolve());
  });
}
