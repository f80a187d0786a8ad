import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.run', 'coverage']);

/** Every file below a folder of the repository, as paths from the root; what was installed or built is passed over. */
export function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => {
      const path = normalize(join(folder, entry.name));
      if (entry.isDirectory()) return filesUnder(path);
      return entry.isFile() ? [path] : [];
    });
}

/** TypeScript modules below a folder, as paths from the root. */
export function modulesUnder(folder: string): string[] {
  return filesUnder(folder).filter((path) => path.endsWith('.ts'));
}

const SPECIFIER = /(?:^|[\s;}])(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/[^'"]+)\1/g;

/** What a module imports by a relative path, statically or not, types included; as paths from the root. */
export function importsOf(module: string): string[] {
  const text = readFileSync(join(ROOT, module), 'utf8');
  return [...text.matchAll(SPECIFIER)].map(([, , specifier = '']) =>
    relative(ROOT, join(ROOT, dirname(module), specifier)),
  );
}

/** The room of a module of the operator: the folder at the top, or `main` for a file that stands beside them. */
export function roomOf(module: string): string {
  const [, room = '', below] = module.split('/');
  return below === undefined ? 'main' : room;
}
