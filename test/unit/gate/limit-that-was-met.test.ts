import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningGate, startGate } from '../../../operator/gate/gate.ts';
import type { GatePolicy, GateStore } from '../../../operator/plan/gate-plan.ts';
import { waitFor } from '../../cluster/wait.ts';
import { type Answer, ask, authenticated, decisionHeaders, errorHeaders, policy } from './fakes.ts';
import { RedisServer } from './store/redis-server.ts';
import { rule } from './store/replica.ts';

let redis: RedisServer;
let folder: string;
let replicas: readonly [RunningGate, RunningGate];

beforeEach(async () => {
  [redis, folder] = await Promise.all([RedisServer.start(), mkdtemp(join(tmpdir(), 'apipolicy-limit-'))]);
  await writeFile(join(folder, 'acme'), createHash('sha256').update('s3cret').digest('hex'));
  const replica = (): Promise<RunningGate> =>
    startGate({
      namespace: 'shop',
      port: 0,
      host: '127.0.0.1',
      write: () => true,
      warn: () => undefined,
    });
  replicas = await Promise.all([replica(), replica()]);
});
afterEach(async () => {
  await Promise.all([...replicas.map((gate) => gate.stop(100)), redis.kill()]);
  await rm(folder, { recursive: true });
});

const keyed = (onFailure: GateStore['onFailure'] | 'no store', directory = folder): GatePolicy =>
  policy({
    authentication: authenticated({ apiKeys: { header: 'X-API-Key', directory } }),
    rates: [
      rule({ name: 'per-key', requests: 3, by: 'APIKey' }),
      rule({ name: 'in-all', requests: 9, by: 'ClientAddress' }),
    ],
    ...(onFailure !== 'no store' && { store: { address: redis.address, tls: false, onFailure } }),
  });
const load = (gate: RunningGate, one: GatePolicy): void => gate.load({ orders: JSON.stringify(one) });

const headers = ['X-API-Key', 's3cret'];
const decide = async (gate: RunningGate): Promise<number> =>
  (await ask(gate.ports.decisions, { path: '/v1/orders/page', headers: decisionHeaders({ headers }) }))
    .status;
const page = (gate: RunningGate): Promise<Answer> =>
  ask(gate.ports.errors, { headers: errorHeaders({ headers }) });
const told = async (gate: RunningGate) => {
  const { status, headers: said } = await page(gate);
  return [status, said['retry-after']];
};

test.each(['Deny', 'Local', 'Allow'] as const)(
  'refused by a replica that does not know the key yet, a caller is asked to come again, and hears of no limit (%s)',
  async (onFailure) => {
    const [knowing, late] = replicas;
    load(knowing, keyed(onFailure));
    load(late, keyed(onFailure, join(folder, 'not-yet')));
    expect([await decide(knowing), await decide(late)]).toEqual([200, 401]);
    expect(await told(knowing)).toEqual([503, '1']);
  },
);

test('a limit that is used up is told by every replica, whichever of them counted', async () => {
  const [one, two] = replicas;
  for (const gate of replicas) load(gate, keyed('Deny'));
  const answers = [await decide(one), await decide(two), await decide(one), await decide(two)];
  expect(answers).toEqual([200, 200, 200, 401]);
  for (const gate of replicas)
    expect((await page(gate)).headers['ratelimit-policy']).toBe('"per-key";q=3;w=60');
  expect((await told(one))[0]).toBe(429);
});

test('without a store another replica may have counted more, so a limit is told', async () => {
  const [one, two] = replicas;
  for (const gate of replicas) load(gate, keyed('no store'));
  for (let at = 0; at < 4; at += 1) await decide(one);
  expect((await told(two))[0]).toBe(429);
});

test('so it is while the store is away and each replica counts for itself', async () => {
  const [one, two] = replicas;
  for (const gate of replicas) load(gate, keyed('Local'));
  expect(await decide(one)).toBe(200);
  expect(await told(two)).toEqual([503, '1']);
  await redis.kill();
  for (let at = 0; at < 4; at += 1) await decide(one);
  expect((await told(two))[0]).toBe(429);
  await redis.start();
  await waitFor('the store to be looked at again', async () => (await told(two))[0] === 503);
});
