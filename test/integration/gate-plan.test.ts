import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { GatePolicy } from '../../operator/plan/gate-plan.ts';
import { type ApiCluster, startApi } from '../cluster/api.ts';
import { waitFor } from '../cluster/wait.ts';
import { ask, decisionHeaders, policy } from '../unit/gate/fakes.ts';
import { freePortsInARow } from '../unit/gate/free-ports.ts';

let cluster: ApiCluster;
let gate: ChildProcess | undefined;
let port: number;

beforeAll(async () => {
  cluster = await startApi();
  await cluster.mustKubectl(['create', 'namespace', 'shop']);
  await cluster.mustKubectl(['create', 'serviceaccount', 'apipolicy-gate', '-n', 'shop']);
  // What the chart's ClusterRole allows, and no more.
  const rights = ['--verb=get,watch', '--resource=configmaps', '--resource-name=apipolicy-gate-plan'];
  await cluster.mustKubectl(['create', 'clusterrole', 'apipolicy-gate', ...rights]);
  const binding = ['create', 'rolebinding', 'apipolicy-gate', '-n', 'shop', '--clusterrole=apipolicy-gate'];
  await cluster.mustKubectl([...binding, '--serviceaccount=shop:apipolicy-gate']);
  const kubeconfig = await cluster.kubeconfigForServiceAccount('shop', 'apipolicy-gate');
  port = await freePortsInARow(3);
  const argv = ['gate', '--namespace=shop', `--port=${port}`, '--kubeconfig', kubeconfig];
  gate = spawn(process.execPath, ['operator/cli/main.ts', ...argv], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: 'ignore',
  });
  await waitFor('the control port', async () => (await control('/healthz')).status === 200);
});
afterEach(() => cluster.kubectl(['delete', 'configmap', 'apipolicy-gate-plan', '-n', 'shop']));
afterAll(async () => {
  gate?.kill('SIGKILL');
  await cluster?.stop();
});

const control = (path: string) => ask(port + 2, { path, headers: ['Host', 'gate'] });
const decision = async (): Promise<number> =>
  (await ask(port, { path: '/v1/orders/page', headers: decisionHeaders({}) })).status;

/** As the operator writes it. */
async function write(...policies: readonly GatePolicy[]): Promise<void> {
  const data = Object.fromEntries(policies.map((one) => [one.policy, JSON.stringify(one)]));
  const plan = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'apipolicy-gate-plan', namespace: 'shop' },
    data,
  };
  await cluster.mustKubectl(['apply', '--server-side', '-f', '-'], { input: JSON.stringify(plan) });
}

test('a gate follows its plan with the rights to get and to watch that one name', async () => {
  expect((await control('/readyz')).status).toBe(503);
  expect(await decision()).toBe(403);
  await write(policy());
  await waitFor('the plan', async () => (await control('/readyz')).status === 200);
  expect(await decision()).toBe(200);
  await write(policy({ revision: '2', methods: ['POST'] }));
  await waitFor('the change', async () => (await control('/revisions')).body.includes('"orders":"2"'));
  expect(await decision()).toBe(401);
  await write();
  await waitFor('the policy to be unknown', async () => (await decision()) === 403);
  await write(policy({ revision: '3' }));
  await waitFor('the policy again', async () => (await decision()) === 200);
  await cluster.mustKubectl(['delete', 'configmap', 'apipolicy-gate-plan', '-n', 'shop']);
  await waitFor('nothing to be known without a plan', async () => (await decision()) === 403);
});

test('SIGTERM ends it in order', async () => {
  if (gate === undefined) throw new Error('the gate was not started');
  const exit = once(gate, 'exit');
  gate.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
});
