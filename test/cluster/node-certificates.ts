import { join } from 'node:path';
import { writeKubeconfig } from './kubeconfig.ts';
import { apiPort, apiServiceAddress, nodeAddress, nodeName } from './node-network.ts';
import { type Authority, createAuthority, createSigningKey, type KeyPair } from './pki.ts';

/** Certificates, keys and kubeconfigs of a node's components; the kubeconfigs lead to the API server from inside. */
export interface NodeCertificates {
  authority: Authority;
  signing: { privateKey: string; publicKey: string };
  apiServer: KeyPair;
  /** By which the API server proves itself to kubelet. */
  kubeletClient: KeyPair;
  kubeconfigs: { controllerManager: string; scheduler: string; kubelet: string; kubeProxy: string };
}

export async function createNodeCertificates(directory: string): Promise<NodeCertificates> {
  const pki = join(directory, 'pki');
  const authority = await createAuthority(pki);
  const kubeconfigOf = async (
    name: string,
    commonName: string,
    ...organizations: string[]
  ): Promise<string> => {
    const pair = await authority.issue({ name, commonName, organizations });
    const url = `https://127.0.0.1:${apiPort}`;
    return writeKubeconfig(join(directory, `${name}.kubeconfig`), url, authority.certificate, pair);
  };
  const [signing, apiServer, kubeletClient, controllerManager, scheduler, kubelet, kubeProxy] =
    await Promise.all([
      createSigningKey(pki),
      authority.issue({
        name: 'apiserver',
        commonName: 'kube-apiserver',
        names: [
          ...['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'localhost'].map(
            (it) => `DNS:${it}`,
          ),
          ...['127.0.0.1', apiServiceAddress, nodeAddress].map((it) => `IP:${it}`),
        ],
      }),
      authority.issue({
        name: 'apiserver-kubelet-client',
        commonName: 'kube-apiserver-kubelet-client',
        organizations: ['system:masters'],
      }),
      kubeconfigOf('controller-manager', 'system:kube-controller-manager'),
      kubeconfigOf('scheduler', 'system:kube-scheduler'),
      kubeconfigOf('kubelet', `system:node:${nodeName}`, 'system:nodes'),
      kubeconfigOf('kube-proxy', 'system:kube-proxy'),
    ]);
  const kubeconfigs = { controllerManager, scheduler, kubelet, kubeProxy };
  return { authority, signing, apiServer, kubeletClient, kubeconfigs };
}
