import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { binary } from '../binaries.ts';
import type { Authority, KeyPair } from '../pki.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { type Component, startComponent } from './component.ts';

export interface ApiServerOptions {
  /** Port of etcd's client URL on 127.0.0.1. */
  etcdPort: number;
  /** Port to serve on, inside the sandbox. */
  port: number;
  bindAddress: string;
  /** The address that Endpoints of the `kubernetes` Service name. */
  advertiseAddress: string;
  authority: Authority;
  serving: KeyPair;
  signing: { privateKey: string; publicKey: string };
  tokens: readonly StaticToken[];
  /** JSON lines at level Metadata, requests once they are answered. */
  auditLog?: string;
  /** Client certificate for kubelet's own API (logs, exec). */
  kubeletClient?: KeyPair;
  /** Authorization modes, RBAC alone when left out. */
  authorization?: readonly string[];
  extraArgs?: readonly string[];
  probe(): Promise<boolean>;
}

export interface StaticToken {
  token: string;
  user: string;
  groups: readonly string[];
}

export async function startApiServer(sandbox: Sandbox, options: ApiServerOptions): Promise<Component> {
  const { authority, serving, signing, kubeletClient } = options;
  const tokenFile = join(sandbox.directory, 'tokens.csv');
  const lines = options.tokens.map(
    ({ token, user, groups }) => `${token},"${user}","${user}","${groups.join(',')}"`,
  );
  await writeFile(tokenFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  return startComponent(sandbox, {
    name: 'kube-apiserver',
    argv: [
      await binary('kube-apiserver'),
      `--etcd-servers=http://127.0.0.1:${options.etcdPort}`,
      `--secure-port=${options.port}`,
      `--bind-address=${options.bindAddress}`,
      `--advertise-address=${options.advertiseAddress}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${signing.publicKey}`,
      `--service-account-signing-key-file=${signing.privateKey}`,
      `--token-auth-file=${tokenFile}`,
      `--client-ca-file=${authority.certificate}`,
      `--tls-cert-file=${serving.certificate}`,
      `--tls-private-key-file=${serving.key}`,
      `--cert-dir=${join(sandbox.directory, 'apiserver')}`,
      `--authorization-mode=${(options.authorization ?? ['RBAC']).join(',')}`,
      '--allow-privileged=true',
      '--kubelet-preferred-address-types=InternalIP',
      ...(kubeletClient === undefined
        ? []
        : [
            `--kubelet-client-certificate=${kubeletClient.certificate}`,
            `--kubelet-client-key=${kubeletClient.key}`,
          ]),
      ...(options.auditLog === undefined ? [] : await auditFlags(sandbox, options.auditLog)),
      ...(options.extraArgs ?? []),
    ],
    probe: () => options.probe(),
  });
}

async function auditFlags(sandbox: Sandbox, path: string): Promise<string[]> {
  const policy = join(sandbox.directory, 'audit-policy.json');
  const content = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived', 'ResponseStarted'],
    rules: [{ level: 'Metadata' }],
  };
  await writeFile(policy, JSON.stringify(content));
  return [`--audit-policy-file=${policy}`, `--audit-log-path=${path}`, '--audit-log-mode=blocking'];
}
