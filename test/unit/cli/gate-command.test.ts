import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../../../operator/cli/main.ts';
import { GATE } from '../../../operator/plan/gate-plan.ts';
import { waitFor } from '../../cluster/wait.ts';
import { ask, decisionHeaders, policy } from '../gate/fakes.ts';
import { freePortsInARow } from '../gate/free-ports.ts';
import { ROOT } from '../modules.ts';

let folder: string;
let running: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'apipolicy-gate-command-'));
});
afterEach(async () => {
  if (running?.exitCode === null) running.kill('SIGKILL');
  running = undefined;
  await rm(folder, { recursive: true });
});

const command = async (...argv: readonly string[]) => {
  const told = { out: '', err: '' };
  const io = {
    stdin: (async function* () {})(),
    out: (text: string) => {
      told.out += text;
    },
    err: (text: string) => {
      told.err += text;
    },
  };
  return { code: await run(['gate', ...argv], io), ...told };
};

test('--help says how to run one and how to ask it', async () => {
  const { code, out } = await command('--help');
  expect(code).toBe(0);
  expect(out).toMatch(/--namespace NAME[\s\S]+--config FILE[\s\S]+--port N[\s\S]+curl/);
});

test.each([
  ['neither namespace nor file', [], 'name the policies’ namespace'],
  [
    'a port that is none',
    ['--namespace', 'shop', '--port', '70000'],
    '--port must be a whole number from 1 to 65533',
  ],
  ['a namespace that is none', ['--namespace', '../x'], '"../x" is no name of a namespace'],
  ['a file that is not there', ['--config', '/no/such/file.yaml'], '--config: /no/such/file.yaml: ENOENT'],
  ['a level that is none', ['--namespace', 'shop', '--log-level', 'loud'], '--log-level must be one of'],
])('wrong use, %s: exit code 2 and a word what to do', async (_name, argv, word) => {
  const { code, err } = await command(...argv);
  expect(code).toBe(2);
  expect(err).toContain(word);
});

test.each([
  ['a list', '[]', 'it is no object'],
  ['of another kind', 'kind: Secret\ndata: {}', 'it holds no ConfigMap apipolicy-gate-plan'],
  ['another ConfigMap', 'kind: ConfigMap\nmetadata: {name: x}', 'it holds no ConfigMap apipolicy-gate-plan'],
  ['no YAML', 'a: [', 'Flow sequence'],
])('a file that is %s is refused', async (_name, text, word) => {
  const file = join(folder, 'plan.yaml');
  await writeFile(file, text);
  const { code, err } = await command('--config', file);
  expect(code).toBe(2);
  expect(err).toContain(word);
});

test('with a file it decides, follows changes of the file, and ends in order', async () => {
  const file = join(folder, 'plan.yaml');
  const plan = (data: Readonly<Record<string, unknown>>): Promise<void> =>
    writeFile(
      file,
      `kind: Service\n---\n${JSON.stringify({ kind: 'ConfigMap', metadata: { name: GATE.planName, namespace: 'shop' }, data })}`,
    );
  await plan({ orders: JSON.stringify(policy()) });
  const port = await freePortsInARow(3);
  const argv = ['operator/cli/main.ts', 'gate', '--config', file, '--port', String(port)];
  running = spawn(process.execPath, argv, { cwd: ROOT, stdio: 'ignore' });
  const exit = once(running, 'exit');
  const status = async (): Promise<number> =>
    (await ask(port, { path: '/v1/orders/page', headers: decisionHeaders({ method: 'DELETE' }) })).status;
  await waitFor('a decision', async () => (await status()) === 200);
  await plan({ orders: policy({ methods: ['GET'] }) });
  await waitFor('the changed plan', async () => (await status()) === 401);
  await writeFile(file, 'half a fi: [');
  await waitFor('the plan to stay', async () => (await status()) === 401);
  const refused = await ask(port + 1, {
    method: 'DELETE',
    headers: [
      'Host',
      'api.example.com',
      'X-Code',
      '401',
      'X-Original-URI',
      '/',
      'X-Forwarded-For',
      '192.0.2.1',
    ],
  });
  expect(refused.status).toBe(405);
  expect((await ask(port + 2, { path: '/readyz', headers: ['Host', 'gate'] })).status).toBe(200);
  running.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
}, 30_000);
