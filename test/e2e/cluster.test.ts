import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { staticImage } from '../cluster/images/static.ts';
import { echo } from '../cluster/manifests/echo.ts';
import { run } from '../cluster/process.ts';
import { processesMentioning } from '../cluster/processes.ts';
import { waitFor } from '../cluster/wait.ts';

const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'echo', namespace: 'shop' },
  spec: {
    ingressClassName: 'nginx',
    rules: [
      {
        host: 'echo.example.com',
        http: {
          paths: [
            { path: '/', pathType: 'Prefix', backend: { service: { name: 'echo', port: { number: 80 } } } },
          ],
        },
      },
    ],
  },
};

describe('a process with a node that is killed', () => {
  test('leaves no process, no folder and no control group', async () => {
    const groups = async (): Promise<string> =>
      (await run(['find', '/sys/fs/cgroup', '-type', 'd', '-path', '*k8s.io/*'])).stdout;
    // Control groups of other clusters on this machine are none of ours.
    const before = await groups();
    const script = `
      const { startCluster } = await import(${JSON.stringify(import.meta.resolve('../cluster/cluster.ts'))});
      const cluster = await startCluster({ gateway: false });
      const pods = await cluster.exec(['sh', '-c', 'ls /sys/fs/cgroup/*/k8s.io /sys/fs/cgroup/k8s.io 2>/dev/null']);
      const ids = [...new Set(pods.stdout.match(/[0-9a-f]{64}/g))];
      console.log(JSON.stringify({ directory: cluster.directory, ids }));
      setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(holder.stdout), 'line')) as [string];
    const { directory, ids: seen } = JSON.parse(line) as { directory: string; ids: string[] };
    const ids = seen.filter((id) => !before.includes(id));
    expect(ids.length).toBeGreaterThan(0);
    expect((await processesMentioning(directory)).length).toBeGreaterThan(7);
    holder.kill('SIGKILL');
    await waitFor('everything to be gone', async (pending) => {
      const processes = await processesMentioning(directory);
      const now = await groups();
      const left = ids.filter((id) => now.includes(id));
      pending({ processes, left, directory: existsSync(directory) });
      return processes.length === 0 && left.length === 0 && !existsSync(directory);
    });
  });
});

describe('the embedded cluster', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster({ images: [await staticImage('echo')] });
    await cluster.mustKubectl(['create', 'namespace', 'shop']);
    await cluster.apply([...echo('shop'), ingress]);
    await cluster.waitForDeployment('shop', 'echo');
  });

  afterAll(() => cluster?.stop());

  test('has a node that is Ready and runs Kubernetes 1.36', async () => {
    const node = await cluster.mustKubectl(['get', 'nodes', '--no-headers']);
    expect(node).toMatch(/^node1 +Ready .*v1\.36\.3/);
  });

  test('serves an app through the gateway over http', async () => {
    const answer = await cluster.waitFor('the gateway to know the Ingress', async (pending) => {
      const response = await cluster.gateway.request({ host: 'echo.example.com', path: '/orders?page=2' });
      pending(response);
      return response.status === 200 && response;
    });
    expect(JSON.parse(answer.body)).toMatchObject({
      method: 'GET',
      path: '/orders?page=2',
      host: 'echo.example.com',
    });
  });

  test('serves it over https, with the default certificate', async () => {
    const answer = await cluster.waitFor('every worker of nginx to know the Ingress', async (pending) => {
      const response = await cluster.gateway.request({
        host: 'echo.example.com',
        scheme: 'https',
        tls: { ca: readFileSync(cluster.gateway.caFile) },
        method: 'POST',
        body: '12345',
      });
      pending(response);
      return response.status === 200 && response;
    });
    expect(JSON.parse(answer.body)).toMatchObject({ method: 'POST', bodyBytes: 5 });
  });

  test('resolves the names of Services', async () => {
    const script = `
      const resolver = new (require('node:dns').promises.Resolver)();
      resolver.setServers(['10.96.0.10']);
      resolver.resolve4('kubernetes.default.svc.cluster.local').then(console.log);`;
    const { stdout, stderr } = await cluster.exec([process.execPath, '--eval', script]);
    expect(stdout, stderr).toContain('10.96.0.1');
  });

  test('shows the logs of a pod', async () => {
    expect(await cluster.mustKubectl(['-n', 'shop', 'logs', 'deployment/echo'])).toContain(
      'listening on :8080',
    );
  });

  test('lets Helm in', async () => {
    expect(await cluster.mustHelm(['list', '-A', '-o', 'json'])).toBe('[]\n');
  });

  test('runs beside another one, which leaves nothing when it stops', async () => {
    const other = await startCluster({ gateway: false });
    expect(await other.mustKubectl(['get', 'namespaces', '-o', 'name'])).not.toContain('shop');
    await other.stop();
    expect(existsSync(other.directory)).toBe(false);
    expect(await processesMentioning(other.directory)).toEqual([]);
    expect((await cluster.gateway.request({ host: 'echo.example.com' })).status).toBe(200);
  });
});
