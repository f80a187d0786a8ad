import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrivals } from '../cluster/arrivals.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { issuer } from '../cluster/identity.ts';
import { ingress } from '../cluster/manifests/ingress.ts';
import { operatorDeployment, operatorNamespace } from '../cluster/operator.ts';
import { createAuthority } from '../cluster/pki.ts';
import { say } from '../cluster/progress.ts';
import { type Statuses, Traffic } from '../cluster/traffic.ts';
import { namespace, ordersApi, setTheStage } from './callers.stage.ts';
import { forged } from './client-certificates.policies.ts';

const labels = { tier: 'internal' };
const byCertificate = { tier: 'devices' };
const bornWith = 'apipolicy-protect-from-birth';

const policy = {
  apiVersion: 'apipolicy.dev/v1alpha1',
  kind: 'ApiPolicy',
  metadata: { name: 'internal', namespace },
  spec: {
    targetSelectors: [{ group: 'networking.k8s.io', kind: 'Ingress', matchLabels: labels }],
    authentication: {
      jwt: [{ name: 'partners', issuer, audiences: [ordersApi] }],
      caBundleRef: { name: 'corporate-ca', key: 'ca.crt' },
    },
  },
};

/** Whoever the CA knows: without names there is no list of subjects that only the gate could go through. */
const devices = {
  apiVersion: 'apipolicy.dev/v1alpha1',
  kind: 'ApiPolicy',
  metadata: { name: 'devices', namespace },
  spec: {
    targetSelectors: [{ group: 'networking.k8s.io', kind: 'Ingress', matchLabels: byCertificate }],
    mutualTLS: { clients: { ca: { secretName: 'devices-ca' } } },
  },
};

describe('an Ingress that is made under a policy', { timeout: 120_000 }, () => {
  let cluster: Cluster;
  /** A certificate that no CA of the policy has signed. */
  let anybody: string;

  beforeAll(async () => {
    ({ cluster } = await setTheStage({ operator: ['--set=admission.protectFromBirth=true'] }));
    const { certificate } = await createAuthority(join(cluster.directory, 'pki-devices'), 'devices CA');
    const strange = await createAuthority(join(cluster.directory, 'pki-strange'), 'nobody');
    const shown = await strange.issue({ name: 'billing', commonName: 'billing' });
    anybody = await readFile(shown.certificate, 'utf8');
    const stringData = { 'ca.crt': await readFile(certificate, 'utf8') };
    await cluster.apply([
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'devices-ca', namespace }, stringData },
    ]);
    await cluster.apply([policy, devices]);
    // Of a policy that governs nothing no gate is made: the first Ingress is served by none.
    await cluster.mustKubectl([
      ...[
        'wait',
        'apol/internal',
        'apol/devices',
        '-n',
        namespace,
        '--for=jsonpath={.status.observedGeneration}=1',
        '--timeout=60s',
      ],
    ]);
  });

  afterAll(() => cluster?.stop());

  /** Asks for the host all the time without credentials, from before the Ingress is there until it refuses steadily. */
  async function born(
    name: string,
    labelled: Readonly<Record<string, string>> = labels,
    claims: Readonly<Record<string, string>> = {},
  ): Promise<{ seen: Statuses; reachedTheApp: number; seconds: number }> {
    const host = `${name}.example.com`;
    const mark = `stranger of ${name}`;
    await using strangers = new Traffic(() =>
      cluster.gateway.request({
        host,
        scheme: 'https',
        path: '/',
        headers: { ...claims, 'x-test-mark': mark },
      }),
    );
    await cluster.waitFor('requests before it', () => strangers.answered > 20);
    strangers.take();
    const began = performance.now();
    const made = ingress({ namespace, name, host, service: 'echo' }) as { metadata: object };
    await cluster.apply([{ ...made, metadata: { ...made.metadata, labels: labelled } }]);
    const all: Record<string, number> = {};
    await cluster.waitFor('nothing but refusals', async (pending) => {
      const from = strangers.answered;
      await cluster.waitFor('more requests', () => strangers.answered > from + 40);
      const seen = strangers.take();
      for (const [status, count] of Object.entries(seen)) all[status] = (all[status] ?? 0) + count;
      pending(all);
      return Object.keys(seen).every((status) => ['400', '401', '403'].includes(status));
    });
    const seconds = (performance.now() - began) / 1000;
    const reachedTheApp = (await arrivals(cluster, namespace)).byMark[mark] ?? 0;
    return { seen: all, reachedTheApp, seconds };
  }

  const tell = (how: string, { seen, reachedTheApp, seconds }: Awaited<ReturnType<typeof born>>): void =>
    say(
      `${how}: ${reachedTheApp} requests without credentials reached the app; ${JSON.stringify(seen)} until it refused steadily, ${seconds.toFixed(1)} s`,
    );

  test('is protected from birth where the chart is told so: not one request reaches the app', async () => {
    const first = await born('first');
    tell('born protected, no gate yet', first);
    expect(first.reachedTheApp).toBe(0);
    expect(Object.keys(first.seen)).not.toContain('200');
    const second = await born('second');
    tell('born protected, a gate is there', second);
    expect(second.reachedTheApp).toBe(0);
  });

  test('so it is by certificate alone, whoever the CA knows', async () => {
    const device = await born('device', byCertificate);
    tell('born protected, by certificate', device);
    expect(device.reachedTheApp).toBe(0);
    expect(Object.keys(device.seen)).not.toContain('200');
  });

  const operatorReplicas = async (replicas: number): Promise<void> => {
    await cluster.mustKubectl([
      ...['scale', `deployment/${operatorDeployment}`, '-n', operatorNamespace, `--replicas=${replicas}`],
    ]);
    await cluster.waitForDeployment(operatorNamespace, operatorDeployment);
  };

  test('so it is while no operator runs', async () => {
    await operatorReplicas(0);
    const alone = await born('alone');
    tell('born protected, no operator', alone);
    expect(alone.reachedTheApp).toBe(0);
    const device = await born('device-alone', byCertificate);
    tell('born protected, by certificate, no operator', device);
    expect(device.reachedTheApp).toBe(0);
    // The gate knows this host: whoever makes the Ingress anew must not open it to a certificate that nobody verified.
    await cluster.mustKubectl(['delete', 'ingress', 'device', '-n', namespace]);
    const claims = { ...forged(anybody), 'x-gate-server-name': 'device.example.com' };
    const claimed = await born('device', byCertificate, claims);
    tell('born protected, no operator, with a certificate that is only claimed', claimed);
    expect(claimed.reachedTheApp).toBe(0);
    await operatorReplicas(1);
  });

  test('without that the operator and the gateway race: who comes before both have acted gets in', async () => {
    await cluster.mustKubectl(['delete', 'mutatingadmissionpolicybinding', bornWith]);
    tell('not born protected', await born('late'));
    await operatorReplicas(0);
    const comesBack = operatorReplicasLater(1);
    const open = await born('open');
    await comesBack;
    tell('not born protected, the operator comes back once somebody got in', open);
    expect(open.reachedTheApp).toBeGreaterThan(0);
  });

  /** Once the app has been reached: that shows that the Ingress is served and nobody protects it. */
  async function operatorReplicasLater(replicas: number): Promise<void> {
    await cluster.waitFor('a request that gets in', async () => {
      const { byMark } = await arrivals(cluster, namespace);
      return (byMark['stranger of open'] ?? 0) > 0;
    });
    await operatorReplicas(replicas);
  }
});
