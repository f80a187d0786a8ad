import type { Sandbox } from './sandbox/sandbox.ts';

/** Addresses inside a cluster's sandbox; every cluster has the same ones, each in a network of its own. */
export const nodeAddress = '10.200.0.1';
export const serviceRange = '10.96.0.0/16';
export const podRange = '10.244.0.0/24';
export const apiServiceAddress = '10.96.0.1';
export const dnsAddress = '10.96.0.10';
export const gatewayAddress = '10.96.0.80';
export const apiPort = 6443;
export const nodeName = 'node1';

/**
 * The route makes ClusterIPs reachable from the node itself, where kube-proxy's rules then apply. What kubelet,
 * containerd and the CNI plugins write outside their folders goes to memory, so nothing stays on the host.
 */
const script = `
ip link set lo up
ip addr add ${nodeAddress}/32 dev lo
ip route add ${serviceRange} dev lo src ${nodeAddress}
echo 1 > /proc/sys/net/ipv4/ip_forward
mount --make-rshared /
for at in /run /var/lib /var/log; do mount -t tmpfs tmpfs $at; done
mkdir -p /run/netns /run/containerd
`;

/** Makes the sandbox's network and mounts those of a node. */
export async function setUpNode(sandbox: Sandbox): Promise<void> {
  const { code, stderr } = await sandbox.exec(['sh', '-ec', script]);
  if (code !== 0) {
    throw new Error(
      `this machine does not let a process set up a network and mounts of its own (CAP_NET_ADMIN and CAP_SYS_ADMIN ` +
        `are needed; in a container: --privileged):\n${stderr.trim()}`,
    );
  }
}
