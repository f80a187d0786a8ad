import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { binary } from '../../test/cluster/binaries.ts';
import { requestThrough } from '../../test/cluster/gateway-client.ts';
import { type Ended, run } from '../../test/cluster/process.ts';
import { mustKubectl, type Stage } from './stage.ts';
import { paragraph } from './telling.ts';

const project = resolve(import.meta.dirname, '../..');
const gateway = { namespace: 'ingress-nginx', service: 'service/ingress-nginx-controller' };

/**
 * The cluster of the caller's kubeconfig, with ingress-nginx in it. The operator runs from this clone with the caller's
 * rights (an image would have to be brought into the cluster first); the gateway is reached by `kubectl port-forward`.
 */
export async function currentStage(): Promise<Stage> {
  const kubectlBinary = await binary('kubectl');
  const kubectl = (args: readonly string[]): Promise<Ended> => run([kubectlBinary, ...args]);
  await mustBeUsable(kubectl);
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    await kubectl(['delete', 'namespace', 'shop', '--ignore-not-found', '--wait=false']);
    await Promise.all(children.map(ended));
  };
  try {
    await mustKubectl({ kubectl }, ['apply', '--server-side', '-f', join(project, 'crds')]);
    const [http, https] = await portForward(kubectlBinary, children);
    children.push(
      spawn(process.execPath, [join(project, 'dist/apipolicy.js'), 'operator', ...operatorFlags], {
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
    const urls = { http: `http://127.0.0.1:${http}`, https: `https://127.0.0.1:${https}` };
    const certificates = await kubectl(['get', 'crd', 'certificates.cert-manager.io']);
    return {
      ...urls,
      // Nothing is installed into somebody's cluster for a story.
      ...(certificates.code === 0 && { startCertManager: () => Promise.resolve() }),
      operator: 'The operator runs from this clone, with the rights of your kubeconfig.',
      kubectl,
      request: (request) => requestThrough(urls, request),
      async waitForDeployment(namespace, name) {
        const args = ['rollout', 'status', `deployment/${name}`, '-n', namespace, '--timeout=120s'];
        await mustKubectl({ kubectl }, args);
      },
      async diagnosis() {
        const { stdout, stderr } = await kubectl([
          'get',
          'pods,ingresses,apipolicies',
          '-n',
          'shop',
          '-o',
          'wide',
        ]);
        return stdout + stderr;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const operatorFlags = ['--metrics-port=0', '--health-port=0'];

async function mustBeUsable(kubectl: Stage['kubectl']): Promise<void> {
  const context = (await kubectl(['config', 'current-context'])).stdout.trim();
  if (context === '')
    throw new Error('CLUSTER=current: the kubeconfig has no current context (kubectl config use-context …)');
  paragraph(`the cluster of the context ${context}`);
  const service = await kubectl(['get', gateway.service, '-n', gateway.namespace]);
  if (service.code !== 0) {
    throw new Error(
      `CLUSTER=current needs ingress-nginx as its chart installs it: ${gateway.service} in the namespace ` +
        `${gateway.namespace}.\n${service.stderr.trim()}`,
    );
  }
  if ((await kubectl(['get', 'namespace', 'shop'])).code === 0) {
    throw new Error(
      'CLUSTER=current: the namespace shop exists already, and the quickstart would write into it',
    );
  }
}

/** Local ports that lead to the gateway's ports 80 and 443. */
async function portForward(kubectl: string, children: ChildProcess[]): Promise<[string, string]> {
  const argv = ['port-forward', '-n', gateway.namespace, gateway.service, ':80', ':443'];
  const child = spawn(kubectl, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const ports = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [, local, remote] = /^Forwarding from 127\.0\.0\.1:(\d+) -> (\d+)/.exec(line) ?? [];
    if (local !== undefined && remote !== undefined) ports.set(ports.size === 0 ? 'http' : 'https', local);
    if (ports.size === 2) break;
  }
  const [http, https] = [ports.get('http'), ports.get('https')];
  if (http === undefined || https === undefined)
    throw new Error('kubectl port-forward to the gateway ended early');
  // It logs a line for every connection; unread, they would fill the pipe.
  child.stdout.resume();
  return [http, https];
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
