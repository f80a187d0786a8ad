import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../../operator/cli/io.ts';
import { gatewayAddresses } from '../../../operator/cli/probe-addresses.ts';
import { runProbe } from '../../../operator/cli/probe-command.ts';
import { certificates, goodGateway, servers } from './probe-harness.ts';

const MANIFESTS = `apiVersion: apipolicy.dev/v1alpha1
kind: ApiPolicy
metadata: {name: orders, namespace: shop}
spec:
  targetRefs: [{group: networking.k8s.io, kind: Ingress, name: orders}]
  tls: {plaintext: Redirect}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: orders, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
    - host: api.example.com
      http: {paths: [{path: /v1, pathType: Prefix, backend: {service: {name: orders, port: {number: 80}}}}]}
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'apipolicy-probe-'));
  writeFileSync(join(folder, 'in.yaml'), MANIFESTS);
  writeFileSync(join(folder, 'ca.pem'), certificates.ca);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = async (...argv: string[]) => {
  const [out, err]: [string[], string[]] = [[], []];
  const io = {
    stdin: (async function* () {})(),
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
  };
  return { code: await runProbe(argv, io), out: out.join(''), err: err.join('') };
};

const options = async () => {
  const { http, https } = await goodGateway();
  return [
    ...[join(folder, 'in.yaml'), '--address', `127.0.0.1:${https.port}`, '--http', `127.0.0.1:${http.port}`],
    ...['--ca', join(folder, 'ca.pem')],
  ];
};

describe('apipolicy probe', () => {
  test('tells evidence and the line that shows the same, and exits 1 while anything is not proved', async () => {
    const { code, out } = await run(...(await options()));
    expect(code).toBe(1);
    expect(out).toMatch(/^ApiPolicy shop\/orders: score \d+, grade [A-F] /);
    expect(out).toMatch(/Pass +tls\.plaintext \(High\)\n +seen: +GET http:\/\/api\.example\.com\/v1: 308/);
    expect(out).toContain('curl -si --connect-to');
    expect(out).toMatch(/Unknown +host\.shared/);
  });

  test('exits 0 when the controls that were asked for pass', async () => {
    const { code, out } = await run(
      ...(await options()),
      ...['--control', 'tls.https', '--control', 'tls.plaintext', '--output', 'json'],
    );
    const { policies } = JSON.parse(out) as { policies: { controls: { id: string; result: string }[] }[] };
    expect(policies[0]?.controls.map(({ id, result }) => `${id} ${result}`)).toEqual([
      'tls.https Pass',
      'tls.plaintext Pass',
    ]);
    expect(code).toBe(0);
  });

  test('a gateway that is away is not known, and never a pass', async () => {
    const { http, https } = await goodGateway();
    await servers.close();
    const { code, out } = await run(
      join(folder, 'in.yaml'),
      ...['--https', `127.0.0.1:${https.port}`, '--http', `127.0.0.1:${http.port}`],
    );
    expect(code).toBe(1);
    expect(out).not.toMatch(/^ +Pass/m);
  });

  test('files that do not exist, and files without a governed Ingress, are unreadable input', async () => {
    expect((await run(join(folder, 'none.yaml'), '--address', '127.0.0.1')).code).toBe(2);
    writeFileSync(join(folder, 'alone.yaml'), MANIFESTS.split('---')[0] ?? '');
    expect((await run(join(folder, 'alone.yaml'), '--address', '127.0.0.1')).code).toBe(2);
  });

  test.each([
    [[]],
    [['in.yaml']],
    [['in.yaml', '--address', 'http://x']],
    [['in.yaml', '--address', 'x:0']],
    [['in.yaml', '--address', 'x', '--control', 'tls.none']],
    [['in.yaml', '--address', 'x', '--output', 'xml']],
    [['in.yaml', '--address', 'x', '--ca', '/none']],
  ])('wrong use: %j', async (argv) => {
    await expect(run(...argv)).rejects.toThrow(UsageError);
  });
});

test.each([
  ['203.0.113.7', { host: '203.0.113.7', port: 443 }],
  ['gw.example.com:8443', { host: 'gw.example.com', port: 8443 }],
  ['[2001:db8::1]:8443', { host: '2001:db8::1', port: 8443 }],
  ['2001:db8::1', { host: '2001:db8::1', port: 443 }],
])('--address %s', (address, https) => {
  expect(gatewayAddresses({ address, https: undefined, http: undefined })).toEqual({
    https,
    http: { host: https.host, port: 80 },
  });
});
