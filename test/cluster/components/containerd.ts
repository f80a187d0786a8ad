import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { podRange } from '../node-network.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { type Component, startComponent } from './component.ts';

export interface Containerd extends Component {
  /** Absolute path of its socket. */
  socket: string;
  /** Brings the image(s) of a docker or OCI archive (a path) into the node. */
  importImage(archive: string): Promise<void>;
}

// Debian keeps its shim and runc there, and a caller's PATH may lack it.
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Debian's containerd 1.6 (configuration version 2) with folders and a socket of its own. */
export async function startContainerd(sandbox: Sandbox, sandboxImage: string): Promise<Containerd> {
  const at = (...names: string[]): string => join(sandbox.directory, 'containerd', ...names);
  const socket = at('c.sock');
  await mkdir(at('cni'), { recursive: true });
  await writeFile(at('config.toml'), configuration(at, socket, sandboxImage));
  await writeFile(at('cni', '10-pods.conflist'), JSON.stringify(network(at('ipam'))));
  const env = { PATH: path };
  const ctr = (...args: string[]) => sandbox.exec(['ctr', '-a', socket, '-n', 'k8s.io', ...args], { env });
  const component = await startComponent(sandbox, {
    name: 'containerd',
    argv: ['containerd', '-c', at('config.toml')],
    env,
    probe: async () => (await ctr('version')).code === 0,
  });
  return {
    ...component,
    socket,
    async importImage(archive) {
      const { code, stderr } = await ctr('images', 'import', archive);
      if (code !== 0)
        throw new Error(`containerd does not take the image archive ${archive}:\n${stderr.trim()}`);
    },
  };
}

function configuration(at: (...names: string[]) => string, socket: string, sandboxImage: string): string {
  return `version = 2
root = "${at('root')}"
state = "${at('state')}"
[grpc]
  address = "${socket}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${at('opt')}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${sandboxImage}"
  # A machine without CAP_SYS_RESOURCE may not lower its own oom_score_adj.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${at('cni')}"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
`;
}

function network(dataDir: string): object {
  const ipam = {
    type: 'host-local',
    ranges: [[{ subnet: podRange }]],
    routes: [{ dst: '0.0.0.0/0' }],
    dataDir,
  };
  const bridge = { type: 'bridge', bridge: 'cni0', isGateway: true, ipMasq: false, hairpinMode: true, ipam };
  return { cniVersion: '1.0.0', name: 'pods', plugins: [bridge] };
}
