import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheDirectory, digest } from '../cache.ts';
import { exists } from '../files.ts';
import { withLock } from '../lock.ts';
import { mustRun } from '../process.ts';
import { withProgress } from '../progress.ts';

export interface DebianBase {
  name: string;
  packages: readonly string[];
  /** `extract` unpacks alone (no shell, no maintainer scripts); `minbase` is a small system with a shell. */
  variant: 'extract' | 'minbase';
}

const suite = 'bookworm';
const removed = ['doc', 'man', 'locale', 'info', 'lintian']
  .map((name) => `"$1"/usr/share/${name}/*`)
  .join(' ');

/** A root file system of Debian packages as a tar file in the cache. */
export async function debianBase({ name, packages, variant }: DebianBase): Promise<string> {
  const argv = [
    'mmdebstrap',
    `--variant=${variant}`,
    '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
    `--include=${packages.join(',')}`,
    `--customize-hook=rm -rf ${removed} "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/*`,
    suite,
  ];
  const target = join(cacheDirectory(), 'images', `base-${name}-${digest(...argv)}.tar`);
  if (await exists(target)) return target;
  return withLock(join(cacheDirectory(), 'locks', `base-${name}`), `the base ${name}`, async () => {
    if (await exists(target)) return target;
    await mkdir(dirname(target), { recursive: true });
    // mmdebstrap chooses the format by the ending.
    const unfinished = `${target}.${process.pid}.tar`;
    try {
      await withProgress(`making the image base ${name} from Debian packages`, () =>
        mustRun([...argv, unfinished], { env: { ...process.env, LC_ALL: 'C.UTF-8' } }),
      );
      await rename(unfinished, target);
    } finally {
      await rm(unfinished, { force: true });
    }
    return target;
  });
}
