import { aborted } from './abort.ts';
import type { Clock } from './clock.ts';
import type { Controller } from './controller.ts';
import type { Logger } from './logger.ts';
import { shutDown } from './shutdown.ts';

/** A cache as the manager runs it. */
export interface Startable {
  start(signal: AbortSignal): Promise<void>;
}

export interface ManagerOptions {
  readonly caches: readonly Startable[];
  readonly controllers: readonly Controller[];
  /** Ended after the last reconcile, in this order; for example Events, servers, connections. */
  readonly closeAfter: readonly { readonly name: string; run(): Promise<unknown> }[];
  /** For the whole end. Default 30 s, Kubernetes' own default before it kills a pod. */
  readonly graceMs?: number;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * Runs caches and controllers until `signal` aborts, then ends them in order: no new reconcile begins, running ones
 * end (their caches still current), then caches, then what stands in `closeAfter`. True when all ended in time.
 */
export async function runUntilStopped(options: ManagerOptions, signal: AbortSignal): Promise<boolean> {
  const { caches, controllers, closeAfter, logger, clock, graceMs = 30_000 } = options;
  const stopCaches = new AbortController();
  const cachesEnd = Promise.all(caches.map((cache) => cache.start(stopCaches.signal)));
  const controllersEnd = Promise.all(controllers.map((controller) => controller.start(signal)));
  await aborted(signal);
  const steps = [
    { name: 'controllers', run: () => controllersEnd },
    {
      name: 'caches',
      run: () => {
        stopCaches.abort();
        return cachesEnd;
      },
    },
    ...closeAfter,
  ];
  const orderly = await shutDown(steps, { graceMs, clock, logger });
  logger.info('stopped', { orderly });
  return orderly;
}
