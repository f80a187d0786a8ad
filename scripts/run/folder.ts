import { copyFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { binary } from '../../test/cluster/binaries.ts';
import { mustKubectl, type Stage } from './stage.ts';

/** `.run/`: what scripts and a person's shell need of a running cluster. Removed when it ends. */
export const runFolder = resolve(import.meta.dirname, '../../.run');

export interface Written {
  kubeconfig: string;
  /** Folder with kubectl and helm, of the cluster's version. */
  bin: string;
}

export async function writeRunFolder(stage: Stage): Promise<Written> {
  await rm(runFolder, { recursive: true, force: true });
  const at = (name: string): string => join(runFolder, name);
  await mkdir(at('bin'), { recursive: true });
  for (const name of ['kubectl', 'helm'] as const) await symlink(await binary(name), at(`bin/${name}`));
  // In one file, whatever KUBECONFIG lists, and with what that refers to.
  const kubeconfig = await mustKubectl(stage, ['config', 'view', '--raw', '--minify', '--flatten']);
  await writeFile(at('kubeconfig'), kubeconfig, { mode: 0o600 });
  if (stage.gatewayCA !== undefined) await copyFile(stage.gatewayCA, at('gateway-ca.crt'));
  const content = {
    kubeconfig: at('kubeconfig'),
    http: stage.http,
    https: stage.https,
    gatewayCA: stage.gatewayCA === undefined ? null : at('gateway-ca.crt'),
  };
  // Whole or not at all: a script may wait for this file.
  await writeFile(at('cluster.json.new'), `${JSON.stringify(content, undefined, 2)}\n`);
  await rename(at('cluster.json.new'), at('cluster.json'));
  return { kubeconfig: content.kubeconfig, bin: at('bin') };
}

/** Writes a caller's certificate and key beside it; returns their paths. */
export async function writeCertificate(
  name: string,
  { cert, key }: { readonly cert: string; readonly key: string },
): Promise<{ certificate: string; key: string }> {
  const files = { certificate: join(runFolder, `${name}.crt`), key: join(runFolder, `${name}.key`) };
  await writeFile(files.certificate, cert);
  await writeFile(files.key, key, { mode: 0o600 });
  return files;
}

export function removeRunFolder(): Promise<void> {
  return rm(runFolder, { recursive: true, force: true });
}
