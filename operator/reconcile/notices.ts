import type { KubernetesObject } from '../api/kubernetes.ts';
import type { ApiPolicy, ApiPolicyStatus } from '../api/types.generated.ts';
import type { CertificateChange } from './certificate-change.ts';
import { bareName } from './group-decision.ts';
import { GOVERNED_BY, type ObservedIngress, WRITTEN } from './ownership.ts';
import type { DesiredState } from './target-decision.ts';

export interface Notice {
  readonly regarding: KubernetesObject;
  readonly type: 'Normal' | 'Warning';
  /** CamelCase, stable. */
  readonly reason: string;
  /** What the operator did, CamelCase (events.k8s.io/v1). */
  readonly action: string;
  readonly note: string;
}

/** Names of Secrets, each of its Certificate, too. */
export interface CertificatesLeft {
  /** By the gateway; their Certificates stay. */
  readonly served: readonly string[];
  /** Their Certificates go with the policy. */
  readonly stopped: readonly string[];
}

/** Where notices go. Never waits, never fails a reconcile. */
export type Publish = (notice: Notice) => void;

/** Kubernetes Events: on transitions, and whenever protection is taken away. A first success is no news. */
export class Notices {
  readonly #publish: Publish;

  constructor(publish: Publish) {
    this.#publish = publish;
  }

  driftRepaired(policy: ApiPolicy, ingress: ObservedIngress, keys: readonly string[]): void {
    const managers = [...new Set(keys.flatMap((key) => ingress.ownership.others.get(key) ?? []))].join(', ');
    const note = `Ingress ${ingress.metadata.name}: ${keys.map(bareName).join(', ')} changed${managers ? ` by ${managers}` : ''}; put back.`;
    this.#publish({ regarding: policy, type: 'Warning', reason: 'DriftRepaired', action: 'Apply', note });
  }

  /** Tells that a host has another certificate than before: a renewal, or a swap. */
  certificateChanged(policy: ApiPolicy, host: string, { from, to }: CertificateChange): void {
    const note = `${host || 'the gateway'}: serial ${from} became ${to}. If nobody renewed it, see who wrote the Secret.`;
    this.#publish({ regarding: policy, type: 'Normal', reason: 'CertificateChanged', action: 'Probe', note });
  }

  /** Tells what an apply took away from an Ingress. */
  written(policy: ApiPolicy, ingress: ObservedIngress, desired: DesiredState): void {
    const removed = keysLeaving(ingress, desired);
    if (removed.length === 0) return;
    const note = `Ingress ${ingress.metadata.name}: no longer written, since the policy no longer asks for it: ${removed.join(', ')}.`;
    this.#publish({ regarding: policy, type: 'Warning', reason: 'ProtectionRemoved', action: 'Apply', note });
  }

  /** Tells that nothing governs an Ingress any more. */
  released(ingress: ObservedIngress, because: string): void {
    const removed = keysLeaving(ingress, { annotations: {} });
    const note = `${because}; removed: ${removed.join(', ')}. Nothing of ApiPolicy protects this Ingress now.`;
    this.#publish({
      regarding: ingress,
      type: 'Warning',
      reason: 'ProtectionRemoved',
      action: 'Release',
      note,
    });
  }

  /** Tells that a clean-up was held back. */
  kept(ingress: ObservedIngress, because: string): void {
    const note = `${because}; what was enforced stays in force.`;
    this.#publish({ regarding: ingress, type: 'Normal', reason: 'ProtectionKept', action: 'Keep', note });
  }

  /** Tells what of a deleted policy's certificates goes on, and which Secrets nobody writes any more. */
  certificatesLeft(regarding: KubernetesObject, { served, stopped }: CertificatesLeft): void {
    const goesOn =
      served.length > 0
        ? ` What the gateway serves goes on being renewed, owned by its Ingresses: Certificate ${served.join(', ')}.`
        : '';
    const ends =
      stopped.length > 0
        ? ` No longer renewed, and left for whoever mounts it: Secret ${stopped.join(', ')}; delete it when nobody does.`
        : '';
    const note = `ApiPolicy ${regarding.metadata.name} was deleted.${goesOn}${ends}`;
    this.#publish({ regarding, type: 'Normal', reason: 'CertificatesKept', action: 'Release', note });
  }

  transition(policy: ApiPolicy, before: ApiPolicyStatus | undefined, after: ApiPolicyStatus): void {
    for (const type of ['Accepted', 'Programmed', 'Verified']) {
      const was = before?.conditions?.find((condition) => condition.type === type)?.status;
      const is = after.conditions?.find((condition) => condition.type === type);
      if (!is || is.status === was || is.status === 'Unknown' || (is.status === 'True' && was !== 'False'))
        continue;
      if (
        type === 'Programmed' &&
        after.conditions?.some((other) => other.type === 'Accepted' && other.status === 'False')
      )
        continue;
      const good = is.status === 'True';
      this.#publish({
        regarding: policy,
        type: good ? 'Normal' : 'Warning',
        reason: is.reason,
        action: 'Reconcile',
        note: is.message || `${type} is ${is.status}.`,
      });
    }
  }
}

function keysLeaving({ ownership }: ObservedIngress, desired: DesiredState): string[] {
  return [...ownership.ours]
    .filter((key) => !(key in desired.annotations) && key !== GOVERNED_BY && key !== WRITTEN)
    .map(bareName)
    .concat(ownership.tls.ours && !desired.tls ? ['spec.tls'] : [])
    .sort();
}
