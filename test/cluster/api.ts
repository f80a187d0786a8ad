/**
 * The API-only cluster: etcd and kube-apiserver alone, ready in about two seconds, for tests that need no pods. No
 * controller runs: nothing is garbage collected, no ServiceAccount `default` appears, no Deployment gets pods.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type ApiAccess, createApiAccess } from './api-client.ts';
import { apiBinaries, binaries } from './binaries.ts';
import type { Component } from './components/component.ts';
import { startEtcd } from './components/etcd.ts';
import { startApiServer } from './components/kube-apiserver.ts';
import { freePorts } from './free-ports.ts';
import { createAuthority, createSigningKey } from './pki.ts';
import { type Sandbox, startSandbox } from './sandbox/sandbox.ts';

export interface ApiOptions {
  /** Write an audit log (level Metadata) to that file, or with `true` to one in the cluster's folder. */
  auditLog?: boolean | string;
  /** More flags for kube-apiserver. */
  apiServerArgs?: readonly string[];
}

export interface ApiCluster extends ApiAccess, AsyncDisposable {
  /** The cluster's own folder, removed at its end. */
  directory: string;
  /** Path of the audit log, if it was asked for. */
  auditLog?: string;
  components: { etcd: Component; apiServer: Component };
  /** Ends all its processes and removes its folder; the same happens when the test process ends in any way. */
  stop(): Promise<void>;
}

/** Another process may take a free port before the API server does: rare, and then other ports are tried. */
const attempts = 3;

export async function startApi(options: ApiOptions = {}): Promise<ApiCluster> {
  await binaries(apiBinaries);
  for (let attempt = 1; ; attempt++) {
    const sandbox = await startSandbox('host-network');
    try {
      return await startIn(sandbox, options);
    } catch (error) {
      await sandbox.stop();
      if (attempt === attempts || !/address already in use/.test(String(error))) throw error;
    }
  }
}

async function startIn(sandbox: Sandbox, options: ApiOptions): Promise<ApiCluster> {
  const { directory } = sandbox;
  const [client = 0, peer = 0, port = 0] = await freePorts(3);
  const [etcd, authority] = await Promise.all([
    startEtcd(sandbox, { client, peer }),
    createAuthority(join(directory, 'pki')),
  ]);
  const [signing, serving] = await Promise.all([
    createSigningKey(join(directory, 'pki')),
    authority.issue({
      name: 'apiserver',
      commonName: 'kube-apiserver',
      names: ['DNS:localhost', 'DNS:kubernetes.default.svc', 'IP:127.0.0.1'],
    }),
  ]);
  const adminToken = randomBytes(24).toString('hex');
  const url = `https://127.0.0.1:${port}`;
  const access = await createApiAccess({ directory, url, adminToken, authority });
  const auditLog = options.auditLog === true ? join(directory, 'audit.log') : options.auditLog || undefined;
  const apiServer = await startApiServer(sandbox, {
    etcdPort: client,
    port,
    bindAddress: '127.0.0.1',
    advertiseAddress: '127.0.0.1',
    authority,
    serving,
    signing,
    tokens: [{ token: adminToken, user: 'admin', groups: ['system:masters'] }],
    ...(auditLog === undefined ? {} : { auditLog }),
    // Without a controller there is no ServiceAccount `default`, and this plugin would refuse every pod.
    extraArgs: ['--disable-admission-plugins=ServiceAccount', ...(options.apiServerArgs ?? [])],
    probe: () => access.healthy(),
  });
  await Promise.all([etcd.ready(), apiServer.ready()]);
  const stop = async (): Promise<void> => {
    await access.close();
    await sandbox.stop();
  };
  return {
    ...access,
    directory,
    ...(auditLog === undefined ? {} : { auditLog }),
    components: { etcd, apiServer },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
