import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { binary } from '../binaries.ts';
import { dnsAddress, nodeAddress, nodeName } from '../node-network.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { accepts } from './accepts.ts';
import { type Component, startComponent } from './component.ts';

export interface KubeletOptions {
  kubeconfig: string;
  /** CA of the clients of kubelet's own API. */
  clientCaFile: string;
  containerdSocket: string;
}

export async function startKubelet(sandbox: Sandbox, options: KubeletOptions): Promise<Component> {
  const at = (...names: string[]): string => join(sandbox.directory, 'kubelet', ...names);
  await mkdir(at(), { recursive: true });
  // Empty: pods resolve cluster names only, and the sandbox has no way out anyway.
  await writeFile(at('resolv.conf'), '');
  const configuration = {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: options.clientCaFile },
    },
    authorization: { mode: 'Webhook' },
    clusterDNS: [dnsAddress],
    clusterDomain: 'cluster.local',
    containerRuntimeEndpoint: `unix://${options.containerdSocket}`,
    resolvConf: at('resolv.conf'),
    podLogsDir: at('pod-logs'),
    volumePluginDir: at('volume-plugins'),
    staticPodPath: '',
    cgroupDriver: 'cgroupfs',
    cgroupsPerQOS: false,
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    localStorageCapacityIsolation: false,
    makeIPTablesUtilChains: false,
    // A full disk of the machine is not this cluster's business, and it must never collect its images.
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'memory.available': '50Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    eventRecordQPS: 0,
  };
  await writeFile(at('config.json'), JSON.stringify(configuration));
  return startComponent(sandbox, {
    name: 'kubelet',
    argv: [
      await binary('kubelet'),
      `--config=${at('config.json')}`,
      `--kubeconfig=${options.kubeconfig}`,
      `--root-dir=${at('root')}`,
      `--cert-dir=${at('pki')}`,
      `--hostname-override=${nodeName}`,
      `--node-ip=${nodeAddress}`,
    ],
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    probe: accepts(sandbox, 10248),
  });
}
