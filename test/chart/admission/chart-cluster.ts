import { type ApiCluster, type ApiOptions, startApi } from '../../cluster/api.ts';
import type { ApiResponse } from '../../cluster/api-client.ts';
import { waitFor } from '../../cluster/wait.ts';
import { CHART, helm } from '../helm.ts';

export const NAMESPACE = 'apipolicy-system';
/** The administrator, whom nothing binds. */
export const ADMIN = undefined;
export const OPERATOR = `system:serviceaccount:${NAMESPACE}:apipolicy`;

const PLURALS: Readonly<Record<string, string>> = {
  NetworkPolicy: 'networkpolicies',
  Ingress: 'ingresses',
  IngressClass: 'ingressclasses',
  ApiPolicy: 'apipolicies',
  ClusterApiPolicy: 'clusterapipolicies',
};

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** Path of an object on the API server. */
export function pathOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${group}${scope}/${plural}/${metadata.name}`;
}

/** An API server with the chart installed, and a namespace `shop`; requests are made as whoever is named. */
export class ChartCluster implements AsyncDisposable {
  readonly cluster: ApiCluster;

  private constructor(cluster: ApiCluster) {
    this.cluster = cluster;
  }

  static async start(settings: readonly string[] = [], options: ApiOptions = {}): Promise<ChartCluster> {
    const installed = new ChartCluster(await startApi(options));
    for (const name of [NAMESPACE, 'shop', 'other'])
      await installed.cluster.mustKubectl(['create', 'namespace', name]);
    await installed.install(settings);
    return installed;
  }

  async install(settings: readonly string[]): Promise<void> {
    const { kubeconfig } = this.cluster;
    const where = ['--namespace', NAMESPACE, '--kubeconfig', kubeconfig];
    const { code, stderr } = await helm('upgrade', '--install', 'apipolicy', CHART, ...where, ...settings);
    if (code !== 0) throw new Error(`helm upgrade --install failed: ${stderr}`);
    await this.cluster.mustKubectl(['wait', '--for=condition=Established', 'crd', '--all']);
  }

  /** Server-side apply by a user; as a dry run it is judged and not kept. */
  apply(
    user: string | undefined,
    object: KubernetesObject,
    { dryRun = false, manager = 'apipolicy', force = true } = {},
  ): Promise<ApiResponse> {
    const query = `fieldManager=${manager}&force=${force}&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
    return this.as(user, 'PATCH', `${pathOf(object)}?${query}`, object, {
      'content-type': 'application/apply-patch+yaml',
    });
  }

  /** POST by a user. */
  create(user: string | undefined, object: KubernetesObject): Promise<ApiResponse> {
    const path = pathOf(object);
    return this.as(user, 'POST', path.slice(0, path.lastIndexOf('/')), object);
  }

  as(
    user: string | undefined,
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiResponse> {
    return this.cluster.request(method, path, body, {
      ...headers,
      ...(user !== undefined && { 'impersonate-user': user }),
    });
  }

  /** Waits until a request is refused with such a message: a new admission policy takes effect after a moment. */
  async inForce(message: string, attempt: () => Promise<ApiResponse>): Promise<void> {
    await waitFor(
      `admission to say "${message}"`,
      async (pending) => {
        const answer = said(await attempt());
        pending(answer);
        return answer.includes(message);
      },
      { timeoutMs: 30_000 },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster.stop();
  }
}

/** Code and message of an answer, in one line. */
export function said({ status, body }: ApiResponse): string {
  const { message = '' } = (body ?? {}) as { message?: string };
  return `${status} ${message}`.trim();
}
