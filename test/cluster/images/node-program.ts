import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { mustRun } from '../process.ts';
import { cachedArchive, type Image, packLayer, writeArchive } from './archive.ts';
import { nodeRuntimeImage } from './node-base.ts';

const programs = resolve(import.meta.dirname, '../programs');
const baseLayers = ['base.tar', 'layer.tar'];

// CommonJS dependencies ask for Node's own modules by `require`, which an ES module does not have.
const banner =
  "import { createRequire as __createRequire } from 'node:module';\n" +
  'const require = __createRequire(import.meta.url);';

/** The image of a program under `test/cluster/programs`: one file on the Node that runs this. */
export async function nodeProgramImage(name: string): Promise<Image> {
  const [program, base] = await Promise.all([bundle(name), nodeRuntimeImage()]);
  const reference = nodeProgramReference(name);
  return cachedArchive(reference, ['1', base.archive, program], async (work, archive) => {
    await mustRun(['tar', '-C', work, '-xf', base.archive, ...baseLayers]);
    await mkdir(join(work, 'root'));
    await writeFile(join(work, 'root/program.mjs'), program);
    await packLayer(work, 'root', 'program.tar');
    await writeArchive(work, archive, reference, [...baseLayers, 'program.tar'], {
      Entrypoint: ['/usr/local/bin/node', '/program.mjs'],
      User: '65532:65532',
    });
  });
}

export const nodeProgramReference = (name: string): string => `local.test/${name}:1`;

async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(programs, name, 'main.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    keepNames: true,
    legalComments: 'none',
    banner: { js: banner },
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}
