import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/**
 * Builds the program, for a clone and for the image: `dist/apipolicy.js` with `dist/parts/`. What only one subcommand needs
 * (the Kubernetes client above all) is a part that is read when that subcommand asks for it: `--help` and `lint` start
 * fast, and a gate does not hold what only an operator needs.
 */
const root = fileURLToPath(new URL('..', import.meta.url));

// CommonJS dependencies ask for Node's own modules by `require`, which an ES module does not have.
const banner = [
  '#!/usr/bin/env node',
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
].join('\n');

const options = {
  absWorkingDir: root,
  entryPoints: { apipolicy: 'operator/cli/entry.ts' },
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
  // The entry runs the command; what runs it from the sources (main.ts by itself) would run it a second time.
  define: { 'import.meta.main': 'false' },
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

const { metafile } = await build({
  ...options,
  outdir: 'dist',
  splitting: true,
  chunkNames: 'parts/[name]-[hash]',
});
const outputs = Object.keys(metafile.outputs);
await Promise.all(outputs.map((path) => toAscii(join(root, path))));
await removeStale('dist/parts', outputs);
await chmod(join(root, 'dist/apipolicy.js'), 0o755);
const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
console.log(`dist/apipolicy.js with ${outputs.length - 1} parts: ${(bytes / 1024 / 1024).toFixed(2)} MiB`);

/**
 * One letter beyond ASCII, and the whole text stays in memory at two bytes a letter. Strings are escaped by the bundler;
 * what is left stands in regular expressions, where the same escapes are good.
 */
async function toAscii(path: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const plain = text.replace(
    /[^\0-\x7f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (plain !== text) await writeFile(path, plain);
}

/** Parts carry a hash in their names: those of earlier builds go, after the new ones are written. */
async function removeStale(folder: string, current: readonly string[]): Promise<void> {
  const found = await readdir(join(root, folder)).catch(() => []);
  const stale = found.map((name) => join(folder, name)).filter((path) => !current.includes(path));
  await Promise.all(stale.map((path) => rm(join(root, path))));
}
