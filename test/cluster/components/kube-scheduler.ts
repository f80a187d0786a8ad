import { binary } from '../binaries.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { accepts } from './accepts.ts';
import { type Component, startComponent } from './component.ts';

export async function startScheduler(sandbox: Sandbox, kubeconfig: string): Promise<Component> {
  return startComponent(sandbox, {
    name: 'kube-scheduler',
    argv: [
      await binary('kube-scheduler'),
      `--kubeconfig=${kubeconfig}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      `--cert-dir=${sandbox.directory}/kube-scheduler`,
      '--leader-elect=false',
    ],
    probe: accepts(sandbox, 10259),
  });
}
