#!/usr/bin/env node
// What `npx apipolicy` runs in a clone: the bundle. npm links a command only if its file is there, so this one always is.
import { existsSync } from 'node:fs';

const bundle = new URL('../dist/apipolicy.js', import.meta.url);
if (existsSync(bundle)) {
  await import(bundle.href);
} else {
  process.stderr.write('apipolicy is not built yet: run npm run build\n');
  process.exitCode = 2;
}
