import { readFile, writeFile } from 'node:fs/promises';
import type { KeyPair } from './pki.ts';

/** How a client proves who it is: a bearer token or a client certificate. */
export type Credential = { token: string } | KeyPair;

/** Writes a kubeconfig that stands for itself (nothing in it refers to another file) and returns its path. */
export async function writeKubeconfig(
  path: string,
  url: string,
  caFile: string,
  credential: Credential,
): Promise<string> {
  const base64 = async (file: string): Promise<string> => (await readFile(file)).toString('base64');
  const user =
    'token' in credential
      ? { token: credential.token }
      : {
          'client-certificate-data': await base64(credential.certificate),
          'client-key-data': await base64(credential.key),
        };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'test', cluster: { server: url, 'certificate-authority-data': await base64(caFile) } },
    ],
    users: [{ name: 'test', user }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  };
  await writeFile(path, JSON.stringify(config, undefined, 2), { mode: 0o600 });
  return path;
}
