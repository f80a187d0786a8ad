import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BinaryName, binary, certManagerVersion, oauth2ProxyVersion } from '../binaries.ts';
import { cachedArchive, type Image, packLayer, writeArchive } from './archive.ts';

/**
 * Images that hold one static binary each and run it as a user without rights. A node in a sandbox reaches no registry:
 * oauth2-proxy has the name by which the operator asks for it.
 */
const names = {
  pause: 'local.test/pause:1',
  echo: 'local.test/echo:1',
  'oauth2-proxy': `quay.io/oauth2-proxy/oauth2-proxy:${oauth2ProxyVersion}`,
  'cert-manager-controller': `local.test/cert-manager-controller:${certManagerVersion}`,
  'cert-manager-webhook': `local.test/cert-manager-webhook:${certManagerVersion}`,
  'cert-manager-cainjector': `local.test/cert-manager-cainjector:${certManagerVersion}`,
  coredns: 'local.test/coredns:1.15.0',
} satisfies Partial<Record<BinaryName, string>>;

export type StaticImageName = keyof typeof names;

export const staticImageNames = names;

export async function staticImage(name: StaticImageName): Promise<Image> {
  const file = await binary(name);
  const reference = names[name];
  return cachedArchive(reference, ['static 1', file], async (work, archive) => {
    await mkdir(join(work, 'root'));
    await copyFile(file, join(work, 'root', name));
    await packLayer(work, 'root', 'layer.tar');
    const config = { Entrypoint: [`/${name}`], User: '65532:65532' };
    await writeArchive(work, archive, reference, ['layer.tar'], config);
  });
}
