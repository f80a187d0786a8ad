import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** The first of so many ports in a row that nobody uses on loopback. */
export async function freePortsInARow(count: number): Promise<number> {
  for (;;) {
    const first = await listening(0);
    if (first === undefined) continue;
    const { port } = first.address() as AddressInfo;
    const others = await Promise.all(Array.from({ length: count - 1 }, (_, at) => listening(port + at + 1)));
    for (const server of [first, ...others]) server?.close();
    if (others.every((server) => server !== undefined)) return port;
  }
}

async function listening(port: number): Promise<Server | undefined> {
  if (port > 65_535) return undefined;
  const server = createServer().listen(port, '127.0.0.1');
  const taken = await Promise.race([
    once(server, 'listening').then(() => false),
    once(server, 'error').then(() => true),
  ]);
  return taken ? undefined : server;
}
