import { join } from 'node:path';
import { binary } from '../binaries.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { accepts } from './accepts.ts';
import { type Component, startComponent } from './component.ts';

export interface EtcdPorts {
  client: number;
  peer: number;
}

/** etcd on the loopback address of the sandbox, without fsync: a test's data need not survive a power cut. */
export async function startEtcd(sandbox: Sandbox, ports: EtcdPorts): Promise<Component> {
  const client = `http://127.0.0.1:${ports.client}`;
  const peer = `http://127.0.0.1:${ports.peer}`;
  return startComponent(sandbox, {
    name: 'etcd',
    argv: [
      await binary('etcd'),
      `--data-dir=${join(sandbox.directory, 'etcd')}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
      '--name=default',
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
    ],
    probe: accepts(sandbox, ports.client),
  });
}
