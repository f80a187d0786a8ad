import { createConnection } from 'node:net';
import { expect, test } from 'vitest';
import { errorServer } from '../../../operator/gate/error-server.ts';
import { ask, authenticated, errorHeaders, ISSUER, policy, World } from './fakes.ts';
import { pageOf, start } from './pages.ts';

test('a body is read to its end before the answer, and the connection serves the next request', async () => {
  const port = await start(new World().options(policy({ methods: ['GET'] })));
  const head = (length: number, more: string): string =>
    `POST / HTTP/1.1\r\n${lines(errorHeaders({}))}${more}Content-Length: ${length}\r\n\r\n`;
  const sent = `${head(3_000_000, '')}${'x'.repeat(3_000_000)}${head(0, 'Connection: close\r\n')}`;
  expect((await raw(port, sent)).match(/^HTTP\/1\.1 405 /gm)).toHaveLength(2);
});

test('a body beyond the bound has its answer, and its connection is closed', async () => {
  const options = new World().options(policy({ methods: ['GET'] }));
  const port = await start({ ...options, body: { bytes: 10, milliseconds: 5_000 } });
  const text = await raw(
    port,
    `POST / HTTP/1.1\r\n${lines(errorHeaders({}))}Content-Length: 1000\r\n\r\n${'x'.repeat(20)}`,
  );
  expect(text).toMatch(/^HTTP\/1\.1 405 /);
});

test('a body that does not come has its answer, and its connection is closed', async () => {
  const options = new World().options(policy({ methods: ['GET'] }));
  const port = await start({ ...options, body: { bytes: 10, milliseconds: 20 } });
  const text = await raw(port, `POST / HTTP/1.1\r\n${lines(errorHeaders({}))}Content-Length: 5\r\n\r\n`);
  expect(text).toMatch(/^HTTP\/1\.1 405 /);
});

test.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['a header of 100 KiB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx'],
  ['a bare line feed in a header', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n'],
])('%s is refused, and the next request is served', async (_, bytes) => {
  const port = await start(new World().options(policy({ methods: ['GET'] })));
  expect(await raw(port, bytes)).toMatch(/^HTTP\/1\.1 400 /);
  expect((await ask(port, { method: 'PUT', headers: errorHeaders({}) })).status).toBe(405);
});

test('a header that cannot be written is a fault: 500, and the next request is served', async () => {
  const world = new World();
  const broken = policy({ methods: ['GET'], answers: { headers: { 'X-Bad': 'a\nb' } } });
  const send = await pageOf(world, broken);
  expect((await send({ method: 'PUT' })).status).toBe(500);
  expect((await send({ code: '503' })).status).toBe(500);
  expect(world.failures).toHaveLength(2);
});

test('stopping waits for what has begun', async () => {
  const world = new World();
  const options = world.options(policy({ authentication: authenticated({ jwt: [ISSUER] }) }));
  const asked = Promise.withResolvers<void>();
  const verdict = Promise.withResolvers<{ kind: 'invalid'; reason: string }>();
  const tokens = {
    verify: () => {
      asked.resolve();
      return verdict.promise;
    },
  };
  const server = errorServer({ ...options, ports: { ...options.ports, tokens } });
  const port = await server.start();
  const answer = ask(port, { headers: errorHeaders({ headers: ['Authorization', 'Bearer x'] }) });
  await asked.promise;
  const stopped = server.stop(60_000);
  verdict.resolve({ kind: 'invalid', reason: 'x' });
  expect((await answer).status).toBe(401);
  await stopped;
});

const lines = (headers: readonly string[]): string =>
  headers.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');

/** What comes back for bytes as they are, until the other side closes. */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = createConnection({ host: '127.0.0.1', port }, () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error) => (chunks.length === 0 ? reject(error) : undefined));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}
