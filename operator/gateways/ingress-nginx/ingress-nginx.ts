import type { Gateway } from '../gateway.ts';
import { judgeGateway } from './advisories.ts';
import { DEFAULT_PREFIX } from './annotations.ts';
import { annotationPrefix, CONTROLLER_NAME, controllerVersion } from './deployment.ts';
import { explainForeign } from './explain.ts';
import { judgeHosts } from './host/judge-hosts.ts';
import { lower } from './lower.ts';
import { judgeForeign } from './meets.ts';

/** The Kubernetes project's ingress-nginx (https://kubernetes.github.io/ingress-nginx), 1.9 to 1.15. */
export const ingressNginx: Gateway = {
  id: 'ingress-nginx',
  controllers: [CONTROLLER_NAME],
  lower,
  judgeForeign,
  explainForeign,
  judgeHosts,
  judgeGateway,
  prefix(settings) {
    const prefix = annotationPrefix(settings);
    return prefix === DEFAULT_PREFIX ? undefined : prefix;
  },
  version: controllerVersion,
};
