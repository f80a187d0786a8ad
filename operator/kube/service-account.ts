import { readFile } from 'node:fs/promises';
import type { Credentials } from './credentials.ts';

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The pod's own ServiceAccount, read without client-node, which costs a process 90 MB; undefined: this is no pod. The
 * kubelet renews the token, so it is read again each time.
 */
export function serviceAccount(
  env: Readonly<Record<string, string | undefined>>,
  folder: string = FOLDER,
): Credentials | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (host === undefined || host === '' || port === undefined || port === '') return undefined;
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    async identify() {
      const [token, ca] = await Promise.all([
        readFile(`${folder}/token`, 'utf8'),
        readFile(`${folder}/ca.crt`, 'utf8'),
      ]);
      return { headers: { Authorization: `Bearer ${token.trim()}` }, tls: { ca } };
    },
  };
}
