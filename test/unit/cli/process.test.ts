import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { ROOT } from '../modules.ts';

const ENTRY = join(ROOT, 'operator/cli/entry.ts');
/** More findings than a pipe holds. */
const MANY = Array.from(
  { length: 2000 },
  (_, index) => `kind: ApiPolicy\nmetadata: {name: a${index}}\n`,
).join('---\n');

test('a reader that leaves early ends the program without a stack trace', async () => {
  const child = spawn(process.execPath, [ENTRY, 'lint', '--output', 'json', '-'], { cwd: ROOT });
  const said = text(child.stderr);
  child.stdout.once('data', () => child.stdout.destroy());
  child.stdin.end(MANY);
  await once(child, 'close');
  expect(await said).toBe('');
}, 60_000);
