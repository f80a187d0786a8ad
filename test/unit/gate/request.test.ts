import { expect, test } from 'vitest';
import { headersOf } from '../../../operator/gate/headers.ts';
import type { FinalRefusal } from '../../../operator/gate/refusal.ts';
import { type GateRequest, readDecision, readErrorRequest } from '../../../operator/gate/request.ts';
import { formatNetwork } from '../../../operator/plan/network.ts';
import { decisionHeaders, errorHeaders, type Original } from './fakes.ts';

const decision = (original: Original): GateRequest | FinalRefusal =>
  readDecision(headersOf(decisionHeaders(original)));

const refusal = (result: GateRequest | FinalRefusal): string => ('kind' in result ? result.kind : 'read');

/** The decision's headers, one of them as a function says; undefined takes it out. */
const changed = (name: string, change: (value: string) => readonly string[]): GateRequest | FinalRefusal => {
  const raw = decisionHeaders({ uri: '/orders' });
  const lines = raw.flatMap((text, at) => {
    if (at % 2 === 1) return [];
    const value = raw[at + 1] ?? '';
    return (text === name ? change(value) : [value]).flatMap((one) => [text, one]);
  });
  return readDecision(headersOf(lines));
};

test('what nginx says of a request is read', () => {
  expect(
    decision({ uri: '/users/a%40b?x=1?y', host: 'API.example.com:8443', method: 'DELETE' }),
  ).toMatchObject({
    method: 'DELETE',
    scheme: 'https',
    host: 'api.example.com',
    path: '/users/a@b',
    query: '?x=1?y',
  });
});

test('a path in raw UTF-8 is read as such; bytes that are none are not canonical', () => {
  const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
  expect(decision({ uri: latin1('/Ākāśa') })).toMatchObject({ path: '/Ākāśa' });
  expect(decision({ uri: '/\u00ff' })).toMatchObject({ path: undefined });
});

test.each([
  ['a backslash and another path', 'api.example.com:\\healthz?x='],
  ['a fragment', 'api.example.com:#'],
  ['a fragment alone', 'api.example.com#'],
  ['a query as port', 'api.example.com:443?x='],
  ['a user name', 'api.example.com:@evil.example'],
  ['a user name before', 'evil@api.example.com'],
  ['an empty port', 'api.example.com:'],
  ['port 0', 'api.example.com:0'],
  ['port 65536', 'api.example.com:65536'],
  ['a dot at the end', 'api.example.com.'],
  ['a path', 'api.example.com/healthz'],
  ['a blank', 'api.example.com '],
  ['a comma', 'api.example.com,evil.example'],
  ['no host', ''],
  ['an underscore', 'api_example.com'],
  ['two dots', 'api..example.com'],
  ['letters outside ASCII', 'api.example.com\u00e9'],
  ['a bad address', '[::1'],
])('a Host with %s is no host', (_, host) => {
  expect(refusal(decision({ uri: '/admin/users', host }))).toBe('host');
  expect(refusal(readErrorRequest('GET', headersOf(errorHeaders({ host }))))).toBe('host');
});

test.each(['', 'orders', '//orders', '/a#b', '/a b', '/a\tb', '?/admin', 'http://api.example.com/', '*'])(
  'the target %j is no path that begins with one slash',
  (uri) => {
    expect(refusal(decision({ uri }))).not.toBe('read');
    expect(refusal(readErrorRequest('GET', headersOf(errorHeaders({ uri }))))).toBe('path');
  },
);

test('a target of 33 KiB is refused', () => {
  expect(refusal(decision({ uri: `/${'a'.repeat(33_000)}` }))).toBe('path');
});

test.each([
  ['X-Original-URL', 'http and https are its schemes', () => ['ftp://api.example.com/orders']],
  ['X-Original-URL', 'it ends with the target', () => ['https://api.example.com/orders/']],
  ['X-Original-URL', 'it ends with the target, byte for byte', () => ['https://api.example.com/Orders']],
  ['X-Original-URL', 'nothing stands between host and target', () => ['https://api.example.com/x/orders']],
  ['X-Original-URL', 'it comes once', (value: string) => [value, value]],
  ['X-Original-URL', 'it comes', () => []],
  ['X-Original-URI', 'it comes once', (value: string) => [value, '/healthz']],
  ['X-Original-URI', 'it comes', () => []],
  ['X-Original-Method', 'it comes once', (value: string) => [value, 'POST']],
  ['X-Original-Method', 'it comes', () => []],
  ['X-Original-Method', 'it is a method', () => ['GET POST']],
  ['X-Original-Method', 'it is not absurdly long', () => ['A'.repeat(100)]],
  ['X-Forwarded-For', 'it comes once', (value: string) => [value, value]],
  ['X-Forwarded-For', 'it comes', () => []],
  ['X-Forwarded-For', 'it ends with an address', () => ['192.0.2.7, unknown']],
  ['X-Forwarded-For', 'a network is no address', () => ['192.0.2.0/24']],
] as const)('%s: %s', (name, _, change) => {
  expect(refusal(changed(name, change))).not.toBe('read');
});

test.each([
  ['192.0.2.7', '192.0.2.7/32'],
  ['10.0.0.1, 192.0.2.7', '192.0.2.7/32'],
  ['::ffff:192.0.2.7', '192.0.2.7/32'],
  ['2001:db8::1', '2001:db8::1/128'],
])('of X-Forwarded-For %j the client is %s', (address, network) => {
  const read = decision({ address });
  expect('kind' in read ? read : formatNetwork(read.address)).toBe(network);
});

test.each([
  'X_Auth_Request_User',
  'X-Auth_Request-Groups',
  'x_original_uri',
  'Content_Type',
  'X_Gate_Verify',
])('the header %s is refused: software that takes _ for - would believe it', (name) => {
  expect(refusal(decision({ headers: [name, 'x'] }))).toBe('bad-request');
  expect(refusal(decision({ headers: ['X_Trace', 'x'] }))).toBe('read');
});

test('on the error path nothing of the client’s is taken for the gateway’s', () => {
  const headers = [
    'X-Original-URL',
    'http://evil.example/',
    'X-Original-Method',
    'GET',
    'X-Real-IP',
    '10.0.0.1',
  ];
  const read = readErrorRequest('POST', headersOf(errorHeaders({ uri: '/admin', headers })));
  expect(read).toMatchObject({ method: 'POST', host: 'api.example.com', path: '/admin', scheme: undefined });
});
