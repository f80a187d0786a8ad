import { join, resolve } from 'node:path';
import type { GatewayResponse } from '../../test/cluster/gateway-client.ts';
import { waitFor } from '../../test/cluster/wait.ts';
import { mustKubectl, type Stage } from './stage.ts';
import { steadily } from './steadily.ts';
import { heading, paragraph, show } from './telling.ts';

const quickstart = resolve(import.meta.dirname, '../../examples/quickstart');
const file = (name: string): string => join(quickstart, name);
const host = 'api.example.com';
const foreignOrigin = 'https://evil.example.org';
const allowedOrigin = 'https://app.example.com';
const burst = 15;
const largeBody = 'x'.repeat(512 * 1024);
const posting = 'POST of 512 KiB';

/** Applies the quickstart, its policy last, and tells what a client of the API sees before and after. */
export async function tellStory(stage: Stage): Promise<void> {
  heading('An API without a policy');
  await applied(stage, 'app.yaml', 'ingress.yaml');
  await stage.waitForDeployment('shop', 'orders');
  await gatewayAnswers(stage, 200);
  show(`GET http://${host}/orders`, told(await stage.request({ host, path: '/orders' })));
  show(`the same ${burst} times`, counted(await many(stage, 'http')));
  show(posting, told(await stage.request({ host, method: 'POST', body: largeBody })));

  heading('With examples/quickstart/policy.yaml');
  await applied(stage, 'policy.yaml');
  await waitFor('the policy to be Ready', async (pending) => {
    const { stdout, stderr } = await stage.kubectl(readyCondition);
    pending(stdout + stderr);
    return stdout === 'True';
  });
  await gatewayAnswers(stage, 308);
  const plain = await stage.request({ host, path: '/orders' });
  show(`GET http://${host}/orders`, `${told(plain)}, to ${plain.headers.location}`);
  const mine = await stage.request({
    host,
    path: '/orders',
    scheme: 'https',
    headers: { origin: allowedOrigin },
  });
  show(`GET https://${host}/orders from ${allowedOrigin}`, `${told(mine)}, ${allowed(mine)}`);
  const evil = await stage.request({
    host,
    path: '/orders',
    scheme: 'https',
    headers: { origin: foreignOrigin },
  });
  show(`the same from ${foreignOrigin}`, `${told(evil)}, ${allowed(evil)}`);
  show(posting, told(await stage.request({ host, scheme: 'https', method: 'POST', body: largeBody })));
  show(`GET https://${host}/orders ${burst} times at once`, counted(await many(stage, 'https')));

  heading('The policy, as Kubernetes shows it');
  await proved(stage);
  paragraph(await mustKubectl(stage, ['get', 'apipolicies', '-n', 'shop']));
  paragraph(await conditions(stage));
  paragraph(await controls(stage));
}

/** The operator asks the gateway a few seconds after a change; where it knows no address, it never does. */
async function proved(stage: Stage): Promise<void> {
  const verified = [
    ...['get', 'apipolicy', 'orders', '-n', 'shop', '-o'],
    'jsonpath={.status.conditions[?(@.type=="Verified")].status}',
  ];
  await waitFor(
    'the proof on the wire',
    async () => ['True', 'False'].includes((await stage.kubectl(verified)).stdout),
    { timeoutMs: 20_000 },
  ).catch(() => paragraph('The gateway was not asked: its address is the chart value gateways[].address.'));
}

function gatewayAnswers(stage: Stage, expected: number): Promise<void> {
  return steadily(`the gateway to answer ${expected}`, async (pending) => {
    const { status } = await stage.request({ host });
    pending(`http://${host}/ answered ${status}`);
    return status === expected;
  });
}

const readyCondition = [
  ...['get', 'apipolicy', 'orders', '-n', 'shop', '-o'],
  'jsonpath={.status.conditions[?(@.type=="Ready")].status}',
];

async function applied(stage: Stage, ...names: readonly string[]): Promise<void> {
  await mustKubectl(stage, ['apply', ...names.flatMap((name) => ['-f', file(name)])]);
  paragraph(`$ kubectl apply ${names.map((name) => `-f examples/quickstart/${name}`).join(' ')}`);
}

function many(stage: Stage, scheme: 'http' | 'https'): Promise<GatewayResponse[]> {
  return Promise.all(Array.from({ length: burst }, () => stage.request({ host, path: '/orders', scheme })));
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  308: 'Permanent Redirect',
  413: 'Content Too Large',
  429: 'Too Many Requests',
  503: 'Service Unavailable (how ingress-nginx refuses what is over a limit, unless its ConfigMap says 429)',
};

const told = ({ status }: GatewayResponse): string => `${status} ${reasons[status] ?? ''}`.trim();

function allowed({ headers }: GatewayResponse): string {
  const origin = headers['access-control-allow-origin'];
  return origin === undefined ? 'no Access-Control-Allow-Origin' : `Access-Control-Allow-Origin: ${origin}`;
}

function counted(answers: readonly GatewayResponse[]): string {
  const counts = new Map<number, number>();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${count} × ${status} ${reasons[status] ?? ''}`.trim())
    .join(', ');
}

interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
}

interface Control {
  id: string;
  result: string;
  severity: string;
  evidence?: string;
  message?: string;
}

interface Status {
  conditions?: Condition[];
  controls?: Control[];
}

async function statusOf(stage: Stage): Promise<Status> {
  const text = await mustKubectl(stage, ['get', 'apipolicy', 'orders', '-n', 'shop', '-o', 'json']);
  return (JSON.parse(text) as { status?: Status }).status ?? {};
}

async function conditions(stage: Stage): Promise<string> {
  const { conditions: found = [] } = await statusOf(stage);
  const rows = found.map((it) => [it.type, it.status, it.reason, it.message]);
  return table([['CONDITION', 'STATUS', 'REASON', 'MESSAGE'], ...rows]);
}

/** What was seen of each control that concerns this API. */
async function controls(stage: Stage): Promise<string> {
  const { controls: found = [] } = await statusOf(stage);
  const rows = found
    .filter(({ result }) => result !== 'NotApplicable')
    .map((it) => [it.id, it.result, it.severity, short(it.evidence ?? it.message ?? '')]);
  return table([['CONTROL', 'RESULT', 'SEVERITY', 'SEEN'], ...rows]);
}

const short = (text: string): string => (text.length > 90 ? `${text.slice(0, 89)}…` : text);

function table(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}
