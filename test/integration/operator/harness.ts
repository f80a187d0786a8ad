import { join } from 'node:path';
import type { Ingress } from '../../../operator/api/kubernetes.ts';
import type { ApiPolicy, ApiPolicySpec, Condition } from '../../../operator/api/types.generated.ts';
import { silentLogger } from '../../../operator/kube/logger.ts';
import { type RunningOperator, type StartOptions, startOperator } from '../../../operator/main.ts';
import type { GatewayLocation } from '../../../operator/reconcile/gateway-sources.ts';
import { type ApiCluster, startApi } from '../../cluster/api.ts';
import { waitFor } from '../../cluster/wait.ts';
import type { IngressOptions } from './ingress-options.ts';

/** Namespace, Ingress and policy that only {@link Harness.settled} uses. */
export const MARKER = 'marker';
export const NGINX = 'nginx.ingress.kubernetes.io/';
const CRDS = join(import.meta.dirname, '../../../crds');

/** An API server with the CRD, an IngressClass, and the operator running in this process against it. */
export class Harness implements AsyncDisposable {
  readonly cluster: ApiCluster;
  #operator: RunningOperator | undefined;
  #namespaces = 0;
  #markers = 0;

  private constructor(cluster: ApiCluster) {
    this.cluster = cluster;
  }

  static async start(): Promise<Harness> {
    const harness = new Harness(await startApi({ auditLog: true }));
    await harness.installCrd();
    await harness.ingressClass('nginx', 'k8s.io/ingress-nginx');
    return harness;
  }

  async installCrd(): Promise<void> {
    await this.cluster.mustKubectl(['apply', '--server-side', '-f', CRDS]);
    await this.cluster.mustKubectl(['wait', '--for=condition=Established', 'crd', '--all']);
  }

  /**
   * @param options `kubeconfig`: another way to the API server, for example by a proxy. `gateControl`: answers for the
   * replicas of gates, of which none runs here.
   */
  async startOperator(
    gateways: readonly GatewayLocation[] = [],
    options: Pick<StartOptions, 'kubeconfig' | 'probeCa' | 'gateControl'> = {},
  ): Promise<void> {
    await this.stopOperator();
    const { kubeconfig } = this.cluster;
    this.#operator = await startOperator({ kubeconfig, gateways, logger: silentLogger, ...options });
    await this.#operator.ready;
  }

  /**
   * Waits until the operator has seen all that happened so far and has nothing left to do: {@link marked}, and its
   * queue is empty.
   */
  async settled(): Promise<void> {
    const operator = this.#operator;
    if (!operator) throw new Error('the operator does not run');
    await this.marked();
    await waitFor('the operator to be idle', () => operator.idle, { timeoutMs: 15_000, everyMs: 20 });
  }

