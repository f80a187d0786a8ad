import { companionLabels, podSelector } from '../object.ts';
import { CONTAINER_SECURITY, LEAVES_SLOWLY, podSpec, ROLLOUT } from '../pods.ts';
import type { CompanionSettings } from '../settings.ts';
import { LOGIN_FILES, LOGIN_PORT, loginFlags, REDIS_PASSWORD } from './flags.ts';
import type { Login } from './login.ts';

const RESOURCES = { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } };

/** Placeholder for the Secret of a login's cookies: no apply makes it, and its real name cannot be known before. */
export const cookieSecret = (login: string): string => `${login}-cookie`;

/** `spec` of the Deployment of a login. */
export function loginDeployment(login: Login, settings: CompanionSettings): Record<string, unknown> {
  const { name } = login;
  const { volumes, volumeMounts } = mounts(login);
  const container = {
    name: 'oauth2-proxy',
    image: settings.oauth2ProxyImage,
    args: loginFlags(login, settings),
    ...environment(login),
    ports: [{ name: 'http', containerPort: LOGIN_PORT, protocol: 'TCP' }],
    livenessProbe: { httpGet: { path: '/ping', port: 'http' }, periodSeconds: 10, timeoutSeconds: 3 },
    readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 2, failureThreshold: 2 },
    lifecycle: LEAVES_SLOWLY,
    resources: RESOURCES,
    securityContext: CONTAINER_SECURITY,
    volumeMounts,
  };
  return {
    replicas: 2,
    ...ROLLOUT,
    selector: podSelector(name),
    template: {
      metadata: { labels: companionLabels(name) },
      spec: {
        ...podSpec(name, settings),
        automountServiceAccountToken: false,
        containers: [container],
        volumes,
      },
    },
  };
}

function mounts({ name, client }: Login): { volumes: object[]; volumeMounts: object[] } {
  const { clientSecretRef, caBundle } = client;
  const items = (key: string) => [{ key, path: key }];
  const secret = (volume: string, secretName: string, key: string) => ({
    name: volume,
    secret: { secretName, items: items(key) },
  });
  const at = (volume: string, mountPath: string) => ({ name: volume, mountPath, readOnly: true });
  return {
    volumes: [
      secret('client', clientSecretRef.name, clientSecretRef.key),
      secret('cookie', cookieSecret(name), LOGIN_FILES.cookieKey),
      ...(caBundle ? [{ name: 'ca', configMap: { name: caBundle.name, items: items(caBundle.key) } }] : []),
    ],
    volumeMounts: [
      at('client', LOGIN_FILES.client),
      at('cookie', LOGIN_FILES.cookie),
      ...(caBundle ? [at('ca', LOGIN_FILES.ca)] : []),
    ],
  };
}

/** The one secret that is no file: an argument would show it to whoever may see pods. */
function environment({ client: { session } }: Login): { env?: object[] } {
  const ref = session.store === 'Redis' ? session.redis?.passwordSecretRef : undefined;
  if (!ref) return {};
  return { env: [{ name: REDIS_PASSWORD, valueFrom: { secretKeyRef: { name: ref.name, key: ref.key } } }] };
}
