import { readFile } from 'node:fs/promises';
import type { Deployment } from '../../../operator/api/kubernetes.ts';
import { waitFor } from '../../cluster/wait.ts';
import { type Harness, MARKER } from './harness.ts';

interface ObjectList {
  readonly items: readonly (Deployment & { readonly data?: Readonly<Record<string, string>> })[];
}

const PLACES = {
  deployments: '/apis/apps/v1',
  services: '/api/v1',
  configmaps: '/api/v1',
  secrets: '/api/v1',
  serviceaccounts: '/api/v1',
  rolebindings: '/apis/rbac.authorization.k8s.io/v1',
  networkpolicies: '/apis/networking.k8s.io/v1',
  poddisruptionbudgets: '/apis/policy/v1',
  ingresses: '/apis/networking.k8s.io/v1',
} as const;

/** What the operator made beside the gateway in the namespaces of a test. */
export class BesideGateway {
  readonly #harness: Harness;

  constructor(harness: Harness) {
    this.#harness = harness;
  }

  async list(namespace: string, plural: keyof typeof PLACES): Promise<ObjectList['items']> {
    const answer = (await this.#harness.must(
      'GET',
      `${PLACES[plural]}/namespaces/${namespace}/${plural}`,
    )) as ObjectList;
    return answer.items.filter(({ metadata }) => metadata.name.startsWith('apipolicy-'));
  }

  async names(namespace: string, plural: keyof typeof PLACES): Promise<string[]> {
    return (await this.list(namespace, plural)).map(({ metadata }) => metadata.name).sort();
  }

  /** The entries of the gate's plan, by policy. */
  async plan(namespace: string): Promise<Record<string, { revision: string }>> {
    const maps = await this.list(namespace, 'configmaps');
    const { data = {} } = maps.find(({ metadata }) => metadata.name.endsWith('-plan')) ?? {};
    return Object.fromEntries(
      Object.entries(data).map(([name, text]) => [name, JSON.parse(text) as { revision: string }]),
    );
  }

  authURL = async (namespace: string, name: string): Promise<string | undefined> =>
    (await this.#harness.nginx(namespace, name))['auth-url'];

  /** Waits until an Ingress asks the gate. */
  asked(namespace: string, name: string): Promise<unknown> {
    return waitFor(`Ingress ${name} to ask the gate`, () => this.authURL(namespace, name), {
      timeoutMs: 15_000,
      everyMs: 30,
    });
  }

  /** No node runs pods: their Deployment's status is written by hand. */
  async available(namespace: string, name: string, count = 2): Promise<void> {
    await this.#harness.must(
      'PATCH',
      `/apis/apps/v1/namespaces/${namespace}/deployments/${name}/status`,
      { status: { replicas: count, readyReplicas: count, availableReplicas: count } },
      { 'content-type': 'application/merge-patch+json' },
    );
  }

  /** What the operator wrote so far, by the API server's audit log. */
  async writes(): Promise<string[]> {
    const text = await readFile(this.#harness.cluster.auditLog ?? '', 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as AuditLine)
      .filter(
        ({ stage, verb, userAgent, requestURI }) =>
          stage === 'ResponseComplete' &&
          userAgent?.startsWith('apipolicy/') &&
          !['get', 'list', 'watch'].includes(verb) &&
          !requestURI.includes(`/namespaces/${MARKER}/`),
      )
      .map(({ verb, requestURI }) => `${verb} ${requestURI}`);
  }
}

interface AuditLine {
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly userAgent?: string;
}
