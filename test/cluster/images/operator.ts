import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheDirectory } from '../cache.ts';
import { withLock } from '../lock.ts';
import { lastLines, mustRun } from '../process.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { cachedArchive, type Image } from './archive.ts';
import { certificatesInBuildImage, nodeBuildImage, nodeRuntimeImage } from './node-base.ts';

const project = resolve(import.meta.dirname, '../../..');

export const operatorRepository = 'local.test/apipolicy';
export const operatorTag = 'test';

/** Helm's arguments by which the chart takes this image. */
export const operatorImageArgs: readonly string[] = [
  `--set=image.repository=${operatorRepository}`,
  `--set=image.tag=${operatorTag}`,
];

/**
 * The operator's image, built from the project's own Dockerfile by buildah on bases made here. The archive is cached by
 * all files that the build sees; of a changed one, buildah's layers spare `npm ci`.
 */
export async function operatorImage(): Promise<Image> {
  const [build, runtime] = [await nodeBuildImage(), await nodeRuntimeImage()];
  const reference = `${operatorRepository}:${operatorTag}`;
  const inputs = ['2', build.archive, runtime.archive, ...(await contextTexts())];
  return cachedArchive(reference, inputs, (_work, archive) =>
    withLock(join(cacheDirectory(), 'locks', 'buildah'), 'an image with buildah', async () => {
      await forgetManyLayers();
      // Its mounts and processes end with the sandbox, also when the build is broken off.
      const sandbox = await startSandbox('host-network');
      try {
        await buildIn(sandbox, { reference, archive, build, runtime });
      } finally {
        await sandbox.stop();
      }
    }),
  );
}

/**
 * buildah runs a step from a sealed copy of itself in memory; the kernel now and then still holds a page of it and
 * refuses the seal. The next try starts at the failed step.
 */
const sealingFailed = /sealing memfd copy: Device or resource busy/;

const buildahRoot = join(cacheDirectory(), 'buildah');

/** Every build leaves some ten layers: from time to time we start anew, which costs one `npm ci`. */
async function forgetManyLayers(): Promise<void> {
  const images = await readdir(join(buildahRoot, 'overlay-images')).catch(() => []);
  if (images.length > 150) await rm(buildahRoot, { recursive: true, force: true });
}

interface Build {
  reference: string;
  archive: string;
  build: Image;
  runtime: Image;
}

async function buildIn(sandbox: Sandbox, { reference, archive, build, runtime }: Build): Promise<void> {
  const at = (name: string): string => join(sandbox.directory, name);
  await writeFile(at('policy.json'), JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }));
  await writeFile(at('registries.conf'), '');
  const npmCache = join(cacheDirectory(), 'npm');
  await mkdir(npmCache, { recursive: true });
  const npmrc = await npmConfiguration(at('npmrc'));
  const buildah = async (...args: readonly string[]): Promise<void> => {
    const argv = ['buildah', '--root', buildahRoot, '--runroot', at('run')];
    const env = { CONTAINERS_REGISTRIES_CONF: at('registries.conf'), BUILDAH_ISOLATION: 'chroot' };
    const command = [...argv, '--storage-driver', 'overlay', ...args];
    let ended = await sandbox.exec(command, { env, timeoutMs: 900_000 });
    for (let again = 0; again < 4 && sealingFailed.test(ended.stderr); again++) {
      ended = await sandbox.exec(command, { env, timeoutMs: 900_000 });
    }
    const { code, stdout, stderr } = ended;
    if (code === 0) return;
    throw new Error(
      `buildah ${args.join(' ')}\nended with exit code ${code}:\n${lastLines(stdout + stderr, 60)}`,
    );
  };
  for (const image of [build, runtime]) {
    await buildah(
      'pull',
      '--quiet',
      '--signature-policy',
      at('policy.json'),
      `docker-archive:${image.archive}`,
    );
  }
  await buildah(
    ...['bud', '--layers', '--pull-never', '--isolation', 'chroot', '--network', 'host'],
    ...['--signature-policy', at('policy.json'), '--tag', reference],
    ...['--build-arg', `BUILD_IMAGE=${build.reference}`, '--build-arg', `RUNTIME_IMAGE=${runtime.reference}`],
    ...['--build-arg', `NODE_EXTRA_CA_CERTS=${certificatesInBuildImage}`],
    ...['--volume', `${npmCache}:/root/.npm:rw`, '--volume', `${npmrc}:/root/.npmrc:ro`],
    ...['--file', join(project, 'Dockerfile'), project],
  );
  await buildah(
    'push',
    '--signature-policy',
    at('policy.json'),
    reference,
    `docker-archive:${archive}:${reference}`,
  );
}

/** npm in the build goes where npm on this machine goes: the user's settings, and the registry that they amount to. */
async function npmConfiguration(path: string): Promise<string> {
  const own = await readFile(join(homedir(), '.npmrc'), 'utf8').catch(() => '');
  const registry = (await mustRun(['npm', 'config', 'get', 'registry'])).trim();
  await writeFile(path, `${own}\nregistry=${registry}\n`, { mode: 0o600 });
  return path;
}

/** Names and texts of what `.dockerignore` lets the build see (its lines that begin with `!`), and the Dockerfile's. */
async function contextTexts(): Promise<string[]> {
  const ignore = await readFile(join(project, '.dockerignore'), 'utf8');
  const seen = ignore.split('\n').flatMap((line) => (line.startsWith('!') ? [line.slice(1).trim()] : []));
  const files = (await Promise.all(seen.map(filesUnder))).flat().sort();
  const texts = await Promise.all(files.map((file) => readFile(join(project, file), 'utf8')));
  return [ignore, await readFile(join(project, 'Dockerfile'), 'utf8'), ...files, ...texts];
}

async function filesUnder(path: string): Promise<string[]> {
  const absolute = join(project, path);
  if (!existsSync(absolute)) return [];
  const entries = await readdir(absolute, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(project.length + 1));
}
