import { chmod, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles the program to one file that runs by itself: dist/apipolicy.js. What only one command needs (the Kubernetes
 * client above all) is imported dynamically in the sources; in the bundle it is evaluated when that command asks for it.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = fileURLToPath(new URL('../dist/apipolicy.js', import.meta.url));

// CommonJS dependencies ask for Node's own modules by `require`, which an ES module does not have.
const banner = [
  '#!/usr/bin/env node',
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
].join('\n');

await rm(fileURLToPath(new URL('../dist', import.meta.url)), { recursive: true, force: true });
await mkdir(fileURLToPath(new URL('../dist', import.meta.url)));
const result = await build({
  absWorkingDir: root,
  entryPoints: ['operator/cli/main.ts'],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Names stay, so that stack traces can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  keepNames: true,
  legalComments: 'none',
  loader: { '.yaml': 'text' },
  banner: { js: banner },
  metafile: true,
  logLevel: 'warning',
});
await chmod(bundle, 0o755);

const bytes = Object.values(result.metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
console.log(`dist/apipolicy.js: ${(bytes / 1024 / 1024).toFixed(1)} MiB`);
