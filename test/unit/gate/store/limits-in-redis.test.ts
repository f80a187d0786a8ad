import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { GatePolicy, GateStore } from '../../../../operator/plan/gate-plan.ts';
import { createAuthority } from '../../../cluster/pki.ts';
import { waitFor } from '../../../cluster/wait.ts';
import { authenticated } from '../fakes.ts';
import { RedisServer } from './redis-server.ts';
import { digest, planOf, Replica, rule } from './replica.ts';

let redis: RedisServer;
let folder: string;
const replicas: Replica[] = [];
const servers: RedisServer[] = [];

beforeAll(async () => {
  [redis, folder] = await Promise.all([RedisServer.start(), mkdtemp(join(tmpdir(), 'apipolicy-redis-'))]);
});
afterEach(async () => {
  for (const replica of replicas.splice(0)) replica.stores.end();
  await Promise.all(servers.splice(0).map((server) => server.kill()));
});
afterAll(async () => {
  await redis.kill();
  await rm(folder, { recursive: true });
});

const replica = (namespace?: string): Replica => {
  const made = new Replica(namespace);
  replicas.push(made);
  return made;
};
const own = async (...options: readonly string[]): Promise<RedisServer> => {
  const server = await RedisServer.start(...options);
  servers.push(server);
  return server;
};
const storeAt = (server: RedisServer, onFailure: GateStore['onFailure'], parts: Partial<GateStore> = {}) =>
  ({ address: server.address, tls: false, onFailure, ...parts }) satisfies GateStore;

test('two replicas count together: exactly 100 in all, for each caller their own', async () => {
  const [one, two] = [replica(), replica()];
  const plan = planOf([rule()], storeAt(redis, 'Deny'));
  for (const user of ['ada', 'bob']) {
    const [first, second] = await Promise.all([one.ask(100, plan, user), two.ask(100, plan, user)]);
    expect(first.allowed + second.allowed).toBe(100);
    expect(first.limited + second.limited).toBe(100);
  }
});

test('namespaces, policies and rules that share a store have counters of their own', async () => {
  const limit = rule({ requests: 5 });
  const store = storeAt(redis, 'Deny');
  expect((await replica('a').ask(5, planOf([limit], store))).allowed).toBe(5);
  expect((await replica('b').ask(5, planOf([limit], store))).allowed).toBe(5);
  expect((await replica('a').ask(5, planOf([limit], store, { policy: 'other' }))).allowed).toBe(5);
  expect((await replica('a').ask(5, planOf([{ ...limit, name: 'other' }], store))).allowed).toBe(5);
});

test('the store holds digests under names, and each with an end', async () => {
  const limit = rule({ name: 'kept', requests: 5, per: 'Hour' });
  await replica('names').ask(1, planOf([limit], storeAt(redis, 'Deny')));
  const client = new Redis(redis.port, '127.0.0.1');
  const [key = ''] = await client.keys('*names*');
  expect(key).toMatch(new RegExp(`^apipolicy:names/orders/kept/Hour:${digest('ada')}$`));
  expect(await client.ttl(key)).toBeGreaterThan(3_500);
  client.disconnect();
});

test('a window ends, and the next begins', async () => {
  const one = replica('windows');
  const plan = planOf([rule({ requests: 2, per: 'Second' })], storeAt(redis, 'Deny'));
  expect((await one.ask(4, plan)).allowed).toBe(2);
  await waitFor('the next window', async () => (await one.ask(1, plan)).allowed === 1, { everyMs: 50 });
});

test('looking tells what is left and counts nothing', async () => {
  const [one, two] = [replica('look'), replica('look')];
  const limit = rule({ requests: 10 });
  const plan = planOf([limit], storeAt(redis, 'Deny'));
  await one.ask(3, plan);
  for (let at = 0; at < 3; at += 1) {
    const look = await two.limits.peek(plan, [{ rule: limit, key: digest('ada') }]);
    expect(look).toMatchObject({ kind: 'quotas', quotas: [{ remaining: 7, windowSeconds: 60 }] });
  }
});

const outcomes = async (
  onFailure: GateStore['onFailure'],
  break_: (server: RedisServer) => Promise<void> | void,
) => {
  const server = await own();
  const one = replica();
  const plan = planOf([rule({ requests: 5 })], storeAt(server, onFailure));
  expect((await one.ask(1, plan, 'before')).allowed).toBe(1);
  await break_(server);
  return { server, one, plan };
};

