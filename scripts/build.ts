import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/**
 * Builds the program twice from the same sources:
 *
 * - `dist/apipolicy.js` with `dist/parts/`, the command in a clone: what only one subcommand needs (the Kubernetes
 *   client above all) is a part that is read when that subcommand asks for it, so that `--help` and `lint` start fast;
 * - `dist/image/apipolicy.js`, the same in one file, for the image.
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
  // The entry runs the command; in one file, what runs it in a clone (main.ts by itself) would run it a second time.
  define: { 'import.meta.main': 'false' },
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

const [command, image] = await Promise.all([
  build({ ...options, outdir: 'dist', splitting: true, chunkNames: 'parts/[name]-[hash]' }),
  build({ ...options, outdir: 'dist/image' }),
]);

await removeStale('dist/parts', Object.keys(command.metafile.outputs));
for (const file of ['dist/apipolicy.js', 'dist/image/apipolicy.js']) {
  await chmod(join(root, file), 0o755);
  const { bytes } = (file.includes('image') ? image : command).metafile.outputs[file] ?? { bytes: 0 };
  console.log(`${file}: ${(bytes / 1024 / 1024).toFixed(2)} MiB`);
}

/** Parts carry a hash in their names: those of earlier builds go, after the new ones are written. */
async function removeStale(folder: string, current: readonly string[]): Promise<void> {
  const found = await readdir(join(root, folder)).catch(() => []);
  const stale = found.map((name) => join(folder, name)).filter((path) => !current.includes(path));
  await Promise.all(stale.map((path) => rm(join(root, path))));
}
