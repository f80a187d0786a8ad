import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from './modules.ts';

let clone: string;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'apipolicy-bundle-'));
  for (const part of ['operator', 'crds', 'scripts', 'package.json'])
    cpSync(join(ROOT, part), join(clone, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: clone });
}, 60_000);
afterAll(() => rmSync(clone, { recursive: true }));

test.each(['dist/apipolicy.js', 'dist/image/apipolicy.js'])('%s runs what it is asked to once', (bundle) => {
  const printed = execFileSync(process.execPath, [bundle, '--version'], { cwd: clone, encoding: 'utf8' });
  expect(printed).toMatch(/^\d+\.\d+\.\d+\n$/);
});
