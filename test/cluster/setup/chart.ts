import { binary } from '../binaries.ts';
import { prepareApi } from '../prepare.ts';

/** Vitest's global setup of the chart's suite: the API server and Helm. */
export async function setup(): Promise<void> {
  await prepareApi();
  await binary('helm');
}
