import { binary } from '../binaries.ts';
import type { Authority } from '../pki.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { accepts } from './accepts.ts';
import { type Component, startComponent } from './component.ts';

export interface ControllerManagerOptions {
  kubeconfig: string;
  authority: Authority;
  /** Path of the key that signs ServiceAccount tokens. */
  signingKey: string;
}

export async function startControllerManager(
  sandbox: Sandbox,
  { kubeconfig, authority, signingKey }: ControllerManagerOptions,
): Promise<Component> {
  return startComponent(sandbox, {
    name: 'kube-controller-manager',
    argv: [
      await binary('kube-controller-manager'),
      `--kubeconfig=${kubeconfig}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      `--service-account-private-key-file=${signingKey}`,
      `--root-ca-file=${authority.certificate}`,
      `--cluster-signing-cert-file=${authority.certificate}`,
      `--cluster-signing-key-file=${authority.key}`,
      `--cert-dir=${sandbox.directory}/kube-controller-manager`,
      '--use-service-account-credentials=true',
      // At its default of 20 requests a second its controllers alone take four seconds to start.
      '--kube-api-qps=500',
      '--kube-api-burst=1000',
      '--leader-elect=false',
    ],
    probe: accepts(sandbox, 10257),
  });
}
