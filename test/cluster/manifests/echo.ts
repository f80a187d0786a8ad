import { staticImageNames } from '../images/static.ts';
import { app } from './app.ts';

export interface EchoOptions {
  name?: string;
  replicas?: number;
}

/**
 * The echo app: a Deployment and its Service on port 80. What its pods remember of the requests that reached them is
 * on port 8081 of the pods, for `arrivals`.
 */
export function echo(namespace: string, { name = 'echo', replicas = 1 }: EchoOptions = {}): object[] {
  return app({
    namespace,
    name,
    image: staticImageNames.echo,
    replicas,
    ports: { http: { port: 80, targetPort: 8080 } },
    readinessProbe: { httpGet: { path: '/healthz', port: 8081 } },
  });
}
