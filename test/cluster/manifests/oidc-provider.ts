import { nodeProgramReference } from '../images/node-program.ts';
import type { ProviderSettings } from '../programs/oidc-provider/settings.ts';
import { app } from './app.ts';
import { ingress } from './ingress.ts';

export const providerNamespace = 'identity';
export const providerName = 'oidc-provider';
/** Port of the provider's Service by which a test changes it. */
export const providerControlPort = 8081;

/** The OpenID Connect provider: namespace, settings, Deployment, Service, and the Ingress that makes it its issuer. */
export function oidcProvider(settings: ProviderSettings): object[] {
  const metadata = { name: providerName, namespace: providerNamespace };
  const { host } = new URL(settings.issuer);
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: providerNamespace,
        labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
      stringData: { 'settings.json': JSON.stringify(settings) },
    },
    ...app({
      ...metadata,
      image: nodeProgramReference('oidc-provider'),
      ports: {
        http: { port: 80, targetPort: 8080 },
        control: { port: providerControlPort, targetPort: 8081 },
      },
      readinessProbe: { httpGet: { path: '/healthz', port: 8081 }, timeoutSeconds: 5 },
      container: {
        args: ['/etc/oidc-provider/settings.json'],
        volumeMounts: [{ name: 'settings', mountPath: '/etc/oidc-provider' }],
      },
      pod: { volumes: [{ name: 'settings', secret: { secretName: providerName } }] },
    }),
    ingress({ ...metadata, host, service: providerName }),
  ];
}