  /**
   * Waits until an operator, in this process or another, has seen all that happened so far: a change of a policy and of
   * an Ingress made now, behind all others on the same watches, is answered.
   */
  async marked(): Promise<void> {
    const count = ++this.#markers;
    const host = `marker-${count}.example.com`;
    if (count === 1)
      await this.must('POST', '/api/v1/namespaces', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: MARKER },
      });
    await this.ingress(MARKER, MARKER, { host });
    await this.policy(MARKER, MARKER, { targetRefs: refs(MARKER), rateLimit: { connections: count } });
    await waitFor(
      'the operator to see the marker',
      async (pending) => {
        const { metadata, status } = await this.readPolicy(MARKER, MARKER);
        pending(status);
        return (
          status?.observedGeneration === metadata.generation && status?.targets?.[0]?.hosts?.[0] === host
        );
      },
      { timeoutMs: 15_000, everyMs: 20 },
    );
  }

  /** As Prometheus would read them. */
  metrics = async (): Promise<string> => (await this.#operator?.metrics.registry.metrics()) ?? '';

  async stopOperator(): Promise<void> {
    await this.#operator?.stop();
    this.#operator = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopOperator();
    await this.cluster.stop();
  }

  async namespace(): Promise<string> {
    this.#namespaces += 1;
    const name = `shop-${this.#namespaces}`;
    await this.must('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
    return name;
  }

  ingressClass(name: string, controller: string): Promise<unknown> {
    const metadata = { name };
    return this.apply(
      '/apis/networking.k8s.io/v1/ingressclasses',
      { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata, spec: { controller } },
      'admin',
    );
  }

  /** Applies an Ingress as a user would, server-side, under a field manager of that user's tool. */
  ingress(
    namespace: string,
    name: string,
    {
      annotations = {},
      labels = {},
      manager = 'helm',
      host = `${name}.${namespace}.example.com`,
      className = 'nginx',
      force = false,
      spec = {},
      metadata = {},
    }: IngressOptions = {},
  ): Promise<unknown> {
    const paths = [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { number: 80 } } } }];
    const object = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name,
        namespace,
        labels,
        ...(Object.keys(annotations).length > 0 && { annotations }),
        ...metadata,
      },
      spec: { ingressClassName: className, rules: [{ host, http: { paths } }], ...spec },
    };
    return this.apply(`/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`, object, manager, force);
  }

  policy(
    namespace: string,
    name: string,
    spec: ApiPolicySpec,
    annotations: Record<string, string> = {},
  ): Promise<unknown> {
    const object = {
      apiVersion: 'apipolicy.dev/v1alpha1',
      kind: 'ApiPolicy',
      metadata: { name, namespace, annotations },
      spec,
    };
    return this.apply(
      `/apis/apipolicy.dev/v1alpha1/namespaces/${namespace}/apipolicies`,
      object,
      'user',
      true,
    );
  }

  async readIngress(namespace: string, name: string): Promise<Ingress> {
    return (await this.must(
      'GET',
      `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}`,
    )) as Ingress;
  }

  async readPolicy(namespace: string, name: string): Promise<ApiPolicy> {
    return (await this.must(
      'GET',
      `/apis/apipolicy.dev/v1alpha1/namespaces/${namespace}/apipolicies/${name}`,
    )) as ApiPolicy;
  }

  delete(namespace: string, kind: 'ingresses' | 'apipolicies', name: string): Promise<unknown> {
    const group = kind === 'ingresses' ? 'networking.k8s.io/v1' : 'apipolicy.dev/v1alpha1';
    return this.must('DELETE', `/apis/${group}/namespaces/${namespace}/${kind}/${name}`);
  }

  /** Annotations of ingress-nginx on an Ingress, without the prefix. */
  async nginx(namespace: string, name: string): Promise<Record<string, string>> {
    const { metadata } = await this.readIngress(namespace, name);
    const entries = Object.entries(metadata.annotations ?? {}).filter(([key]) => key.startsWith(NGINX));
    return Object.fromEntries(entries.map(([key, value]) => [key.slice(NGINX.length), value]));
  }

  /** Waits until a condition of the policy, of its newest generation, has this status and reason. */
  condition(
    namespace: string,
    name: string,
    type: string,
    status: string,
    reason?: string,
  ): Promise<Condition> {
    return waitFor(
      `${type}=${status}${reason ? `/${reason}` : ''} of ${namespace}/${name}`,
      async (pending) => {
        const policy = await this.readPolicy(namespace, name);
        const found = policy.status?.conditions?.find((condition) => condition.type === type);
        pending(policy.status);
        const current = policy.status?.observedGeneration === policy.metadata.generation;
        return current && found?.status === status && (reason === undefined || found.reason === reason)
          ? found
          : undefined;
      },
      { timeoutMs: 15_000, everyMs: 30 },
    );
  }

  /** Waits until the ingress-nginx annotations of an Ingress are exactly these. */
  annotations(namespace: string, name: string, wanted: Record<string, string>): Promise<unknown> {
    const text = JSON.stringify(Object.entries(wanted).sort());
    return waitFor(
      `annotations of ${namespace}/${name}`,
      async (pending) => {
        const seen = await this.nginx(namespace, name);
        pending(seen);
        return JSON.stringify(Object.entries(seen).sort()) === text;
      },
      { timeoutMs: 15_000, everyMs: 30 },
    );
  }

  /** Waits for at least so many Events of a reason. */
  events(namespace: string, reason: string, count: number): Promise<KubernetesEvent[]> {
    return waitFor(
      `${count} Events ${reason} in ${namespace}`,
      async (pending) => {
        const list = (await this.must('GET', `/apis/events.k8s.io/v1/namespaces/${namespace}/events`)) as {
          items: KubernetesEvent[];
        };
        pending(list.items.map((event) => event.reason));
        const found = list.items.filter((event) => event.reason === reason);
        return found.length >= count ? found : undefined;
      },
      { timeoutMs: 15_000 },
    );
  }

  /** creationTimestamp counts in seconds: what is made after this is younger than what was made before. */
  async nextSecond(): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    await waitFor('the next second', () => Math.floor(Date.now() / 1000) > now, { everyMs: 20 });
  }

  async apply(
    collection: string,
    object: { metadata: { name: string }; [field: string]: unknown },
    manager: string,
    force = false,
  ): Promise<unknown> {
    const path = `${collection}/${object.metadata.name}?fieldManager=${manager}&force=${force}&fieldValidation=Strict`;
    return this.must('PATCH', path, object, { 'content-type': 'application/apply-patch+yaml' });
  }

  async must(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<unknown> {
    const answer = await this.cluster.request(method, path, body, headers);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}

export interface KubernetesEvent {
  readonly type: string;
  readonly reason: string;
  readonly note: string;
  readonly regarding: { readonly kind: string; readonly name: string };
}

export const refs = (...names: string[]): NonNullable<ApiPolicySpec['targetRefs']> =>
  names.map((name) => ({ group: 'networking.k8s.io', kind: 'Ingress', name }));
