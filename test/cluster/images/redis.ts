import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedArchive, type Image, packLayer, writeArchive } from './archive.ts';
import { debianBase } from './debian-base.ts';

export const redisReference = 'local.test/redis:7.0';

/** Debian's Redis with `redis-cli`, as a user without rights; no shell. */
export async function redisImage(): Promise<Image> {
  const base = await debianBase({
    name: 'redis',
    packages: ['redis-server', 'base-files'],
    variant: 'extract',
  });
  return cachedArchive(redisReference, ['1', base], async (work, archive) => {
    await mkdir(join(work, 'root/data'), { recursive: true });
    await packLayer(work, 'root', 'layer.tar');
    await copyFile(base, join(work, 'base.tar'));
    await writeArchive(work, archive, redisReference, ['base.tar', 'layer.tar'], {
      Entrypoint: ['/usr/bin/redis-server'],
      Env: ['PATH=/usr/bin'],
      User: '65532:65532',
    });
  });
}
