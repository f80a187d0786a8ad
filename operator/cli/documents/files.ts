import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Io } from '../io.ts';
import { InputError, type Unreadable } from './input-error.ts';

/** The text of one file. */
export interface SourceText {
  /** As the user wrote it, or below the directory that the user wrote; `-` for standard input. */
  readonly file: string;
  readonly text: string;
  /** Whether the user named it, or it was found in a directory. */
  readonly named: boolean;
}

const MANIFEST = /\.(ya?ml|json)$/;

/**
 * Reads files, `-` (standard input) and directories (*.yaml, *.yml and *.json below them, by name; hidden ones are
 * passed over), in the order given.
 * @throws InputError for all that cannot be read.
 */
export const readSources = async (files: readonly string[], io: Pick<Io, 'stdin'>): Promise<SourceText[]> => {
  const unreadable: Unreadable[] = [];
  const sources: SourceText[] = [];
  for (const file of files) {
    for (const { path, named } of await expand(file, unreadable)) {
      const bytes = await bytesOf(path, io, unreadable);
      const text = bytes && decode(path, bytes, unreadable);
      if (text !== undefined) sources.push({ file: path, text, named });
    }
  }
  if (unreadable.length > 0) throw new InputError(unreadable);
  return sources;
};

const expand = async (
  file: string,
  unreadable: Unreadable[],
): Promise<readonly { readonly path: string; readonly named: boolean }[]> => {
  if (file === '-') return [{ path: file, named: true }];
  try {
    if (!(await stat(file)).isDirectory()) return [{ path: file, named: true }];
    const found = await manifestsBelow(file);
    if (found.length === 0) throw new Error('the directory holds no .yaml, .yml or .json file');
    return found.map((path) => ({ path, named: false }));
  } catch (error) {
    unreadable.push({ file, message: reason(error) });
    return [];
  }
};

const manifestsBelow = async (directory: string): Promise<readonly string[]> => {
  const entries = await readdir(directory, { withFileTypes: true });
  const visible = entries.filter(({ name }) => !name.startsWith('.') && name !== 'node_modules');
  const sorted = visible.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const lists = await Promise.all(
    sorted.map(async (entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return manifestsBelow(path);
      // A link to a directory may lead back to where we are; a link to a file is a file.
      const isFile = entry.isFile() || (entry.isSymbolicLink() && (await stat(path)).isFile());
      return isFile && MANIFEST.test(entry.name) ? [path] : [];
    }),
  );
  return lists.flat();
};

const bytesOf = async (
  path: string,
  io: Pick<Io, 'stdin'>,
  unreadable: Unreadable[],
): Promise<Uint8Array | undefined> => {
  try {
    if (path !== '-') return await readFile(path);
    const chunks: Uint8Array[] = [];
    for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  } catch (error) {
    unreadable.push({ file: path, message: reason(error) });
    return undefined;
  }
};

const decode = (file: string, bytes: Uint8Array, unreadable: Unreadable[]): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    unreadable.push({ file, message: 'is not UTF-8 text' });
    return undefined;
  }
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'may not be read: permission denied',
};

const reason = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
};
