import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, digest } from './cache.ts';
import { exists } from './files.ts';
import { withLock } from './lock.ts';
import { mustRun, run } from './process.ts';
import { withProgress } from './progress.ts';

/** A Go command that one of the modules beside this file pins. */
export interface GoCommand {
  /** File name of the binary. */
  name: string;
  /** Folder under `modules/`. */
  module: string;
  /** Import path of the command. */
  package: string;
  /** What goes after `-s -w` in `-ldflags`. */
  ldflags?: readonly string[];
}

const modules = join(import.meta.dirname, 'modules');

/**
 * Builds the command into the cache, or finds it there. The key covers the module's files, the flags and Go's version:
 * a changed pin is another binary.
 *
 * @returns the absolute path of the binary
 */
export async function goBuild(command: GoCommand): Promise<string> {
  const directory = join(modules, command.module);
  const flags = [
    '-mod=readonly',
    '-trimpath',
    '-ldflags',
    ['-s', '-w', ...(command.ldflags ?? [])].join(' '),
  ];
  const key = digest(await moduleText(directory), command.package, flags.join(' '), await goVersion());
  const target = join(cacheDirectory(), 'bin', `${command.name}-${key}`, command.name);
  if (await exists(target)) return target;
  return withLock(join(cacheDirectory(), 'locks', `${command.name}-${key}`), command.name, async () => {
    if (await exists(target)) return target;
    const unfinished = `${target}.${process.pid}`;
    await mkdir(join(target, '..'), { recursive: true });
    try {
      await withProgress(`building ${command.name}`, () =>
        mustRun(['go', 'build', ...flags, '-o', unfinished, command.package], {
          cwd: directory,
          env: { ...process.env, CGO_ENABLED: '0' },
        }),
      );
      await rename(unfinished, target);
    } finally {
      await rm(unfinished, { force: true });
    }
    return target;
  });
}

async function moduleText(directory: string): Promise<string> {
  const names = (await readdir(directory)).filter((name) => /\.go$|^go\.(mod|sum)$/.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  return digest(...names.flatMap((name, index) => [name, texts[index] ?? '']));
}

let version: Promise<string> | undefined;

function goVersion(): Promise<string> {
  version ??= run(['go', 'version']).then(
    (ended) => ended.stdout.trim(),
    (cause: unknown) => {
      throw new Error(
        'Go is not installed (no `go` in PATH). The embedded cluster builds Kubernetes once with Go 1.26 or newer; ' +
          'install it, or set KUBEBUILDER_ASSETS to a folder with kube-apiserver, etcd and kubectl for the tests ' +
          'that need only the API.',
        { cause },
      );
    },
  );
  return version;
}

/** Where Go keeps the source of a module that one of ours requires; downloaded when it is missing. */
export async function goModuleDirectory(module: string, path: string): Promise<string> {
  await goVersion();
  const cwd = join(modules, module);
  await mustRun(['go', 'mod', 'download', path], { cwd });
  return (await mustRun(['go', 'list', '-mod=readonly', '-m', '-f', '{{.Dir}}', path], { cwd })).trim();
}
