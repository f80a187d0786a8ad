import type { ApiPolicy, ClusterApiPolicy } from '../api/types.generated.ts';
import type { Client } from '../kube/client.ts';
import type { Controller } from '../kube/controller.ts';
import { describe } from '../kube/errors.ts';
import type { Logger } from '../kube/logger.ts';
import { keyOf, refOfKey } from '../kube/object.ts';
import type { Change } from '../kube/watch-cache.ts';
import { asksGateOf } from './asked-for.ts';
import type { BaselineSource } from './baseline-source.ts';
import type { Caches } from './caches.ts';
import type { Echoes } from './echoes.ts';
import type { GatewaySources } from './gateway-sources.ts';
import { isGoing } from './going.ts';
import type { ObservedIngress } from './ownership.ts';
import { CLUSTER_API_POLICY_CRD, CUSTOM_RESOURCE_DEFINITIONS } from './resources.ts';
import {
  policiesAround,
  policiesBefore,
  policiesBeside,
  policiesOf,
  policiesOnApp,
  rivalsOf,
} from './wakes.ts';

export interface ListenOptions {
  readonly client: Client;
  readonly logger: Logger;
  readonly caches: Caches;
  readonly gateways: GatewaySources;
  readonly source: BaselineSource;
  readonly policies: Controller;
  readonly baselines: Controller;
  /** Gates and logins, by namespace. */
  readonly companions: Controller;
  /** What cert-manager is asked for, by namespace. */
  readonly certificates: Controller;
  readonly echoes: { readonly policies: Echoes; readonly ingresses: Echoes; readonly baselines: Echoes };
}

/** Counts on a baseline's status need not follow every change at once. */
const BASELINE_PAUSE_MS = 2_000;

/** Wakes, at every change, the policies and baselines that it concerns, and no others. */
export function listen({
  client,
  logger,
  caches,
  gateways,
  source,
  policies,
  baselines,
  companions,
  certificates,
  echoes,
}: ListenOptions): void {
  const wake = (keys: Iterable<string>, { initial }: Pick<Change<unknown>, 'initial'>): void => {
    for (const key of keys) {
      policies.enqueue(key, initial ? 'low' : 'normal');
      for (const loop of [companions, certificates])
        loop.enqueue(namespaceOf(key), initial ? 'low' : 'normal');
    }
  };
  /** Those whose neighbours on a host changed: after those that changed themselves. */
  const wakeLater = (keys: Iterable<string>): void => {
    for (const key of keys) {
      policies.enqueue(key, 'low');
      for (const loop of [companions, certificates]) loop.enqueue(namespaceOf(key), 'low');
    }
  };
  /** A class or a gateway's own configuration concerns every policy; users' changes go first. */
  const wakeAll = (): void => wakeLater(caches.policies.list().map(keyOf));
  const recount = (): void => {
    for (const { metadata } of caches.baselines.list())
      baselines.enqueueAfter(metadata.name, BASELINE_PAUSE_MS);
  };

  caches.policies.onChange((change) => {
    const key = keyOf((change.new ?? change.old) as ApiPolicy);
    recount();
    const news = (): void => {
      wake([key], change);
      if (change.initial) return;
      wake(rivalsOf(change, caches.policies, caches.ingresses), change);
      wakeLater(policiesBeside(change, caches.policies, caches.ingresses));
    };
    echoes.policies.sift(key, change.new, news, change.overtook);
  });
  caches.ingresses.onChange((change) => {
    const key = keyOf((change.new ?? change.old) as ObservedIngress);
    // Our own writes too: what an Ingress no longer asks for may go, and what it asks for may not.
    if (asked(change.old) !== asked(change.new)) companions.enqueue(namespaceOf(key));
    if (!change.initial) wakeLater(policiesOnApp(change, caches.policies, caches.ingresses));
    const news = (): void => {
      // One that nobody governs may name the Secret of one that somebody does.
      if (!change.initial) certificates.enqueue(namespaceOf(key), 'low');
      wake(policiesOf(change, caches.policies), change);
      if (!change.old || !change.new) recount();
      if (!change.initial) wakeLater(policiesAround(change, caches.policies, caches.ingresses));
    };
    echoes.ingresses.sift(key, change.new, news, change.overtook);
  });
  caches.services.onChange((change) => {
    if (!change.initial) wake(policiesBefore(change, caches.policies, caches.ingresses), change);
  });
  caches.classes.onChange(({ initial }) => initial || wakeAll());
  gateways.onChange(wakeAll);
  caches.namespaces.onChange((change) => {
    if (change.initial || caches.baselines.size === 0) return;
    const { name } = (change.new ?? change.old)?.metadata ?? { name: '' };
    wakeLater(caches.policies.byIndex('namespace', name).map(keyOf));
    recount();
  });
  caches.baselines.onChange((change) => {
    const baseline = (change.new ?? change.old) as ClusterApiPolicy;
    const { name } = baseline.metadata;
    const news = (): void => {
      if (change.new) {
        source.drop(name);
        baselines.enqueue(name);
        if (!change.initial) wakeAll();
        return;
      }
      source.retain(baseline);
      void settleDeleted(name).catch((error: unknown) =>
        logger.error('whether a baseline was deleted on purpose is not known; its defaults stay', {
          name,
          reason: describe(error),
        }),
      );
    };
    echoes.baselines.sift(name, change.new, news, change.overtook);
  });

  /** Defaults go with a baseline that somebody deleted, never with its whole kind. */
  async function settleDeleted(name: string): Promise<void> {
    if (await isGoing(client, CUSTOM_RESOURCE_DEFINITIONS, CLUSTER_API_POLICY_CRD)) {
      logger.warn('the ClusterApiPolicy CRD is going or gone; the defaults of its baselines stay in force', {
        name,
      });
      return;
    }
    source.drop(name);
    wakeAll();
  }
}

const asked = (ingress: ObservedIngress | undefined): string | undefined => ingress && asksGateOf(ingress);

const namespaceOf = (key: string): string => refOfKey(key).namespace ?? '';
