import { type ClosableAccess, createApiAccess } from './api-client.ts';
import type { Component } from './components/component.ts';
import { type Containerd, startContainerd } from './components/containerd.ts';
import { startEtcd } from './components/etcd.ts';
import { startApiServer } from './components/kube-apiserver.ts';
import { startControllerManager } from './components/kube-controller-manager.ts';
import { startKubeProxy } from './components/kube-proxy.ts';
import { startScheduler } from './components/kube-scheduler.ts';
import { startKubelet } from './components/kubelet.ts';
import type { Image } from './images/archive.ts';
import { staticImageNames } from './images/static.ts';
import { createNodeCertificates, type NodeCertificates } from './node-certificates.ts';
import { apiPort, nodeAddress, setUpNode } from './node-network.ts';
import type { Sandbox } from './sandbox/sandbox.ts';

export interface NodeComponents {
  etcd: Component;
  apiServer: Component;
  controllerManager: Component;
  scheduler: Component;
  containerd: Containerd;
  kubelet: Component;
  kubeProxy: Component;
}

export interface NodeOptions {
  adminToken: string;
  auditLog?: string;
  images: readonly Image[];
  apiServerArgs: readonly string[];
  /** What has to be there before kube-controller-manager starts. */
  beforeControllers(access: ClosableAccess): Promise<void>;
}

/** Starts a node's programs, as many at once as can be; all are ready when it resolves. */
export async function startNode(
  sandbox: Sandbox,
  options: NodeOptions,
): Promise<{ access: ClosableAccess; components: NodeComponents }> {
  const [certificates] = await Promise.all([createNodeCertificates(sandbox.directory), setUpNode(sandbox)]);
  const { authority } = certificates;
  const access = await createApiAccess({
    directory: sandbox.directory,
    url: `https://127.0.0.1:${await sandbox.forward('127.0.0.1', apiPort)}`,
    adminToken: options.adminToken,
    authority,
  });
  const [etcd, containerd, apiServer] = await Promise.all([
    startEtcd(sandbox, { client: 2379, peer: 2380 }),
    startContainerd(sandbox, staticImageNames.pause),
    startNodeApiServer(sandbox, certificates, access, options),
  ]);
  // Images come in while the API server and its clients start: neither waits for the other.
  const imported = containerd
    .ready()
    .then(() => Promise.all(options.images.map(({ archive }) => containerd.importImage(archive))));
  const started = Promise.all([containerd.ready(), etcd.ready(), apiServer.ready()])
    .then(() => options.beforeControllers(access))
    .then(() => startClients(sandbox, certificates, containerd));
  const [clients] = await Promise.all([started, imported]);
  return { access, components: { etcd, apiServer, containerd, ...clients } };
}

type Clients = Pick<NodeComponents, 'controllerManager' | 'scheduler' | 'kubelet' | 'kubeProxy'>;

/** What only works with an API server. */
async function startClients(
  sandbox: Sandbox,
  { authority, signing, kubeconfigs }: NodeCertificates,
  containerd: Containerd,
): Promise<Clients> {
  const [controllerManager, scheduler, kubelet, kubeProxy] = await Promise.all([
    startControllerManager(sandbox, {
      kubeconfig: kubeconfigs.controllerManager,
      authority,
      signingKey: signing.privateKey,
    }),
    startScheduler(sandbox, kubeconfigs.scheduler),
    startKubelet(sandbox, {
      kubeconfig: kubeconfigs.kubelet,
      clientCaFile: authority.certificate,
      containerdSocket: containerd.socket,
    }),
    startKubeProxy(sandbox, kubeconfigs.kubeProxy),
  ]);
  const clients = { controllerManager, scheduler, kubelet, kubeProxy };
  await Promise.all(Object.values(clients).map((component) => component.ready()));
  return clients;
}

function startNodeApiServer(
  sandbox: Sandbox,
  { authority, apiServer, signing, kubeletClient }: NodeCertificates,
  access: ClosableAccess,
  options: NodeOptions,
): Promise<Component> {
  return startApiServer(sandbox, {
    etcdPort: 2379,
    port: apiPort,
    bindAddress: '0.0.0.0',
    advertiseAddress: nodeAddress,
    authority,
    serving: apiServer,
    signing,
    kubeletClient,
    tokens: [{ token: options.adminToken, user: 'admin', groups: ['system:masters'] }],
    ...(options.auditLog === undefined ? {} : { auditLog: options.auditLog }),
    authorization: ['Node', 'RBAC'],
    extraArgs: options.apiServerArgs,
    probe: () => access.healthy(),
  });
}
