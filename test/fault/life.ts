import type { ApiPolicySpec } from '../../operator/api/types.generated.ts';
import { waitFor } from '../cluster/wait.ts';
import { CertManager } from '../integration/operator/cert-manager.ts';
import { type Harness, refs } from '../integration/operator/harness.ts';

const NAME = 'orders';

/** What a policy's life leaves behind after each of its three steps, without what differs from run to run. */
export type Life = readonly string[];

/** What users do, step by step, in a namespace that has its Ingress. */
export type Story = readonly Step[];

interface Step {
  readonly act: (harness: Harness, namespace: string) => Promise<unknown>;
  /** Waits for what comes with time alone; an operator without work has done the rest. */
  readonly until?: (harness: Harness, namespace: string) => Promise<unknown>;
}

const apply =
  (spec: ApiPolicySpec): Step['act'] =>
  (harness, namespace) =>
    harness.policy(namespace, NAME, spec);
const remove: Step['act'] = (harness, namespace) => harness.delete(namespace, 'apipolicies', NAME);

/** One protection more, one stronger, one gone. */
export const ANNOTATIONS: Story = [
  {
    act: apply({
      targetRefs: refs(NAME),
      tls: { plaintext: 'Redirect' },
      rateLimit: { rules: [{ name: 'per-address', requests: 100, per: 'Minute', by: 'ClientAddress' }] },
      validation: { maxBodySize: '1Mi' },
    }),
  },
  {
    act: apply({
      targetRefs: refs(NAME),
      tls: { plaintext: 'Redirect' },
      rateLimit: { rules: [{ name: 'per-address', requests: 20, per: 'Minute', by: 'ClientAddress' }] },
      timeouts: { read: '20s' },
    }),
  },
  { act: remove },
];

const jwt = [
  { name: 'partners', issuer: 'https://partners.example.com', audiences: ['https://api.example.com'] },
];

/** The Ingress names the error page, and the gate, of which no replica runs, was waited for. */
const gated: Step['until'] = async (harness, namespace) => {
  await waitFor('the error page', async () => (await harness.nginx(namespace, NAME))['default-backend']);
  await harness.condition(namespace, NAME, 'Programmed', 'False', 'GateNotReady');
};

/** A gate comes, is told something else, and is left. */
export const GATE: Story = [
  { act: apply({ targetRefs: refs(NAME), authentication: { jwt } }), until: gated },
  {
    act: apply({ targetRefs: refs(NAME), authentication: { jwt }, validation: { methods: ['GET'] } }),
    until: gated,
  },
  { act: remove },
];

const ISSUED = { issuerRef: { kind: 'ClusterIssuer', name: 'ours' } } as const;
const BACKEND: ApiPolicySpec = {
  targetRefs: refs(NAME),
  mutualTLS: { backend: { certificate: ISSUED, serverName: 'orders.example.com' } },
};

/** What the gateway shows the app is issued, gives way to what it shows callers, and that outlives the policy. */
export const CERTIFICATES: Story = [
  { act: apply(BACKEND) },
  {
    act: (harness, namespace) => new CertManager(harness).ready(namespace, `${NAME}-gateway`, { ca: 'a CA' }),
  },
  {
    act: apply({
      targetRefs: refs(NAME),
      tls: { certificate: { ...ISSUED, duration: '2160h', renewBefore: '720h' } },
    }),
  },
  { act: remove },
];

/** Else the policy may be seen first: its watch is another one, and its target would be missing for a moment. */
async function born(harness: Harness, namespace: string): Promise<void> {
  await harness.ingress(namespace, NAME);
  await harness.marked();
}

/** Lives a policy's life undisturbed and returns what it leaves behind. */
export async function undisturbed(
  harness: Harness,
  namespace: string,
  story: Story,
  more: readonly string[] = [],
): Promise<Life> {
  await born(harness, namespace);
  const life: string[] = [];
  for (const { act, until } of story) {
    await act(harness, namespace);
    await harness.settled();
    await until?.(harness, namespace);
    await harness.settled();
    life.push(await stateOf(harness, namespace, more));
  }
  return life;
}

/** Lives the same life, and waits after each step until all is as it was in `expected`. */
export async function live(
  harness: Harness,
  namespace: string,
  expected: Life,
  story: Story,
  more: readonly string[] = [],
): Promise<void> {
  await born(harness, namespace);
  for (const [index, { act }] of story.entries()) {
    await act(harness, namespace);
    await waitFor(
      `the state after step ${index + 1} in ${namespace}`,
      async (pending) => {
        const state = await stateOf(harness, namespace, more);
        pending(differences(state, expected[index] ?? ''));
        return state === expected[index];
      },
      { timeoutMs: 20_000, everyMs: 50 },
    );
  }
}

/** The lines that one of two states has alone. */
function differences(seen: string, expected: string): string {
  const [ours, theirs] = [seen, expected].map((text) => text.split('\n'));
  const more = ours?.filter((line) => !theirs?.includes(line)).map((line) => `+${line}`);
  const less = theirs?.filter((line) => !ours?.includes(line)).map((line) => `-${line}`);
  return [...(more ?? []), ...(less ?? [])].join('\n') || 'the same lines in another order';
}

/**
 * Every object of a namespace that the operator could have to do with, as text; Events apart.
 * @param more kinds that are not everywhere.
 */
async function stateOf(harness: Harness, namespace: string, more: readonly string[]): Promise<string> {
  const kinds = [
    '/apis/networking.k8s.io/v1/ingresses',
    '/apis/apipolicy.dev/v1alpha1/apipolicies',
    '/api/v1/configmaps',
    '/api/v1/secrets',
    '/api/v1/services',
    '/apis/apps/v1/deployments',
    '/api/v1/serviceaccounts',
    '/apis/rbac.authorization.k8s.io/v1/rolebindings',
    '/apis/networking.k8s.io/v1/networkpolicies',
    '/apis/policy/v1/poddisruptionbudgets',
    ...more,
  ];
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      const [, group, plural] = /^(.*)\/([a-z]+)$/.exec(kind) ?? [];
      const list = await harness.must('GET', `${group}/namespaces/${namespace}/${plural}`);
      return [plural, (list as { items: object[] }).items];
    }),
  );
  return (
    JSON.stringify(Object.fromEntries(lists), withoutChance, 1)
      .replaceAll(namespace, 'NAMESPACE')
      // Of owners, in managedFields.
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
      .replaceAll(/(revision\W+)[0-9a-f]{16,}/g, '$1DIGEST')
  );
}

const CHANCE = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'lastTransitionTime',
  'observedAt',
  'provedAt',
  'time',
  'clusterIP',
  'clusterIPs',
  // Digests of what holds the namespace's name.
  'apipolicy.dev/applied',
]);

/** managedFields stand in the order of their times. */
function withoutChance(key: string, value: unknown): unknown {
  if (CHANCE.has(key)) return undefined;
  if (key !== 'managedFields' || !Array.isArray(value)) return value;
  const text = (entry: unknown): string => JSON.stringify(entry, withoutChance);
  return value.toSorted((one, other) => text(one).localeCompare(text(other)));
}
