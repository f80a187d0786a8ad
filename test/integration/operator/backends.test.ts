import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../../cluster/wait.ts';
import { makeCertificates, TestServers } from '../../unit/compliance/servers.ts';
import { Harness, refs } from './harness.ts';
import { operatorWrites } from './writes.ts';

/** One that the certificate of the stand-in for a gateway is for. */
const HOST = 'api.example.com';

describe('a Service that a target leads to', () => {
  let harness: Harness;
  let folder: string;
  /** Handshakes for the host that came about: one a look. */
  let looks = 0;
  const servers = new TestServers();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'apipolicy-backends-'));
    const { ca, good } = await makeCertificates();
    const probeCa = join(folder, 'ca.crt');
    await writeFile(probeCa, ca);
    const { host, port } = await servers.tls({ ...good, minVersion: 'TLSv1.2' }, (socket) => {
      if ('servername' in socket && socket.servername === HOST) looks += 1;
      socket.end();
    });
    harness = await Harness.start();
    const gateway = { class: 'nginx', namespace: 'ingress-nginx', address: `${host}:${port}` };
    await harness.startOperator([gateway], { probeCa });
  });
  afterAll(async () => {
    await harness?.[Symbol.asyncDispose]();
    await servers.close();
    await rm(folder, { recursive: true, force: true });
  });

  const patched = (namespace: string, patch: object) =>
    harness.must('PATCH', `/api/v1/namespaces/${namespace}/services/orders`, patch, {
      'content-type': 'application/merge-patch+json',
    });

  /** A policy that was seen to hold, by handshakes alone. */
  async function proved(): Promise<string> {
    const namespace = await harness.namespace();
    await harness.must('POST', `/api/v1/namespaces/${namespace}/services`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'orders' },
      spec: { selector: { app: 'orders' }, ports: [{ port: 80, targetPort: 8080 }] },
    });
    await harness.ingress(namespace, 'orders', { host: HOST });
    await harness.policy(namespace, 'orders', {
      targetRefs: refs('orders'),
      tls: { minimumVersion: 'TLS1.2', plaintext: 'Redirect' },
      verification: { mode: 'Passive' },
    });
    await harness.condition(namespace, 'orders', 'Verified', 'True', 'Proved');
    return namespace;
  }

  test('leads to other pods: what was seen is no proof of these, until the gateway is asked again', async () => {
    const namespace = await proved();
    // After the looks that follow a change none is due for minutes: what is seen then is seen because of the Service.
    await waitFor('the last look after the change', () => looks >= 2, { timeoutMs: 30_000 });
    await harness.settled();
    const before = await operatorWrites(harness);
    await patched(namespace, { metadata: { labels: { team: 'orders' } } });
    await harness.settled();
    expect(await operatorWrites(harness)).toEqual(before);

    await patched(namespace, { spec: { selector: { app: 'billing' } } });
    const verified = await harness.condition(namespace, 'orders', 'Verified', 'Unknown', 'NotProbed');
    expect(verified.message).toContain('leads elsewhere');
    const { status } = await harness.readPolicy(namespace, 'orders');
    expect(status?.controls?.find(({ id }) => id === 'tls.versions')?.result).toBe('Unknown');
    expect(status?.compliance?.provedAt).toBeUndefined();
    await harness.condition(namespace, 'orders', 'Verified', 'True', 'Proved');
    await harness.settled();
    // The status that says so, and the one with the new proof.
    expect(await operatorWrites(harness)).toHaveLength(before.length + 2);
    await harness.delete(namespace, 'ingresses', 'orders');
  });

  test('becomes a DNS name outside: host.shared fails by it, and the policy is not Ready', async () => {
    const namespace = await proved();
    await patched(namespace, {
      spec: {
        type: 'ExternalName',
        externalName: 'elsewhere.example.org',
        clusterIP: null,
        clusterIPs: null,
      },
    });
    const verified = await harness.condition(namespace, 'orders', 'Verified', 'False', 'ProofFailed');
    expect(verified.message).toContain('host.shared');
    await harness.condition(namespace, 'orders', 'Ready', 'False', 'ProofFailed');
    const { status } = await harness.readPolicy(namespace, 'orders');
    const shared = status?.controls?.find(({ id }) => id === 'host.shared');
    expect(shared).toMatchObject({ result: 'Fail' });
    expect(shared?.evidence).toContain(`Service ${namespace}/orders`);
    expect(shared?.message).toContain('elsewhere.example.org');
    await patched(namespace, {
      spec: { type: 'ClusterIP', externalName: null, selector: { app: 'orders' } },
    });
    await harness.condition(namespace, 'orders', 'Verified', 'True', 'Proved');
  });
});
