import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Credentials, loadCredentials } from '../../../operator/kube/credentials.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'credentials-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

interface Given {
  readonly cluster?: object;
  readonly user?: object;
  readonly context?: object;
}

async function load({ cluster = {}, user = {}, context = {} }: Given): Promise<Credentials> {
  const kubeconfig = join(directory, 'config');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://192.0.2.1:6443', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', ...context } }],
    'current-context': 'x',
  };
  await writeFile(kubeconfig, JSON.stringify(config));
  return loadCredentials({ kubeconfig });
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('credentials', () => {
  it('are a token', async () => {
    const credentials = await load({ user: { token: 'secret' }, context: { namespace: 'shop' } });
    expect(credentials.server).toBe('https://192.0.2.1:6443');
    expect(credentials.namespace).toBe('shop');
    expect((await credentials.identify()).headers).toEqual({ Authorization: 'Bearer secret' });
  });

  it('are a client certificate, with the CA', async () => {
    const credentials = await load({
      cluster: { 'certificate-authority-data': base64('ca'), 'tls-server-name': 'kubernetes' },
      user: { 'client-certificate-data': base64('cert'), 'client-key-data': base64('key') },
    });
    const { headers, tls } = await credentials.identify();
    expect(headers).toEqual({});
    expect(tls).toEqual({
      ca: Buffer.from('ca'),
      cert: Buffer.from('cert'),
      key: Buffer.from('key'),
      servername: 'kubernetes',
    });
  });

  it('are read anew from files that changed', async () => {
    const file = join(directory, 'client.crt');
    await writeFile(file, 'first');
    const credentials = await load({ user: { 'client-certificate': file, 'client-key': file } });
    expect((await credentials.identify()).tls.cert).toEqual(Buffer.from('first'));
    await writeFile(file, 'second');
    expect((await credentials.identify()).tls.cert).toEqual(Buffer.from('second'));
  });

  it('are a token in a file, as in a pod', async () => {
    const tokenFile = join(directory, 'token');
    await writeFile(tokenFile, 'from-file\n');
    const credentials = await load({
      user: { 'auth-provider': { name: 'tokenFile', config: { tokenFile } } },
    });
    expect((await credentials.identify()).headers).toEqual({ Authorization: 'Bearer from-file' });
  });

  it('are what an exec plugin prints', async () => {
    const answer = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'from-plugin' },
    };
    const exec = {
      apiVersion: answer.apiVersion,
      command: process.execPath,
      args: ['-e', `console.log(${JSON.stringify(JSON.stringify(answer))})`],
      interactiveMode: 'Never',
    };
    const credentials = await load({ user: { exec } });
    expect((await credentials.identify()).headers).toEqual({ Authorization: 'Bearer from-plugin' });
  });

  it('are a user name and password, and somebody to act as', async () => {
    const credentials = await load({ user: { username: 'jane', password: 'pw', as: 'robot' } });
    expect((await credentials.identify()).headers).toEqual({
      Authorization: `Basic ${base64('jane:pw')}`,
      'Impersonate-User': 'robot',
    });
  });

  it('keep the proxy and the wish not to verify', async () => {
    const credentials = await load({
      cluster: { 'proxy-url': 'http://proxy.example.com:3128', 'insecure-skip-tls-verify': true },
    });
    expect(credentials.proxyUrl).toBe('http://proxy.example.com:3128');
    expect((await credentials.identify()).tls.rejectUnauthorized).toBe(false);
  });

  it('say which contexts there are when one is not found', async () => {
    await load({});
    const missing = loadCredentials({ kubeconfig: join(directory, 'config'), context: 'y' });
    await expect(missing).rejects.toThrow('the kubeconfig has no context "y"; it has: x');
  });
});
