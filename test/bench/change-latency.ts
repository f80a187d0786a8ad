import type { Client } from '../../operator/kube/client.ts';
import { systemClock } from '../../operator/kube/clock.ts';
import { silentLogger } from '../../operator/kube/logger.ts';
import { WatchCache } from '../../operator/kube/watch-cache.ts';
import { waitFor } from '../cluster/wait.ts';
import { ingresses, policies, type Site } from './site.ts';

const limitAnnotation = 'nginx.ingress.kubernetes.io/limit-rpm';

export interface LatencyOptions {
  readonly perSecond: number;
  readonly seconds: number;
}

/**
 * Milliseconds from the moment that a changed policy is accepted until a watch shows it on the Ingress, for changes
 * that come at a steady rate, whether or not the former ones are done.
 */
export async function changeLatencies(
  client: Client,
  site: Site,
  { perSecond, seconds }: LatencyOptions,
): Promise<number[]> {
  const seenAt = new Map<string, number>();
  const cache = new WatchCache({
    client,
    resource: ingresses,
    namespace: site.namespace,
    logger: silentLogger,
    clock: systemClock,
    random: Math.random,
  });
  cache.onChange(({ new: ingress }) => {
    const limit = ingress?.metadata.annotations?.[limitAnnotation];
    if (limit !== undefined) seenAt.set(`${ingress?.metadata.name} ${limit}`, performance.now());
  });
  const stop = new AbortController();
  const ended = cache.start(stop.signal);
  await cache.synced;

  const answeredAt = new Map<string, number>();
  const total = perSecond * seconds;
  const start = performance.now();
  const changes: Promise<void>[] = [];
  for (let change = 0; change < total; change++) {
    const due = start + (change * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    changes.push(changeOne(client, site, change, answeredAt));
  }
  await Promise.all(changes);
  await waitFor('all changes to be on their Ingresses', () => everySeen(answeredAt, seenAt), {
    timeoutMs: 60_000,
    everyMs: 20,
  });
  stop.abort();
  await ended;
  return [...answeredAt].map(([key, at]) => Math.max(0, (seenAt.get(key) ?? Number.NaN) - at));
}

async function changeOne(
  client: Client,
  site: Site,
  change: number,
  answeredAt: Map<string, number>,
): Promise<void> {
  const name = site.name(change % site.count);
  const requests = 101 + Math.floor(change / site.count) + (change % 7) * 100;
  const rules = [{ name: 'per-address', requests, per: 'Minute', by: 'ClientAddress' }];
  await client.mergePatch(policies, { namespace: site.namespace, name }, { spec: { rateLimit: { rules } } });
  answeredAt.set(`${name} ${requests}`, performance.now());
}

const everySeen = (answered: Map<string, number>, seen: Map<string, number>): boolean =>
  [...answered.keys()].every((key) => seen.has(key));
