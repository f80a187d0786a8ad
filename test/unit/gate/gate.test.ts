import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningGate, startGate } from '../../../operator/gate/gate.ts';
import type { GateHealth, GatePolicy } from '../../../operator/plan/gate-plan.ts';
import { waitFor } from '../../cluster/wait.ts';
import { asking, showing } from './certificates/callers.ts';
import {
  type Answer,
  ask,
  authenticated,
  decisionHeaders,
  errorHeaders,
  type Original,
  policy,
} from './fakes.ts';
import { RedisServer } from './store/redis-server.ts';
import { rule } from './store/replica.ts';
import { IssuerServer, pair, World } from './tokens/issuer.ts';

let folder: string;
let gate: RunningGate;
let lines: string[];
let warnings: string[];

beforeEach(async () => {
  [lines, warnings] = [[], []];
  folder = await mkdtemp(join(tmpdir(), 'apipolicy-gate-'));
  await writeFile(join(folder, 'acme'), createHash('sha256').update('s3cret').digest('hex'));
  gate = await start();
});
afterEach(async () => {
  await gate.stop(100);
  await rm(folder, { recursive: true });
});

const start = (): Promise<RunningGate> =>
  startGate({
    namespace: 'shop',
    port: 0,
    host: '127.0.0.1',
    write: (line) => lines.push(line) > 0,
    warn: (message, fields) => warnings.push(`${message} ${JSON.stringify(fields)}`),
  });

const load = (...policies: readonly GatePolicy[]): void =>
  gate.load(Object.fromEntries(policies.map((one) => [one.policy, JSON.stringify(one)])));

const keyed = (parts: Partial<GatePolicy> = {}): GatePolicy =>
  policy({
    authentication: authenticated({ apiKeys: { header: 'X-API-Key', directory: folder } }),
    rates: [rule({ name: 'per-key', requests: 3, by: 'APIKey' })],
    ...parts,
  });

const KEY = ['X-API-Key', 's3cret'];
const decide = async (original: Original = { headers: KEY }, name = 'orders'): Promise<number> =>
  (await ask(gate.ports.decisions, { path: `/v1/${name}/page`, headers: decisionHeaders(original) })).status;
const page = (original: Original = { headers: KEY }): Promise<Answer> =>
  ask(gate.ports.errors, { headers: errorHeaders(original) });
const control = (path: string, method = 'GET'): Promise<Answer> =>
  ask(gate.ports.control, { path, method, headers: ['Host', 'gate'] });
const health = async (name = 'orders'): Promise<GateHealth> =>
  JSON.parse((await control(`/health/${name}`)).body);

test('until a plan was seen it is alive and not ready, and refuses', async () => {
  expect((await control('/healthz')).status).toBe(200);
  expect((await control('/readyz')).status).toBe(503);
  expect(await decide()).toBe(403);
  load(keyed());
  expect((await control('/readyz')).status).toBe(200);
  expect(await decide()).toBe(200);
});

test('a limit by key: three pass, the fourth is told when to come again', async () => {
  load(keyed());
  expect([await decide(), await decide(), await decide(), await decide()]).toEqual([200, 200, 200, 401]);
  const told = await page();
  expect(told.status).toBe(429);
  expect(Number(told.headers['retry-after'])).toBeGreaterThan(0);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    refusal: 'limited',
    rule: 'per-key',
    policy: 'orders',
  });
  expect(lines.join()).not.toContain('s3cret');
});

test('a plan that is loaded anew keeps the counters, and says that it is in force', async () => {
  load(keyed({ revision: 'a' }));
  for (let at = 0; at < 3; at += 1) await decide();
  load(keyed({ revision: 'b', hosts: ['api.example.com', 'b.example.com'] }));
  expect(await decide()).toBe(401);
  expect(JSON.parse((await control('/revisions')).body)).toEqual({ policies: { orders: 'b' } });
  load();
  expect(await decide()).toBe(403);
  expect(JSON.parse((await control('/revisions')).body)).toEqual({ policies: {} });
});

