import { prepare, prepareCallers } from '../prepare.ts';

/** Vitest's global setup of suites that need a whole node. */
export async function setup(): Promise<void> {
  await prepare();
  await prepareCallers();
}
