import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiCluster, startApi } from '../cluster/api.ts';
import { processesMentioning } from '../cluster/processes.ts';
import { waitFor } from '../cluster/wait.ts';

describe('the API-only cluster', () => {
  let cluster: ApiCluster;

  beforeAll(async () => {
    cluster = await startApi({ auditLog: true });
  });

  afterAll(() => cluster.stop());

  test('creates a namespace by kubectl and shows it by a raw request', async () => {
    expect(await cluster.kubectl(['create', 'namespace', 'shop'])).toMatchObject({ code: 0 });
    const { status, body } = await cluster.request('GET', '/api/v1/namespaces/shop');
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'Namespace', metadata: { name: 'shop' } });
  });

  test('authorizes users by RBAC', async () => {
    const kubeconfig = await cluster.kubeconfigForUser('jane', ['developers']);
    expect((await cluster.mustKubectl(['auth', 'whoami'], { kubeconfig })).trim()).toContain('jane');
    const refused = await cluster.kubectl(['get', 'secrets', '-A'], { kubeconfig });
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('User "jane" cannot list resource "secrets"');
  });

  test('lets a ServiceAccount in by its token', async () => {
    await cluster.mustKubectl(['create', 'serviceaccount', 'robot']);
    const kubeconfig = await cluster.kubeconfigForServiceAccount('default', 'robot');
    expect(await cluster.mustKubectl(['auth', 'whoami'], { kubeconfig })).toContain(
      'system:serviceaccount:default:robot',
    );
  });

  test('writes who did what to the audit log', async () => {
    await cluster.mustKubectl(['create', 'configmap', 'seen-by-the-audit-log']);
    const entry = await waitFor('the audit log to show the ConfigMap', async () =>
      (await readFile(cluster.auditLog ?? '', 'utf8'))
        .split('\n')
        .find((line) => line.includes('seen-by-the-audit-log') && line.includes('"verb":"create"')),
    );
    expect(JSON.parse(entry)).toMatchObject({ user: { username: 'admin' }, responseStatus: { code: 201 } });
  });

  test('runs beside another one, and leaves nothing when it stops', async () => {
    const other = await startApi();
    expect(other.url).not.toBe(cluster.url);
    await other.mustKubectl(['create', 'namespace', 'only-here']);
    expect((await cluster.kubectl(['get', 'namespace', 'only-here'])).stderr).toContain('not found');
    await other.stop();
    expect(existsSync(other.directory)).toBe(false);
    expect(await processesMentioning(other.directory)).toEqual([]);
    expect((await cluster.request('GET', '/readyz')).status).toBe(200);
  });
});

describe.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'a process with a cluster that gets %s',
  (signal) => {
    test('leaves no process and no folder', async () => {
      const script = `
      const { startApi } = await import(${JSON.stringify(import.meta.resolve('../cluster/api.ts'))});
      console.log((await startApi()).directory);
      setInterval(() => {}, 1000);`;
      const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [directory] = (await once(createInterface(holder.stdout), 'line')) as [string];
      expect((await processesMentioning(directory)).length).toBeGreaterThan(1);
      holder.kill(signal);
      await once(holder, 'exit');
      await waitFor('the folder and the processes to be gone', async () => {
        const left = await processesMentioning(directory);
        return !existsSync(directory) && left.length === 0;
      });
    });
  },
);
