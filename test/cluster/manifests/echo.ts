import { staticImageNames } from '../images/static.ts';
import { app } from './app.ts';

export interface EchoOptions {
  name?: string;
  replicas?: number;
  /**
   * Name of a Secret with `tls.crt`, `tls.key` and `ca.crt`, which may come later. The app then speaks TLS alone, and
   * lets in only who shows a certificate of that CA; the Service has the port `https`, 443, in place of `http`.
   */
  certificate?: string;
  /** True: it takes callers without a certificate all the same. */
  open?: boolean;
}

/**
 * The echo app: a Deployment and its Service on port 80. What its pods remember of the requests that reached them is
 * on port 8081 of the pods, for `arrivals`.
 */
export function echo(
  namespace: string,
  { name = 'echo', replicas = 1, certificate, open = false }: EchoOptions = {},
): object[] {
  const common = {
    namespace,
    name,
    image: staticImageNames.echo,
    replicas,
    readinessProbe: { httpGet: { path: '/healthz', port: 8081 } },
  };
  if (certificate === undefined) return app({ ...common, ports: { http: { port: 80, targetPort: 8080 } } });
  return app({
    ...common,
    ports: { https: { port: 443, targetPort: 8443 } },
    container: {
      args: open ? ['--cert=/tls/tls.crt', '--key=/tls/tls.key'] : ['/tls'],
      volumeMounts: [{ name: 'tls', mountPath: '/tls' }],
    },
    pod: { volumes: [{ name: 'tls', secret: { secretName: certificate } }] },
  });
}
