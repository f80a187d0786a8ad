import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Measures what a person waits for: how long commands of the bundle take from start to end, against Node alone. */
const ROUNDS = 15;
const root = fileURLToPath(new URL('..', import.meta.url));

const commands: Readonly<Record<string, readonly string[]>> = {
  'node, nothing': ['--eval', '0'],
  'apipolicy --help': ['dist/apipolicy.js', '--help'],
  'apipolicy lint': ['dist/apipolicy.js', 'lint', 'examples/quickstart'],
  'apipolicy render': ['dist/apipolicy.js', 'render', 'examples/quickstart'],
  'apipolicy operator --help': ['dist/apipolicy.js', 'operator', '--help'],
};

console.log(`milliseconds, median and slowest of ${ROUNDS}, on ${process.version} ${process.arch}`);
for (const [name, args] of Object.entries(commands)) {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await timed(args));
  times.sort((a, b) => a - b);
  const [median, slowest] = [times[Math.floor(ROUNDS / 2)] ?? 0, times[ROUNDS - 1] ?? 0];
  console.log(`${name.padEnd(28)}${median.toFixed(0).padStart(6)}${slowest.toFixed(0).padStart(6)}`);
}

/** Milliseconds from start to exit. */
function timed(args: readonly string[]): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve(performance.now() - began);
      else reject(new Error(`${args.join(' ')} ended with ${code}`));
    });
  });
}
