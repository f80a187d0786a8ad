import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { cacheDirectory, digest } from '../cache.ts';
import { exists } from '../files.ts';
import { withLock } from '../lock.ts';
import { mustRun } from '../process.ts';
import { withProgress } from '../progress.ts';

/** How a container of the image runs, in the words of the OCI image configuration. */
export interface ImageConfig {
  Entrypoint?: readonly string[];
  Cmd?: readonly string[];
  Env?: readonly string[];
  User?: string;
  WorkingDir?: string;
}

/** An image as a docker archive in the cache, for `ctr images import`. */
export interface Image {
  /** Name and tag. */
  reference: string;
  /** Path of the archive. */
  archive: string;
}

/**
 * The archive for inputs with that key: from the cache, else made by `make` into a temporary folder.
 *
 * @param inputs all that the image depends on; other inputs, another archive
 */
export async function cachedArchive(
  reference: string,
  inputs: readonly string[],
  make: (work: string, archive: string) => Promise<void>,
): Promise<Image> {
  const name = basename(reference).replace(':', '-');
  const archive = join(cacheDirectory(), 'images', `${name}-${digest(reference, ...inputs)}.tar`);
  if (!(await exists(archive))) {
    await withLock(join(cacheDirectory(), 'locks', basename(archive)), `the image ${reference}`, async () => {
      if (await exists(archive)) return;
      await mkdir(join(archive, '..'), { recursive: true });
      const work = await mkdtemp(join(tmpdir(), 'apipolicy-image-'));
      const unfinished = `${archive}.${process.pid}`;
      try {
        await withProgress(`making the image ${reference}`, () => make(work, unfinished));
        await rename(unfinished, archive);
        await removeStale(dirname(archive), name);
      } finally {
        await rm(work, { recursive: true, force: true });
        await rm(unfinished, { force: true });
      }
    });
  }
  await utimes(archive, new Date(), new Date());
  return { reference, archive };
}

const kept = 4;

/** Removes all but the last used archives of an image: each is 100 MB and more. */
async function removeStale(folder: string, name: string): Promise<void> {
  const names = (await readdir(folder)).filter(
    (it) => it.startsWith(`${name}-`) && /-[0-9a-f]{20}\.tar$/.test(it),
  );
  const ofThisImage = names.filter((it) => it.length === name.length + 25);
  const used = await Promise.all(
    ofThisImage.map(async (it) => ({ path: join(folder, it), at: (await stat(join(folder, it))).mtimeMs })),
  );
  const stale = used.sort((a, b) => b.at - a.at).slice(kept);
  await Promise.all(stale.map(({ path }) => rm(path, { force: true })));
}

/** Writes a docker archive of these layers (tar files in `work`), the base first. */
export async function writeArchive(
  work: string,
  archive: string,
  reference: string,
  layers: readonly string[],
  config: ImageConfig,
): Promise<void> {
  const diffIds = await Promise.all(layers.map((layer) => sha256(join(work, layer))));
  const image = {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config,
    rootfs: { type: 'layers', diff_ids: diffIds.map((id) => `sha256:${id}`) },
    history: layers.map(() => ({ created: '1970-01-01T00:00:00Z', created_by: 'apipolicy test images' })),
  };
  await writeFile(join(work, 'config.json'), JSON.stringify(image));
  const manifest = [{ Config: 'config.json', RepoTags: [reference], Layers: layers }];
  await writeFile(join(work, 'manifest.json'), JSON.stringify(manifest));
  await mustRun(['tar', '-C', work, '-cf', archive, 'manifest.json', 'config.json', ...layers]);
}

/** Packs a folder as a layer; owners are taken from the files. */
export async function packLayer(work: string, folder: string, layer: string): Promise<void> {
  await mustRun([
    ...['tar', '--sort=name', '--mtime=@0', '--numeric-owner', '-C', join(work, folder)],
    ...['-cf', join(work, layer), '.'],
  ]);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
