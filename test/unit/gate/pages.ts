import { afterEach } from 'vitest';
import { type ErrorServerOptions, errorServer } from '../../../operator/gate/error-server.ts';
import type { HttpServer } from '../../../operator/gate/http-server.ts';
import type { GatePolicy } from '../../../operator/plan/gate-plan.ts';
import { type Answer, ask, errorHeaders, type World } from './fakes.ts';

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop(0)));
});

/** Port of an error server that ends with the test. */
export async function start(options: ErrorServerOptions): Promise<number> {
  const server = errorServer(options);
  servers.push(server);
  return server.start();
}

type Page = (original?: Parameters<typeof errorHeaders>[0] & { body?: string }) => Promise<Answer>;

async function page(options: ErrorServerOptions): Promise<Page> {
  const port = await start(options);
  return ({ method = 'GET', body = '', ...original } = {}) =>
    ask(port, { path: '/?x=1', method, body, headers: errorHeaders(original) });
}

/** Sends refused requests to an error server of these policies. */
export const pageOf = (world: World, ...policies: readonly GatePolicy[]): Promise<Page> =>
  page(world.options(...policies));
