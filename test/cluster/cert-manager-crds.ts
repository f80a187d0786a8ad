import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, digest } from './cache.ts';
import { exists } from './files.ts';
import { goModuleDirectory } from './go-build.ts';

const path = 'github.com/cert-manager/cert-manager';

/** `1.11` is what runs in the embedded cluster, `1.21` what users have. */
export type CertManagerRelease = '1.11' | '1.21';

/** Where the source of that release is: its CRDs and its chart are in `deploy`. */
export function certManagerSource(release: CertManagerRelease): Promise<string> {
  return goModuleDirectory(release === '1.11' ? 'cert-manager' : 'cert-manager-crds', path);
}

/**
 * A file with all CRDs of that release, as their authors wrote them, for `kubectl apply --server-side -f` and
 * `ClusterOptions.manifests`.
 */
export async function certManagerCrds(release: CertManagerRelease = '1.11'): Promise<string> {
  const folder = join(await certManagerSource(release), 'deploy/crds');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const text = texts.map(withoutTemplate).join('\n---\n');
  const target = join(cacheDirectory(), 'cert-manager', `crds-${release}-${digest(text)}.yaml`);
  if (await exists(target)) return target;
  await mkdir(join(target, '..'), { recursive: true });
  await writeFile(`${target}.${process.pid}`, text);
  await rename(`${target}.${process.pid}`, target);
  return target;
}

/** Those of 1.11 are Helm templates, though in their labels alone. */
function withoutTemplate(text: string): string {
  const lines = text.split('\n').filter((line) => !line.includes('{{'));
  return lines.filter((line, at) => line !== '  labels:' || /^ {4}\S/.test(lines[at + 1] ?? '')).join('\n');
}
