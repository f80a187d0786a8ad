import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The directory above (or at) `directory` that holds `.git`; `directory` itself where there is none. */
export const repositoryRoot = async (directory: string): Promise<string> => {
  for (let at = directory; ; at = dirname(at)) {
    if (await exists(join(at, '.git'))) return at;
    if (dirname(at) === at) return directory;
  }
};

const exists = async (path: string): Promise<boolean> => {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
};
