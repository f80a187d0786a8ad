import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './modules.ts';

test('the command that package.json names is there before anything is built, and may be run', () => {
  const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    bin: { apipolicy: string };
  };
  const file = join(ROOT, bin.apipolicy);
  expect(() => accessSync(file, constants.X_OK)).not.toThrow();
  expect(readFileSync(file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});