test('an entry that cannot be read is told, and the policy stays as it was', async () => {
  load(keyed({ revision: 'a' }));
  gate.load({ orders: '{"version":1}' });
  expect(await decide()).toBe(200);
  expect(JSON.parse((await control('/revisions')).body)).toEqual({ policies: { orders: 'a' } });
  expect(warnings.join()).toContain('policy is missing');
  expect((await control('/metrics')).body).toContain('apipolicy_gate_plan_errors_total 1');
});

test('health tells what a policy depends on, what is wrong, and what its limits did', async () => {
  const issuer = await IssuerServer.start();
  const redis = await RedisServer.start();
  const keys = await pair('RS256', 'a');
  issuer.publish(keys.jwk);
  const authentication = authenticated({
    jwt: [
      issuer.issuer(),
      issuer.issuer({ name: 'gone', issuer: 'https://gone.example.com', jwksURI: `${issuer.url}/gone.json` }),
    ],
    apiKeys: { header: 'X-API-Key', directory: folder },
    caFile: issuer.caFile,
  });
  const store = { address: redis.address, tls: false, onFailure: 'Deny' } as const;
  load(keyed({ authentication, store }));
  for (let at = 0; at < 5; at += 1) await decide();
  const seen = await health();
  expect(seen.dependencies.map(({ kind, name, healthy }) => [kind, name, healthy])).toEqual([
    ['jwks', `jwt partners: ${issuer.url}/jwks.json`, true],
    ['jwks', `jwt gone: ${issuer.url}/gone.json`, false],
    ['caBundle', issuer.caFile, true],
    ['apiKeys', folder, true],
    ['store', redis.address, true],
  ]);
  expect(seen.dependencies[1]?.message).toContain('answered 404');
  expect(seen.rates).toMatchObject({ 'per-key': { passed: 3, refused: 2 } });
  await redis.kill();
  await waitFor('the lost store to be told', async () =>
    (await health()).dependencies.some(({ kind, healthy }) => kind === 'store' && !healthy),
  );
  expect(await decide()).toBe(503);
  const token = await new World().sign(keys, {
    iss: 'https://partners.example.com',
    aud: 'orders-api',
    sub: 'machine',
    exp: Math.floor(Date.now() / 1_000) + 60,
  });
  load(keyed({ authentication }));
  expect(await decide({ headers: ['Authorization', `Bearer ${token}`] })).toBe(200);
  expect(await decide({ headers: ['Authorization', `Bearer ${token}x`] })).toBe(401);
  await issuer.end();
});

test('health tells how many certificates the list of subjects let in and refused', async () => {
  load(asking(true));
  expect(await decide({ headers: showing('billing') })).toBe(200);
  expect(await decide({ headers: showing('alike') })).toBe(403);
  expect((await health()).subjects).toEqual({ passed: 1, refused: 1, lastRefusedAt: expect.any(Number) });
  load(keyed());
  expect((await health()).subjects).toBeUndefined();
  load(asking(true));
  expect((await health()).subjects).toEqual({ passed: 1, refused: 1, lastRefusedAt: expect.any(Number) });
  load();
  load(asking(true));
  expect((await health()).subjects).toEqual({ passed: 0, refused: 0 });
});

test('labels of metrics are names of the plan alone, and go with their policy', async () => {
  load(keyed());
  await decide();
  for (let at = 0; at < 5; at += 1) await decide({ headers: KEY }, `made-up-${at}`);
  const before = (await control('/metrics')).body;
  expect(before).toContain('apipolicy_gate_decisions_total{policy="orders",result="allowed"} 1');
  expect(before).toContain('apipolicy_gate_decisions_total{policy="",result="unknown-policy"} 5');
  expect(before).not.toContain('made-up');
  load();
  await waitFor(
    'the series to go',
    async () => !(await control('/metrics')).body.includes('policy="orders"'),
  );
});

test('the control port changes nothing and knows no other path', async () => {
  load(keyed());
  expect((await control('/health/unknown')).status).toBe(404);
  expect((await control('/health/../../etc/passwd')).status).toBe(404);
  expect((await control('/revisions', 'POST')).status).toBe(405);
});
