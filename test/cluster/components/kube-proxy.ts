import { binary } from '../binaries.ts';
import { nodeName, podRange } from '../node-network.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { accepts } from './accepts.ts';
import { type Component, startComponent } from './component.ts';

export async function startKubeProxy(sandbox: Sandbox, kubeconfig: string): Promise<Component> {
  return startComponent(sandbox, {
    name: 'kube-proxy',
    argv: [
      await binary('kube-proxy'),
      `--kubeconfig=${kubeconfig}`,
      '--proxy-mode=nftables',
      `--cluster-cidr=${podRange}`,
      `--hostname-override=${nodeName}`,
      // Left alone: the limit belongs to the machine.
      '--conntrack-max-per-core=0',
    ],
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    probe: accepts(sandbox, 10249),
  });
}
