import type { GateHealth } from '../../../operator/plan/gate-plan.ts';
import type { GateControl } from '../../../operator/reconcile/companions/gate-control.ts';
import type { Harness } from './harness.ts';

type Dependency = GateHealth['dependencies'][number];

/** Replicas of gates that no node runs: each enforces what the plan of its namespace says, unless a test holds it back. */
export class FakeGates implements GateControl {
  readonly #harness: Harness;
  readonly #namespaces = new Map<string, string>();
  readonly #held = new Map<string, Record<string, string>>();
  readonly broken = new Map<string, Dependency>();

  constructor(harness: Harness) {
    this.#harness = harness;
  }

  /** Replicas come up, with one address each. */
  async start(namespace: string, addresses: readonly string[]): Promise<void> {
    for (const address of addresses) this.#namespaces.set(address, namespace);
    await this.#harness.apply(
      `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          name: 'apipolicy-gate-abc',
          namespace,
          labels: { 'kubernetes.io/service-name': 'apipolicy-gate' },
        },
        addressType: 'IPv4',
        endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
        ports: [{ name: 'control', port: 8082 }],
      } as { metadata: { name: string } },
      'endpoints',
      true,
    );
  }

  /** A replica goes on enforcing what it enforces now, whatever its plan says. */
  async hold(address: string): Promise<void> {
    this.#held.set(address, await this.#enforced(address));
  }

  release(address: string): void {
    this.#held.delete(address);
  }

  async revisions(address: string): Promise<{ policies: Record<string, string> }> {
    return { policies: this.#held.get(address) ?? (await this.#enforced(address)) };
  }

  async health(address: string, policy: string): Promise<GateHealth> {
    const { policies } = await this.revisions(address);
    const dependency = this.broken.get(`${this.#namespaces.get(address)}/${policy}`);
    return {
      policy,
      revision: policies[policy] ?? '',
      dependencies: dependency ? [dependency] : [],
      rates: {},
    };
  }

  async #enforced(address: string): Promise<Record<string, string>> {
    const namespace = this.#namespaces.get(address);
    if (namespace === undefined) throw new Error(`connect ECONNREFUSED ${address}:8082`);
    const { data = {} } = (await this.#harness.must(
      'GET',
      `/api/v1/namespaces/${namespace}/configmaps/apipolicy-gate-plan`,
    )) as { data?: Record<string, string> };
    return Object.fromEntries(
      Object.entries(data).map(([name, text]) => [name, (JSON.parse(text) as { revision: string }).revision]),
    );
  }
}
