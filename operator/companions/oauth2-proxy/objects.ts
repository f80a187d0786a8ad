import type { IngressTls } from '../../api/kubernetes.ts';
import { GATE } from '../../plan/gate-plan.ts';
import { type CompanionObject, companionLabels, podSelector } from '../object.ts';
import { disruptionBudget, ingressRule } from '../pods.ts';
import type { CompanionSettings } from '../settings.ts';
import { loginDeployment } from './deployment.ts';
import { LOGIN_PORT } from './flags.ts';
import type { Login } from './login.ts';

/** Everything that one login is made of, but the Secret of its cookies. */
export function loginObjects(
  namespace: string,
  login: Login,
  settings: CompanionSettings,
): CompanionObject[] {
  const { name } = login;
  const metadata = { name, namespace, labels: companionLabels(name) };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: {
        podSelector: podSelector(name),
        policyTypes: ['Ingress'],
        ingress: ingressRule(
          [...settings.gatewayFrom, { podSelector: podSelector(GATE.name) }],
          [LOGIN_PORT],
        ),
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: 'ClusterIP',
        selector: companionLabels(name),
        ports: [{ name: 'http', port: LOGIN_PORT, targetPort: LOGIN_PORT, protocol: 'TCP' }],
      },
    },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: loginDeployment(login, settings) },
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: disruptionBudget(name) },
    loginIngress(namespace, login),
  ];
}

const USUAL_PREFIX = 'nginx.ingress.kubernetes.io';

/** `/oauth2/` on the hosts of the APIs, served as these are. Cookies are for https alone, so http leads there. */
function loginIngress(namespace: string, { name, hosts }: Login): CompanionObject {
  const [first] = hosts;
  const prefix = first?.prefix ?? USUAL_PREFIX;
  const path = {
    path: '/oauth2/',
    pathType: 'Prefix',
    backend: { service: { name, port: { number: LOGIN_PORT } } },
  };
  const annotations = {
    ...(first?.legacyClass !== undefined && { 'kubernetes.io/ingress.class': first.legacyClass }),
    [`${prefix}/force-ssl-redirect`]: 'true',
    // A session's cookies come in one answer, and can be more than nginx's usual 4 KiB.
    [`${prefix}/proxy-buffer-size`]: '16k',
  };
  const tls = certificates(hosts);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace, labels: companionLabels(name), annotations },
    spec: {
      ...(first?.className !== undefined && { ingressClassName: first.className }),
      ...(tls.length > 0 && { tls }),
      rules: hosts.map(({ host }) => ({ host, http: { paths: [path] } })),
    },
  };
}

/** One entry for each Secret. */
function certificates(hosts: Login['hosts']): IngressTls[] {
  const bySecret = new Map<string, string[]>();
  for (const { host, tls } of hosts) {
    if (!tls) continue;
    const secret = tls.secretName ?? '';
    bySecret.set(secret, [...(bySecret.get(secret) ?? []), host]);
  }
  return [...bySecret].map(([secretName, names]) => ({
    hosts: names,
    ...(secretName !== '' && { secretName }),
  }));
}
