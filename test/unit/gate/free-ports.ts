import { type AddressInfo, createServer, type Server } from 'node:net';

/** The first of so many ports in a row that nobody uses on loopback. */
export async function freePortsInARow(count: number): Promise<number> {
  for (;;) {
    const first = await listening(0);
    if (first === undefined) continue;
    const { port } = first.address() as AddressInfo;
    const others = await Promise.all(Array.from({ length: count - 1 }, (_, at) => listening(port + at + 1)));
    await Promise.all([first, ...others].map(closed));
    if (others.every((server) => server !== undefined)) return port;
  }
}

/** Undefined where the port is taken. */
function listening(port: number): Promise<Server | undefined> {
  if (port > 65_535) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

const closed = (server: Server | undefined): Promise<void> =>
  new Promise((resolve) => (server ? server.close(() => resolve()) : resolve()));
