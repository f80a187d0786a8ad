import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serviceAccount } from '../../../operator/kube/service-account.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'apipolicy-account-'));
  await writeFile(join(folder, 'token'), 'first\n');
  await writeFile(join(folder, 'ca.crt'), 'PEM');
});
afterEach(() => rm(folder, { recursive: true }));

const pod = (host: string) =>
  serviceAccount({ KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: '443' }, folder);

test('a pod speaks to its API server with its token, read again as it is renewed', async () => {
  const account = pod('10.96.0.1');
  expect(account?.server).toBe('https://10.96.0.1:443');
  expect(await account?.identify()).toEqual({
    headers: { Authorization: 'Bearer first' },
    tls: { ca: 'PEM' },
  });
  await writeFile(join(folder, 'token'), 'second');
  expect((await account?.identify())?.headers).toEqual({ Authorization: 'Bearer second' });
});

test('an IPv6 address is written as a URL wants it', () => {
  expect(pod('fd00::1')?.server).toBe('https://[fd00::1]:443');
});

test('outside a pod there is none', () => {
  expect(serviceAccount({}, folder)).toBeUndefined();
  expect(
    serviceAccount({ KUBERNETES_SERVICE_HOST: '', KUBERNETES_SERVICE_PORT: '443' }, folder),
  ).toBeUndefined();
});

test('a token that cannot be read is an error, never a request without one', async () => {
  await rm(join(folder, 'token'));
  await expect(pod('10.96.0.1')?.identify()).rejects.toThrow(/ENOENT/);
});
