import type { ClassContext } from './classes.ts';
import type { GatewaySettings } from './gateway.ts';
import { controllerName, watchesWithoutClass } from './ingress-nginx/deployment.ts';
import { ingressNginx } from './ingress-nginx/ingress-nginx.ts';

/** What the gateways' own Deployments add to what IngressClasses say (`--controller-class`, `--watch-ingress-without-class`). */
export function classContext(gateways: readonly GatewaySettings[], offline: boolean): ClassContext {
  const deployments = gateways.flatMap(({ deployment }) => (deployment ? [deployment] : []));
  const names = deployments.flatMap((deployment) => controllerName(deployment) ?? []);
  return {
    offline,
    controllers: new Map(names.map((name) => [name, ingressNginx.id])),
    ...(deployments.some(watchesWithoutClass) && { withoutClass: ingressNginx.id }),
  };
}
