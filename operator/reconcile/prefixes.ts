import type { Gateway, GatewaySettings } from '../gateways/gateway.ts';
import type { ObservedIngress } from './ownership.ts';

/** By Ingress's name, the prefix of annotations that its gateway reads, where it is not the usual one. */
export const prefixesOf = (
  targets: readonly {
    readonly ingress: ObservedIngress;
    readonly gateway: Gateway;
    readonly settings: GatewaySettings;
  }[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    targets.flatMap(({ ingress, gateway, settings }) => {
      const prefix = gateway.prefix(settings);
      return prefix === undefined ? [] : [[ingress.metadata.name, prefix]];
    }),
  );
