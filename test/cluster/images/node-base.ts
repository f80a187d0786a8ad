import { chmod, copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../files.ts';
import { mustRun } from '../process.ts';
import { cachedArchive, type Image, packLayer, writeArchive } from './archive.ts';
import { debianBase } from './debian-base.ts';

const major = process.versions.node.split('.')[0];
const libraries = ['libc6', 'libstdc++6', 'libgcc-s1', 'base-files', 'tzdata', 'ca-certificates'];
const hostCertificates = '/etc/ssl/certs/ca-certificates.crt';

/** Where the build image has the certificates that this machine trusts. */
export const certificatesInBuildImage = '/etc/ssl/certs/ca-certificates.crt';

/** Debian with the Node that runs this and nothing else: no shell, no npm. */
export function nodeRuntimeImage(): Promise<Image> {
  return nodeImage('node-runtime', [], async () => undefined);
}

/** The same with a shell and npm in the version of this machine, for the build stage of a Dockerfile. */
export async function nodeBuildImage(): Promise<Image> {
  const version = (await mustRun(['npm', '--version'])).trim();
  return nodeImage('node-build', ['dash', 'coreutils', `npm ${version}`], async (root) => {
    const prefix = join(root, 'usr/local');
    await mustRun([
      'npm',
      'install',
      '--global',
      '--no-audit',
      '--no-fund',
      `--prefix=${prefix}`,
      `npm@${version}`,
    ]);
    await mkdir(join(root, 'usr/bin'), { recursive: true });
    // Debian's dash gets this link from a maintainer script, which `extract` does not run.
    await symlink('dash', join(root, 'usr/bin/sh'));
    if (await exists(hostCertificates)) {
      await mkdir(join(root, 'etc/ssl/certs'), { recursive: true });
      await copyFile(hostCertificates, join(root, certificatesInBuildImage));
    }
  });
}

async function nodeImage(
  name: string,
  more: readonly string[],
  furnish: (root: string) => Promise<void>,
): Promise<Image> {
  const packages = [...libraries, ...more.filter((it) => !it.includes(' '))];
  const base = await debianBase({ name, packages, variant: 'extract' });
  const reference = `local.test/${name}:${major}`;
  return cachedArchive(reference, ['3', base, process.version, ...more], async (work, archive) => {
    const root = join(work, 'root');
    await mkdir(join(root, 'usr/local/bin'), { recursive: true });
    await copyFile(process.execPath, join(root, 'usr/local/bin/node'));
    await chmod(join(root, 'usr/local/bin/node'), 0o755);
    await furnish(root);
    await packLayer(work, 'root', 'layer.tar');
    await copyFile(base, join(work, 'base.tar'));
    // Without /etc/passwd, root's home would be /, where npm finds neither its settings nor its cache.
    const env = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root'];
    await writeArchive(work, archive, reference, ['base.tar', 'layer.tar'], { Env: env });
  });
}
