import { redisReference } from '../images/redis.ts';
import { app } from './app.ts';

export interface RedisOptions {
  name?: string;
  /** Asked of everybody, and in the Secret `<name>` under `password`; absent, everybody may in. */
  password?: string;
}

/** Redis in memory alone: a restart forgets everything. A Deployment, and a Service on port 6379. */
export function redis(namespace: string, { name = 'redis', password }: RedisOptions = {}): object[] {
  const secretKeyRef = { name, key: 'password' };
  // redis-cli in the pod takes the password from REDISCLI_AUTH.
  const env = password === undefined ? [] : [{ name: 'REDISCLI_AUTH', valueFrom: { secretKeyRef } }];
  const objects = app({
    namespace,
    name,
    image: redisReference,
    ports: { redis: { port: 6379, targetPort: 6379 } },
    readinessProbe: { exec: { command: ['/usr/bin/redis-cli', 'ping'] }, timeoutSeconds: 5 },
    container: {
      args: [
        ...['--save', '', '--appendonly', 'no', '--dir', '/data', '--protected-mode', 'no'],
        ...(password === undefined ? [] : ['--requirepass', '$(REDISCLI_AUTH)']),
      ],
      env,
      volumeMounts: [{ name: 'data', mountPath: '/data' }],
    },
    pod: { volumes: [{ name: 'data', emptyDir: {} }] },
  });
  if (password === undefined) return objects;
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    stringData: { password },
  };
  return [secret, ...objects];
}
