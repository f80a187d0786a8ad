import { binary } from '../binaries.ts';
import { prepareApi } from '../prepare.ts';

/** Vitest's global setup of the chart's suite: the API server, Helm, and what runs Argo CD's health scripts. */
export async function setup(): Promise<void> {
  await prepareApi();
  await binary('helm');
  await binary('argo-health');
}
