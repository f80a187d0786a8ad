import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callersRequests, forgetArrivals } from '../cluster/arrivals.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { ingress } from '../cluster/manifests/ingress.ts';
import type { Minted } from '../cluster/mint.ts';
import {
  answered,
  judged,
  namespace,
  policy,
  type Stage,
  secret,
  setTheStage,
  statusOf,
  until,
} from './certificates.stage.ts';

const redirecting = 'orders.example.com';
const refusing = 'ledger.example.com';
const hosts = { orders: redirecting, ledger: refusing };
const solver = 'cm-acme-http-solver-7xk2f';
const challenge = '/.well-known/acme-challenge/LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0';

/** As cert-manager 1.11 makes it for one challenge of that host (pkg/issuer/acme/http/ingress.go). */
function solverIngress(name: string, host: string, path = challenge, service = solver): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace,
      labels: {
        'acme.cert-manager.io/http-domain': '1184172423',
        'acme.cert-manager.io/http-token': '1285367523',
        'acme.cert-manager.io/http01-solver': 'true',
      },
      annotations: {
        'kubernetes.io/ingress.class': 'nginx',
        'nginx.ingress.kubernetes.io/whitelist-source-range': '0.0.0.0/0,::/0',
      },
    },
    spec: {
      rules: [
        {
          host,
          http: {
            paths: [
              {
                path,
                pathType: 'ImplementationSpecific',
                backend: { service: { name: service, port: { number: service === solver ? 8089 : 80 } } },
              },
            ],
          },
        },
      ],
    },
  };
}

describe('a challenge of ACME on a host whose callers show certificates', { timeout: 120_000 }, () => {
  let stage: Stage;
  let cluster: Cluster;
  let good: Minted;

  beforeAll(async () => {
    stage = await setTheStage();
    ({ cluster } = stage);
    good = await stage.clients.issue({ subject: '/CN=billing' });
    const clients = {
      ca: { secretName: 'callers-ca' },
      subjects: [{ name: 'billing', commonName: 'billing' }],
    };
    await cluster.apply([
      secret('callers-ca', { 'ca.crt': stage.clientsCa }),
      ...Object.entries(hosts).map(([name, host]) => ingress({ namespace, name, host, service: 'echo' })),
      // The solver's pod is played by the echo app: it answers under the name of a Service of cert-manager's making.
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: solver, namespace },
        spec: { selector: { app: 'echo' }, ports: [{ name: 'http', port: 8089, targetPort: 8080 }] },
      },
    ]);
    await cluster.apply([
      policy('orders', { tls: { plaintext: 'Redirect' }, mutualTLS: { clients } }),
      policy('ledger', { tls: { plaintext: 'Refuse' }, mutualTLS: { clients } }),
    ]);
    for (const [name, host] of Object.entries(hosts)) {
      await until(cluster, name, 'Programmed');
      await answered(cluster, `no certificate at ${host}`, () => https(host), 400);
    }
    await cluster.apply(
      Object.entries(hosts).map(([name, host]) => solverIngress(`cm-acme-http-solver-${name}`, host)),
    );
  });
  afterAll(() => stage?.stop());

  const http = (host: string, path: string) => cluster.gateway.request({ host, path });
  const https = (host: string, path = '/', shown?: Minted) =>
    cluster.gateway.request({ host, path, scheme: 'https', ...(shown && { tls: shown }) });

  test.each(Object.values(hosts))('is answered on port 80 of %s, without a certificate', async (host) => {
    await answered(cluster, 'the challenge', () => http(host, challenge), 200);
    expect(JSON.parse((await http(host, challenge)).body)).toMatchObject({ path: challenge });
  });

  test.each([
    [redirecting, 308],
    [refusing, 403],
  ])('and nothing else of %s is: %d, and the app is not reached', async (host, status) => {
    await forgetArrivals(cluster, namespace);
    const others = ['/', '/.well-known/acme-challenge/', `${challenge}x`, `${challenge}/../../../orders`];
    for (const path of others) expect((await http(host, path)).status, path).toBe(status);
    expect(await callersRequests(cluster, namespace)).toEqual([]);
  });

  test('over https the demand for a certificate is of the whole host, and so of the challenge', async () => {
    expect((await https(redirecting, challenge)).status).toBe(400);
    expect((await https(redirecting, challenge, good)).status).toBe(200);
  });

  test('the status takes it for no attack', async () => {
    const all = { 'host.shared': 'Pass', 'host.ungoverned': 'Pass', 'tls.plaintext': 'Pass' };
    for (const name of Object.keys(hosts)) {
      await judged(cluster, name, { ...all, 'mtls.client-required': 'Pass', 'mtls.client-verified': 'Pass' });
      const { conditions = [] } = (await statusOf(cluster, name)) ?? {};
      expect(JSON.stringify(conditions)).not.toContain('acme');
    }
  });

  test('the label of the solver hides no other path', async () => {
    await cluster.apply([solverIngress('cm-acme-http-solver-false', redirecting, '/admin', 'echo')]);
    const [control] = await judged(cluster, 'orders', { 'host.ungoverned': 'Fail' });
    expect(control?.message).toContain('shop/cm-acme-http-solver-false serves orders.example.com/admin');
  });

  test('when the challenge is over, its path is closed like all others', async () => {
    const solvers = ['orders', 'ledger', 'false'].map((name) => `cm-acme-http-solver-${name}`);
    await cluster.mustKubectl(['delete', 'ingress', '-n', namespace, ...solvers]);
    await answered(cluster, 'the path of the challenge', () => http(redirecting, challenge), 308);
    await answered(cluster, 'the path of the challenge', () => http(refusing, challenge), 403);
    await judged(cluster, 'orders', { 'host.shared': 'Pass', 'host.ungoverned': 'Pass' });
  });
});
