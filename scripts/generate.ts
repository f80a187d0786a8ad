import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './generate/outputs.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

for (const [path, text] of generatedFiles()) {
  mkdirSync(dirname(root + path), { recursive: true });
  writeFileSync(root + path, text);
  process.stdout.write(`${path}\n`);
}
