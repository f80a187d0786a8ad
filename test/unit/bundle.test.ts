import { execFileSync, spawn } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../cluster/wait.ts';
import { ask, decisionHeaders, policy } from './gate/fakes.ts';
import { freePortsInARow } from './gate/free-ports.ts';
import { ROOT } from './modules.ts';

const LIMIT = { name: 'one', requests: 1, per: 'Day', by: 'ClientAddress', matches: [] } as const;
const STORE = { address: '127.0.0.1:1', tls: false, onFailure: 'Local' } as const;

let clone: string;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'apipolicy-bundle-'));
  for (const part of ['operator', 'crds', 'scripts', 'package.json'])
    cpSync(join(ROOT, part), join(clone, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: clone });
}, 60_000);
afterAll(() => rmSync(clone, { recursive: true }));

const bundle = 'dist/apipolicy.js';

test('it runs what it is asked to once', () => {
  const printed = execFileSync(process.execPath, [bundle, '--version'], { cwd: clone, encoding: 'utf8' });
  expect(printed).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('each part is ASCII, which takes one byte a letter in memory', () => {
  const files = [
    join(clone, bundle),
    ...globSync('dist/parts/*.js', { cwd: clone }).map((path) => join(clone, path)),
  ];
  expect(files.length).toBeGreaterThan(2);
  const read = files.map((path) => readFileSync(path));
  expect(files.filter((_, index) => read[index]?.some((byte) => byte > 127))).toEqual([]);
});

test('it holds all that a gate runs with', async () => {
  const plan = join(clone, 'plan.json');
  writeFileSync(plan, JSON.stringify({ orders: policy({ rates: [LIMIT], store: STORE }) }));
  const port = await freePortsInARow(3);
  const argv = [bundle, 'gate', '--config', plan, '--port', String(port)];
  const gate = spawn(process.execPath, argv, { cwd: clone, stdio: 'ignore' });
  try {
    const status = async (): Promise<number> =>
      (await ask(port, { path: '/v1/orders/page', headers: decisionHeaders({}) })).status;
    // Nobody listens where its store should be, so it counts by itself.
    expect(await waitFor('a decision', status)).toBe(200);
    expect(await status()).toBe(401);
  } finally {
    gate.kill('SIGKILL');
  }
}, 60_000);
