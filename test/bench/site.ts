import type { Ingress } from '../../operator/api/kubernetes.ts';
import type { ApiPolicy } from '../../operator/api/types.generated.ts';
import { Client } from '../../operator/kube/client.ts';
import { systemClock } from '../../operator/kube/clock.ts';
import { loadCredentials } from '../../operator/kube/credentials.ts';
import { silentLogger } from '../../operator/kube/logger.ts';
import type { Resource } from '../../operator/kube/resource.ts';
import { Transport } from '../../operator/kube/transport.ts';
import type { ApiCluster } from '../cluster/api.ts';
import { inParallel } from './measure.ts';

export const policies: Resource<ApiPolicy> = {
  group: 'apipolicy.dev',
  version: 'v1alpha1',
  plural: 'apipolicies',
  kind: 'ApiPolicy',
  namespaced: true,
};
export const ingresses: Resource<Ingress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'ingresses',
  kind: 'Ingress',
  namespaced: true,
};

/** As many users as write at the same time. */
export const writers = 32;

/** A namespace with Ingresses `app-0`, `app-1`, … that wait for policies. */
export class Site {
  readonly namespace: string;
  readonly count: number;
  readonly #client: Client;

  private constructor(client: Client, namespace: string, count: number) {
    this.#client = client;
    this.namespace = namespace;
    this.count = count;
  }

  static async create(cluster: ApiCluster, client: Client, namespace: string, count: number): Promise<Site> {
    await cluster.mustKubectl(['create', 'namespace', namespace]);
    const site = new Site(client, namespace, count);
    await inParallel(count, writers, (index) => client.create(ingresses, site.#ingress(index)));
    return site;
  }

  name(index: number): string {
    return `app-${index}`;
  }

  /** A user's policy: what most would write first. */
  createPolicy(index: number): Promise<ApiPolicy> {
    const name = this.name(index);
    return this.#client.create(policies, {
      metadata: { namespace: this.namespace, name },
      spec: {
        targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name }],
        tls: { plaintext: 'Redirect' },
        rateLimit: { rules: [{ name: 'per-address', requests: 100, per: 'Minute', by: 'ClientAddress' }] },
        validation: { maxBodySize: '1Mi' },
      },
    });
  }

  #ingress(index: number) {
    const name = this.name(index);
    const backend = { service: { name: 'app', port: { number: 80 } } };
    return {
      metadata: { namespace: this.namespace, name },
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: [`${name}.${this.namespace}.example.com`], secretName: `${name}-tls` }],
        rules: [
          {
            host: `${name}.${this.namespace}.example.com`,
            http: { paths: [{ path: '/', pathType: 'Prefix', backend }] },
          },
        ],
      },
    };
  }
}

/** A client of its own, with its own connections. */
export async function connect(cluster: ApiCluster): Promise<{ client: Client; transport: Transport }> {
  const transport = new Transport({
    credentials: await loadCredentials({ kubeconfig: cluster.kubeconfig }),
    logger: silentLogger,
    clock: systemClock,
    userAgent: 'bench/1',
  });
  return { client: new Client(transport), transport };
}
