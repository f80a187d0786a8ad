import { createConnection } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decisionServer } from '../../operator/gate/decision-server.ts';
import { errorServer } from '../../operator/gate/error-server.ts';
import {
  ask,
  authenticated,
  decisionHeaders,
  errorHeaders,
  ISSUER,
  LOGIN,
  policy,
  World,
} from '../unit/gate/fakes.ts';

const world = new World();
const options = world.options(
  policy({
    authentication: authenticated({
      jwt: [ISSUER],
      login: LOGIN,
      anonymous: [{ name: 'docs', path: { type: 'PathPrefix', value: '/docs' } }],
    }),
    rates: [{ name: 'all', requests: 5, per: 'Minute', by: 'ClientAddress', matches: [] }],
  }),
);
const decisions = decisionServer(options);
const errors = errorServer({ ...options, body: { bytes: 1_000, milliseconds: 200 } });
let ports: readonly [decisions: number, errors: number];

beforeAll(async () => {
  ports = [await decisions.start(), await errors.start()];
});
afterAll(async () => {
  await Promise.all([decisions.stop(0), errors.stop(0)]);
});

/** Statuses of all answers to bytes that are sent as they are; the client then closes its half. */
function statuses(port: number, bytes: string): Promise<number[]> {
  return new Promise((resolve) => {
    let seen = '';
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () =>
      resolve([...seen.matchAll(/^HTTP\/1\.1 ([0-9]{3}) /gm)].map(([, status]) => Number(status))),
    );
    socket.end(bytes, 'latin1');
  });
}

const token = fc.constantFrom(
  ...[
    'GET',
    'POST',
    'HEAD',
    'OPTIONS',
    'PRI',
    'CONNECT',
    ' ',
    '\r\n',
    '\n',
    '\r',
    '\0',
    ':',
    '/',
    '//',
    '*',
    '\t',
  ],
  ...[
    '/v1/orders/page',
    '/v1/orders/direct',
    '/v1/../page',
    'HTTP/1.1',
    'HTTP/1.0',
    'HTTP/2.0',
    'http://a/docs',
  ],
  ...[
    'Host: api.example.com',
    'X-Code: 401',
    'X-Code: 200',
    'X-Original-URI: /docs',
    'X-Original-URI: /orders',
  ],
  ...['X-Original-URL: https://api.example.com/docs', 'X-Original-Method: GET', 'X-Forwarded-For: 192.0.2.1'],
  ...[
    'Content-Length: 5',
    'Content-Length: 99999',
    'Transfer-Encoding: chunked',
    'Expect: 100-continue',
    '5\r\nabcde',
  ],
  ...[
    'Upgrade: websocket',
    'Connection: upgrade',
    'Connection: close',
    'Accept: text/html',
    '\u00ff',
    'x'.repeat(3_000),
  ],
);
const bytes = fc.array(token, { maxLength: 25 }).map((parts) => parts.join(''));
const line = fc.tuple(token, fc.constantFrom('\r\n', '\r\n', '\n')).map((parts) => parts.join(''));
const message = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'CONNECT'),
    fc.constantFrom('/', '/v1/orders/page', '*', 'http://api.example.com/docs'),
    fc.array(line, { maxLength: 12 }),
  )
  .map(
    ([method, target, lines]) =>
      `${method} ${target} HTTP/1.1\r\nHost: api.example.com\r\n${lines.join('')}\r\n`,
  );

test('whatever bytes come, the error path answers no 2xx, and both servers go on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, message), async (sent) => {
      const [decided, refused] = await Promise.all(ports.map((port) => statuses(port, sent)));
      expect(refused?.filter((status) => status >= 200 && status < 300)).toEqual([]);
      expect(
        decided?.filter((status) => ![100, 200, 400, 401, 403, 408, 417, 431, 503].includes(status)),
      ).toEqual([]);
    }),
    { numRuns: 300 },
  );
  const [decision, error] = ports;
  expect((await ask(decision, { path: '/v1/orders/page', headers: decisionHeaders({}) })).status).toBe(401);
  expect((await ask(error, { headers: errorHeaders({}) })).status).toBe(401);
  expect(world.failures).toEqual([]);
});

const original = fc.record({
  uri: fc.constantFrom('/docs', '/docs/../x', '/orders', '//', 'x', '/%', '/docs%2fx', '/\u00ff'),
  host: fc.constantFrom('api.example.com', 'evil.example', 'api.example.com:\\', ''),
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS', 'DELETE', 'PROPFIND'),
  code: fc.constantFrom('401', '503', '200', '403', '', 'x'),
  headers: fc.constantFrom(
    [],
    ['Authorization', 'Bearer x'],
    ['Accept', 'text/html'],
    ['Cookie', '__Host-apipolicy-1a2b3c4d=x'],
    ['X-Code', '200'],
    ['Origin', 'https://a.example'],
  ),
});

test('whatever request comes, the error path answers 3xx, 4xx or 5xx, and leads nowhere but to the policy’s host', async () => {
  await fc.assert(
    fc.asyncProperty(original, async ({ method, ...rest }) => {
      const answer = await ask(ports[1], { method, headers: errorHeaders(rest) });
      expect(answer.status).toBeGreaterThanOrEqual(300);
      if (answer.headers.location !== undefined)
        expect(answer.headers.location).toMatch(
          /^https:\/\/api\.example\.com\/oauth2\/start\?rd=%2F(?!%2F|%5C)/,
        );
    }),
    { numRuns: 300 },
  );
  expect(world.failures).toEqual([]);
});
