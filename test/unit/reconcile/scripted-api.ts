import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Credentials } from '../../../operator/kube/credentials.ts';
import type { KubeObject } from '../../../operator/kube/object.ts';

export type Patch = (body: Record<string, unknown>, path: string) => KubeObject | Promise<KubeObject>;

/** An API server that lists what it is given, and whose watches and answers to writes are in the test's hands. */
export class ScriptedApi implements AsyncDisposable {
  /** By plural. */
  readonly objects: Record<string, KubeObject[]> = {};
  /** Paths of the writes, in order. */
  readonly writes: string[] = [];
  patch: Patch = () => Promise.reject(new Error('the test answers no writes'));
  readonly #watches = new Map<string, ServerResponse>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://scripted');
      if (request.method === 'GET') {
        this.#read(url, response);
        return;
      }
      let text = '';
      for await (const chunk of request) text += String(chunk);
      this.writes.push(url.pathname);
      const answer = await this.patch(JSON.parse(text) as Record<string, unknown>, url.pathname);
      response.end(JSON.stringify(answer));
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get credentials(): Credentials {
    const { port } = this.#server.address() as AddressInfo;
    return { server: `http://127.0.0.1:${port}`, identify: async () => ({ headers: {}, tls: {} }) };
  }

  isWatched(plural: string): boolean {
    return this.#watches.has(plural);
  }

  /** Sends an event on the watch of a kind. */
  modified(plural: string, object: KubeObject): void {
    this.#watches.get(plural)?.write(`${JSON.stringify({ type: 'MODIFIED', object })}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #read(url: URL, response: ServerResponse): void {
    const plural = url.pathname.split('/').at(-1) ?? '';
    response.writeHead(200, { 'content-type': 'application/json' });
    if (url.searchParams.get('watch') === 'true') {
      response.flushHeaders();
      this.#watches.set(plural, response);
      return;
    }
    response.end(JSON.stringify({ metadata: { resourceVersion: '10' }, items: this.objects[plural] ?? [] }));
  }
}
