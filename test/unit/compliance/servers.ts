import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Socket, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTls, type TlsOptions } from 'node:tls';
import type { Address } from '../../../operator/compliance/probe/request.ts';
import { createAuthority } from '../../cluster/pki.ts';

export interface TestCertificates {
  readonly ca: string;
  /** For api.example.com and *.shop.example.com. */
  readonly good: { readonly cert: string; readonly key: string };
  readonly otherName: { readonly cert: string; readonly key: string };
}

/** Certificates that are made for one test file. */
export async function makeCertificates(): Promise<TestCertificates> {
  const folder = await mkdtemp(join(tmpdir(), 'apipolicy-probe-'));
  try {
    const authority = await createAuthority(folder);
    const pair = async (name: string, names: readonly string[]) => {
      const issued = await authority.issue({ name, commonName: name, names });
      return {
        cert: await readFile(issued.certificate, 'utf8'),
        key: await readFile(issued.key, 'utf8'),
      };
    };
    return {
      ca: await readFile(authority.certificate, 'utf8'),
      good: await pair('good', ['DNS:api.example.com', 'DNS:*.shop.example.com']),
      otherName: await pair('other', ['DNS:www.example.org']),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Servers of a test, and the end of all of them. */
export class TestServers {
  readonly #servers: (Server | TcpServer)[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #children: ChildProcess[] = [];
  readonly #folders: string[] = [];
  /** TCP connections accepted so far. */
  connections = 0;

  http(listener: RequestListener): Promise<Address> {
    return this.#listen(createHttp(listener));
  }

  https(options: TlsOptions, listener: RequestListener, checkContinue?: RequestListener): Promise<Address> {
    const server = createHttps(options, listener);
    if (checkContinue) server.on('checkContinue', checkContinue);
    server.on('tlsClientError', () => undefined);
    return this.#listen(server);
  }

  tls(options: TlsOptions, onSocket: (socket: Socket) => void): Promise<Address> {
    const server = createTls(options, (socket) => {
      socket.on('error', () => undefined);
      onSocket(socket);
    });
    server.on('tlsClientError', () => undefined);
    return this.#listen(server);
  }

  tcp(onSocket: (socket: Socket) => void): Promise<Address> {
    return this.#listen(createTcp(onSocket));
  }

  /** `openssl s_server` with the good certificate and the CA of the test; it sends real alerts. */
  async openssl(words: readonly string[], { good, ca }: TestCertificates): Promise<Address> {
    const folder = await mkdtemp(join(tmpdir(), 'apipolicy-s_server-'));
    this.#folders.push(folder);
    const at = (name: string): string => join(folder, name);
    await Promise.all([
      writeFile(at('good.crt'), good.cert),
      writeFile(at('good.key'), good.key),
      writeFile(at('ca.crt'), ca),
    ]);
    const files = ['-cert', at('good.crt'), '-key', at('good.key'), '-CAfile', at('ca.crt')];
    const child = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', '-www', ...files, ...words], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#children.push(child);
    return new Promise((resolve, reject) => {
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const port = /^ACCEPT 127\.0\.0\.1:(\d+)$/m.exec(said)?.[1];
        if (port !== undefined) resolve({ host: '127.0.0.1', port: Number(port) });
      });
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`openssl s_server ended with ${code}: ${said}`)));
    });
  }

  async close(): Promise<void> {
    for (const child of this.#children.splice(0)) {
      if (child.exitCode !== null) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    for (const folder of this.#folders.splice(0)) await rm(folder, { recursive: true, force: true });
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(
      this.#servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))),
    );
    this.connections = 0;
  }

  #listen(server: Server | TcpServer): Promise<Address> {
    this.#servers.push(server);
    server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        resolve({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
      });
    });
  }
}
