import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { binary } from '../binaries.ts';
import { cachedArchive, type Image, packLayer, writeArchive } from './archive.ts';

/** The image that the apps in `examples/quickstart` and `examples/service-to-service` name. */
const whoami = 'docker.io/traefik/whoami:v1.11.0';

/**
 * A cluster in a sandbox reaches no registry, so our echo app stands in, under its name, for the public image of these
 * examples: it too listens on 8080 and answers every path, `/health` among them, with what it was asked, and takes the
 * same flags for TLS.
 */
export async function quickstartImage(): Promise<Image> {
  const file = await binary('echo');
  return cachedArchive(whoami, ['stand-in 1', file], async (work, archive) => {
    await mkdir(join(work, 'root'));
    await copyFile(file, join(work, 'root', 'whoami'));
    await packLayer(work, 'root', 'layer.tar');
    await writeArchive(work, archive, whoami, ['layer.tar'], {
      Entrypoint: ['/whoami'],
      User: '65532:65532',
    });
  });
}
