import { redisReference } from '../images/redis.ts';
import { app } from './app.ts';

export interface RedisOptions {
  name?: string;
  /** Asked of everybody, and in the Secret `<name>` under `password`; absent, everybody may in. */
  password?: string;
  /** PEM texts; with them it speaks TLS alone, on the same port. */
  tls?: { certificate: string; key: string };
}

/** Redis in memory alone: a restart forgets everything. A Deployment, and a Service on port 6379. */
export function redis(namespace: string, { name = 'redis', password, tls }: RedisOptions = {}): object[] {
  const secretKeyRef = { name, key: 'password' };
  // redis-cli in the pod takes the password from REDISCLI_AUTH.
  const env = password === undefined ? [] : [{ name: 'REDISCLI_AUTH', valueFrom: { secretKeyRef } }];
  const data = { name: 'data', emptyDir: {} };
  const certificate = { name: 'tls', secret: { secretName: `${name}-tls` } };
  const objects = app({
    namespace,
    name,
    image: redisReference,
    ports: { redis: { port: 6379, targetPort: 6379 } },
    readinessProbe: {
      exec: { command: ['redis-cli', ...(tls === undefined ? [] : ['--tls', '--insecure']), 'ping'] },
      timeoutSeconds: 5,
    },
    container: {
      args: [
        ...['--save', '', '--appendonly', 'no', '--dir', '/data', '--protected-mode', 'no'],
        ...(password === undefined ? [] : ['--requirepass', '$(REDISCLI_AUTH)']),
        ...(tls === undefined ? [] : tlsArguments),
      ],
      env,
      volumeMounts: [
        { name: 'data', mountPath: '/data' },
        ...(tls === undefined ? [] : [{ name: 'tls', mountPath: '/tls' }]),
      ],
    },
    pod: { volumes: tls === undefined ? [data] : [data, certificate] },
  });
  return [
    ...(password === undefined ? [] : [secret(namespace, name, { password })]),
    ...(tls === undefined
      ? []
      : [secret(namespace, `${name}-tls`, { 'tls.crt': tls.certificate, 'tls.key': tls.key })]),
    ...objects,
  ];
}

const tlsArguments: readonly string[] = [
  ...['--port', '0', '--tls-port', '6379', '--tls-auth-clients', 'no'],
  ...[
    '--tls-cert-file',
    '/tls/tls.crt',
    '--tls-key-file',
    '/tls/tls.key',
    '--tls-ca-cert-file',
    '/tls/tls.crt',
  ],
];

function secret(namespace: string, name: string, stringData: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData };
}
