import type { Gateway } from './gateway.ts';
import { ingressNginx } from './ingress-nginx/ingress-nginx.ts';

/** Every gateway that the operator speaks. A new one is a folder beside the others and a line here. */
export const GATEWAYS: readonly Gateway[] = [ingressNginx];

/** The gateway that answers to a value of `IngressClass.spec.controller`. */
export function gatewayOf(controller: string): Gateway | undefined {
  return GATEWAYS.find((gateway) => gateway.controllers.includes(controller));
}
