import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request as send } from 'undici';
import { binary } from './binaries.ts';
import { type Credential, writeKubeconfig } from './kubeconfig.ts';
import type { Authority } from './pki.ts';
import { type Ended, run } from './process.ts';

export interface ApiResponse {
  status: number;
  /** Parsed JSON; text where the answer is not JSON. */
  body: unknown;
}

export interface CommandOptions {
  input?: string;
  /** Another user's kubeconfig; the administrator's when left out. */
  kubeconfig?: string;
}

/** What every test cluster offers to talk to its API server. */
export interface ApiAccess {
  /** The API server's URL as the test process reaches it, on 127.0.0.1. */
  url: string;
  /** Path of the administrator's kubeconfig. */
  kubeconfig: string;
  adminToken: string;
  /** Path of the CA that signed the API server's certificate. */
  caFile: string;
  /** Runs kubectl; a failure is an exit code, not an exception. */
  kubectl(args: readonly string[], options?: CommandOptions): Promise<Ended>;
  /** As `kubectl`, for what has to succeed: standard output, or an error with what kubectl said. */
  mustKubectl(args: readonly string[], options?: CommandOptions): Promise<string>;
  /** A raw request as the administrator, or with other credentials by an `authorization` header. */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ApiResponse>;
  /** A kubeconfig with a client certificate for that user and groups; valid for as long as the cluster lives. */
  kubeconfigForUser(user: string, groups?: readonly string[]): Promise<string>;
  /** A bearer token (one hour) of a ServiceAccount, which has to exist. */
  serviceAccountToken(namespace: string, name: string): Promise<string>;
  /** A kubeconfig with such a token. */
  kubeconfigForServiceAccount(namespace: string, name: string): Promise<string>;
}

export interface AccessOptions {
  directory: string;
  url: string;
  adminToken: string;
  authority: Authority;
}

export interface ClosableAccess extends ApiAccess {
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}

export async function createApiAccess(options: AccessOptions): Promise<ClosableAccess> {
  const { directory, url, adminToken, authority } = options;
  const caFile = authority.certificate;
  const dispatcher = new Agent({ connect: { ca: readFileSync(caFile, 'utf8') } });
  const kubectlBinary = await binary('kubectl');
  const kubeconfigs = (name: string): string => join(directory, `${name}.kubeconfig`);
  const write = (name: string, credential: Credential): Promise<string> =>
    writeKubeconfig(kubeconfigs(name), url, caFile, credential);
  const kubeconfig = await write('admin', { token: adminToken });
  let certificates = 0;

  const access: ClosableAccess = {
    url,
    kubeconfig,
    adminToken,
    caFile,
    kubectl(args, { input, kubeconfig: other } = {}) {
      const env = {
        ...process.env,
        KUBECONFIG: other ?? kubeconfig,
        // Not the user's: a discovery cache of another test's API server on the same port would be believed.
        KUBECACHEDIR: join(directory, 'kubectl-cache'),
      };
      return run([kubectlBinary, ...args], { env, ...(input === undefined ? {} : { input }) });
    },
    async mustKubectl(args, commandOptions) {
      const ended = await access.kubectl(args, commandOptions);
      if (ended.code === 0) return ended.stdout;
      throw new Error(
        `kubectl ${args.join(' ')}\nended with exit code ${ended.code}:\n${ended.stderr.trim()}`,
      );
    },
    async request(method, path, body, headers = {}) {
      const response = await send(new URL(path, url), {
        method: method as 'GET',
        dispatcher,
        headers: {
          authorization: `Bearer ${adminToken}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return { status: response.statusCode, body: parsed(await response.body.text()) };
    },
    async kubeconfigForUser(user, groups = []) {
      const name = `user-${++certificates}`;
      return write(name, await authority.issue({ name, commonName: user, organizations: groups }));
    },
    async serviceAccountToken(namespace, name) {
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
      const { status, body } = await access.request('POST', path, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: 3600 },
      });
      const token = (body as { status?: { token?: string } }).status?.token;
      if (status !== 201 || token === undefined) {
        throw new Error(
          `no token for ServiceAccount ${namespace}/${name}: ${status} ${JSON.stringify(body)}`,
        );
      }
      return token;
    },
    async kubeconfigForServiceAccount(namespace, name) {
      const token = await access.serviceAccountToken(namespace, name);
      return write(`serviceaccount-${namespace}-${name}`, { token });
    },
    async healthy() {
      const ready = await access.request('GET', '/readyz');
      const namespace = await access.request('GET', '/api/v1/namespaces/default');
      return ready.status === 200 && namespace.status === 200;
    },
    close: () => dispatcher.destroy(),
  };
  return access;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
