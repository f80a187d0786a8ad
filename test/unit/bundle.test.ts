import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

test.each(['dist/apipolicy.js', 'dist/image/apipolicy.js'])('%s runs what it is asked to once', (bundle) => {
  const printed = execFileSync(process.execPath, [bundle, '--version'], { cwd: clone, encoding: 'utf8' });
  expect(printed).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each(['dist/apipolicy.js', 'dist/image/apipolicy.js'])(
  '%s holds all that a gate runs with',
  async (bundle) => {
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
  },
  60_000,
);