test.each([
  ['killed', (server: RedisServer) => server.kill()],
  ['frozen', (server: RedisServer) => server.freeze()],
])(
  'a store that is %s, Deny: unavailable, which is no allow; and again by itself when it is back',
  async (how, break_) => {
    const { server, one, plan } = await outcomes('Deny', break_);
    expect(await one.ask(10, plan)).toMatchObject({ allowed: 0, limited: 0, unavailable: 10 });
    expect(one.outcomes).toEqual(Array.from({ length: 10 }, () => 'denied'));
    expect(await one.stores.problemOf(plan)).toBeTypeOf('string');
    if (how === 'killed') await server.start();
    else server.thaw();
    await waitFor('the store to count again', async () => (await one.ask(1, plan, 'after')).allowed === 1);
    expect((await one.ask(10, plan, 'fresh')).allowed).toBe(5);
    expect(await one.stores.problemOf(plan)).toBeUndefined();
  },
);

test.each([
  ['killed', (server: RedisServer) => server.kill()],
  ['frozen', (server: RedisServer) => server.freeze()],
])('a store that is %s, Local: each replica counts its share', async (how, break_) => {
  const { server, one, plan } = await outcomes('Local', break_);
  const two = replica();
  expect(await one.ask(10, plan)).toMatchObject({ allowed: 5, limited: 5, unavailable: 0 });
  expect(await two.ask(10, plan)).toMatchObject({ allowed: 5, limited: 5, unavailable: 0 });
  expect(one.outcomes.every((outcome) => outcome === 'local')).toBe(true);
  if (how === 'killed') await server.start();
  else server.thaw();
  await waitFor('both to count together again', async () => {
    const user = `user-${performance.now()}`;
    const [first, second] = await Promise.all([one.ask(5, plan, user), two.ask(5, plan, user)]);
    return first.allowed + second.allowed === 5;
  });
});

test('a store that is away, Allow: allowed, and counted as that', async () => {
  const { one, plan } = await outcomes('Allow', (server) => server.kill());
  expect((await one.ask(10, plan)).allowed).toBe(10);
  expect(one.outcomes).toEqual(Array.from({ length: 10 }, () => 'allowed'));
});

test('a frozen store costs the first requests their wait, and not all of them', async () => {
  const { server, one, plan } = await outcomes('Deny', (frozen) => frozen.freeze());
  await one.ask(1, plan);
  let asked = 0;
  const waited = waitFor(
    '500 refusals in a row',
    async () => {
      asked += (await one.ask(1, plan)).unavailable;
      return asked === 500;
    },
    { everyMs: 0 },
  );
  await waited;
  server.thaw();
});

test('a password comes from a file that is read again, and stands in no message', async () => {
  const server = await own('--requirepass', 'right-one');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, 'wrong-one\n');
  const one = replica();
  const plan = planOf([rule({ requests: 5 })], storeAt(server, 'Deny', { passwordFile }));
  const { verdicts } = await one.ask(1, plan);
  expect(verdicts).toMatchObject([{ kind: 'unavailable' }]);
  expect(JSON.stringify([verdicts, one.states])).not.toContain('wrong-one');
  await writeFile(passwordFile, 'right-one\n');
  await waitFor('the new password', async () => (await one.ask(1, plan)).allowed === 1);
});

test('TLS is checked: by a CA that the policy names, and never left out', async () => {
  const authority = await createAuthority(folder);
  const { certificate, key } = await authority.issue({
    name: 'redis',
    commonName: 'redis',
    names: ['IP:127.0.0.1'],
  });
  const server = await own();
  await server.kill();
  const tls = ['--tls-port', String(server.port), '--tls-cert-file', certificate, '--tls-key-file', key];
  await server.start(
    '--port',
    '0',
    ...tls,
    '--tls-ca-cert-file',
    authority.certificate,
    '--tls-auth-clients',
    'no',
  );
  const store = storeAt(server, 'Deny', { tls: true });
  const trusted: Partial<GatePolicy> = { authentication: authenticated({ caFile: authority.certificate }) };
  expect((await replica('tls').ask(3, planOf([rule()], store, trusted))).allowed).toBe(3);
  expect((await replica('tls').ask(3, planOf([rule()], store))).unavailable).toBe(3);
});

test('a connection that no policy needs any more is closed', async () => {
  const server = await own();
  const one = replica();
  const plan = planOf([rule()], storeAt(server, 'Deny'));
  await one.ask(1, plan);
  const client = new Redis(server.port, '127.0.0.1');
  const connected = async (): Promise<number> =>
    String(await client.client('LIST'))
      .trim()
      .split('\n').length;
  expect(await connected()).toBe(2);
  one.stores.keep([]);
  await waitFor('the connection to be closed', async () => (await connected()) === 1);
  client.disconnect();
});
