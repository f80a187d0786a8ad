import type { IngressTls } from '../api/kubernetes.ts';
import type { Lowering } from '../gateways/gateway.ts';
import type { ObservedIngress } from './ownership.ts';

/**
 * What happens to `spec.tls`, an atomic list: applying it over a user's entries is a conflict, so it is written only
 * where there is none or where it is ours or equal.
 */
export type TlsDecision =
  | { readonly kind: 'none' }
  | { readonly kind: 'met' }
  | {
      readonly kind: 'write';
      readonly value: readonly IngressTls[];
      readonly fields: readonly string[];
      readonly live: boolean;
    }
  | {
      readonly kind: 'conflict';
      readonly managers: readonly string[];
      readonly value?: readonly IngressTls[];
    };

export function decideTls(wanted: Lowering['tls'], ingress: ObservedIngress): TlsDecision {
  if (!wanted) return { kind: 'none' };
  const live = ingress.spec.tls ?? [];
  const { ours, others } = ingress.ownership.tls;
  const equal = JSON.stringify(live) === JSON.stringify(wanted.value);
  if (live.length === 0 || equal || (ours && others.length === 0)) {
    return { kind: 'write', value: wanted.value, fields: wanted.fields, live: equal };
  }
  if (covers(live, wanted.value)) return { kind: 'met' };
  return { kind: 'conflict', managers: others, ...(ours && { value: live }) };
}

/** True when every host that is wanted is already served from the wanted Secret, whatever the order or grouping. */
function covers(live: readonly IngressTls[], wanted: readonly IngressTls[]): boolean {
  return wanted.every(({ hosts = [], secretName }) =>
    hosts.every((host) => live.find((entry) => entry.hosts?.includes(host))?.secretName === secretName),
  );
}
