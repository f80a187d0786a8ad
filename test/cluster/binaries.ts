import { join } from 'node:path';
import { exists } from './files.ts';
import { type GoCommand, goBuild } from './go-build.ts';

const KUBERNETES_VERSION = 'v1.36.3';

/** The version that the module `cert-manager` pins. */
export const certManagerVersion = 'v1.11.5';

/** The version that the module `oauth2-proxy` pins. */
export const oauth2ProxyVersion = 'v7.15.6';

const kubernetes = (name: string): GoCommand => ({
  name,
  module: 'kubernetes',
  package: `k8s.io/kubernetes/cmd/${name}`,
  ldflags: [
    `-X k8s.io/component-base/version.gitVersion=${KUBERNETES_VERSION}`,
    '-X k8s.io/component-base/version.gitMajor=1',
    '-X k8s.io/component-base/version.gitMinor=36',
  ],
});

const certManager = (name: string): GoCommand => ({
  name: `cert-manager-${name}`,
  module: 'cert-manager',
  package: `github.com/cert-manager/cert-manager/cmd/${name}`,
  ldflags: [`-X github.com/cert-manager/cert-manager/pkg/util.AppVersion=${certManagerVersion}`],
});

const commands = {
  etcd: { name: 'etcd', module: 'etcd', package: 'go.etcd.io/etcd/server/v3' },
  'kube-apiserver': kubernetes('kube-apiserver'),
  'kube-controller-manager': kubernetes('kube-controller-manager'),
  'kube-proxy': kubernetes('kube-proxy'),
  'kube-scheduler': kubernetes('kube-scheduler'),
  kubectl: kubernetes('kubectl'),
  kubelet: kubernetes('kubelet'),
  coredns: { name: 'coredns', module: 'coredns', package: 'github.com/coredns/coredns' },
  helm: { name: 'helm', module: 'helm', package: 'helm.sh/helm/v4/cmd/helm' },
  'nginx-ingress-controller': {
    name: 'nginx-ingress-controller',
    module: 'ingress-nginx',
    package: 'k8s.io/ingress-nginx/cmd/nginx',
    ldflags: ['-X k8s.io/ingress-nginx/version.RELEASE=v1.11.0'],
  },
  'oauth2-proxy': {
    name: 'oauth2-proxy',
    module: 'oauth2-proxy',
    package: 'github.com/oauth2-proxy/oauth2-proxy/v7',
    ldflags: [`-X github.com/oauth2-proxy/oauth2-proxy/v7/pkg/version.VERSION=${oauth2ProxyVersion}`],
  },
  'cert-manager-controller': certManager('controller'),
  'cert-manager-webhook': certManager('webhook'),
  'cert-manager-cainjector': certManager('cainjector'),
  echo: { name: 'echo', module: 'echo', package: 'apipolicy.dev/test/cluster/echo' },
  'argo-health': {
    name: 'argo-health',
    module: 'argo-health',
    package: 'apipolicy.dev/test/cluster/argo-health',
  },
  pause: { name: 'pause', module: 'pause', package: 'apipolicy.dev/test/cluster/pause' },
} satisfies Record<string, GoCommand>;

export type BinaryName = keyof typeof commands;

/** What the API-only cluster runs. */
export const apiBinaries: readonly BinaryName[] = ['etcd', 'kube-apiserver', 'kubectl'];

/** Everything that the full cluster and its images are made of, the slowest builds first. */
export const allBinaries: readonly BinaryName[] = [
  'kube-apiserver',
  'kubectl',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'etcd',
  'helm',
  'nginx-ingress-controller',
  'oauth2-proxy',
  'cert-manager-controller',
  'cert-manager-webhook',
  'cert-manager-cainjector',
  'coredns',
  'pause',
  'echo',
];

/**
 * The path of a binary: from `KUBEBUILDER_ASSETS` (kube-apiserver, etcd and kubectl only, and only where the file is
 * there), else from the cache, else built with Go, which takes minutes the first time and tells its progress on stderr.
 */
export async function binary(name: BinaryName): Promise<string> {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets && apiBinaries.includes(name)) {
    const file = join(assets, name);
    if (await exists(file)) return file;
  }
  return goBuild(commands[name]);
}

/** Several binaries, built one after the other: Go itself uses all cores. */
export async function binaries<N extends BinaryName>(names: readonly N[]): Promise<Record<N, string>> {
  const found: Partial<Record<N, string>> = {};
  for (const name of names) found[name] = await binary(name);
  return found as Record<N, string>;
}
