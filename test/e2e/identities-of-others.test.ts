import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../cluster/cluster.ts';
import { ingress } from '../cluster/manifests/ingress.ts';
import { say } from '../cluster/progress.ts';
import { namespace, policy, type Stage, setTheStage, statusOf } from './certificates.stage.ts';

const own = { kind: 'Issuer', name: 'clients' };

const client = (names: object, issuerRef: object = own): object => ({
  mutualTLS: {
    clients: {
      ca: { issuerRef },
      issue: [{ name: 'it', secretName: 'somebody-elses', ...names }],
    },
  },
});
const service = (dnsName: string): object => ({
  mutualTLS: {
    backend: {
      certificate: { issuerRef: own },
      serverName: `orders.${namespace}.svc`,
      issue: [{ secretName: 'somebody-elses', dnsNames: [dnsName] }],
    },
  },
});

/** Each is a policy of a user of the namespace `shop` who wants to be somebody of the namespace `bank`. */
const ways: Readonly<Record<string, object>> = {
  'a SPIFFE id': client({ uris: ['spiffe://example.com/ns/bank/sa/teller'] }),
  'a SPIFFE id of its own, where no trust domain is permitted': client({
    uris: [`spiffe://example.com/ns/${namespace}/sa/orders`],
  }),
  'a SPIFFE id that climbs': client({ uris: [`spiffe://example.com/ns/${namespace}/../bank/sa/teller`] }),
  'a SPIFFE id as common name': client({ commonName: 'spiffe://example.com/ns/bank/sa/teller' }),
  "a client with a service's name": client({ dnsNames: ['teller.bank.svc'] }),
  "a service's name": service('teller.bank.svc'),
  "a service's full name": service('teller.bank.svc.cluster.local'),
  "a service's name in capitals": service('teller.BANK.svc'),
  'the names of all services': service('*.bank.svc'),
  'the names of all namespaces': service('*.svc'),
  'a name of the world outside': service('www.bank.example'),
  'a ClusterIssuer that nobody permitted': client(
    { commonName: 'teller' },
    { kind: 'ClusterIssuer', name: 'web' },
  ),
};

const nameOf = (way: string): string => `way-${Object.keys(ways).indexOf(way)}`;

describe('nobody gets a certificate for the identity of another namespace', { timeout: 120_000 }, () => {
  let stage: Stage;
  let cluster: Cluster;
  const table: string[] = [];

  beforeAll(async () => {
    stage = await setTheStage();
    ({ cluster } = stage);
    await cluster.apply([
      ...Object.keys(ways).map((way) =>
        ingress({ namespace, name: nameOf(way), host: `${nameOf(way)}.example.com`, service: 'echo' }),
      ),
      ingress({ namespace, name: 'host', host: 'teller.bank.svc', service: 'echo', secretName: 'host-tls' }),
    ]);
  });
  afterAll(async () => {
    say(['what was tried | refused by | with the words', ...table].join('\n'));
    await stage?.stop();
  });

  const certificates = (): Promise<string> =>
    cluster.mustKubectl(['get', 'certificates', '-n', namespace, '-o', 'name']);

  test.each(Object.keys(ways))('%s', async (way) => {
    const input = JSON.stringify(policy(nameOf(way), ways[way] ?? {}));
    const applied = await cluster.kubectl(['apply', '--server-side', '-f', '-'], { input });
    if (applied.code !== 0) {
      table.push(`${way} | the API server | ${applied.stderr.trim().split('\n').at(-1)}`);
      expect(applied.stderr).toMatch(/invalid|Invalid|denied/);
    } else {
      const refused = await cluster.waitFor('the policy to be refused', async (pending) => {
        const status = await statusOf(cluster, nameOf(way));
        pending(status);
        return status?.conditions?.find(({ type, status: is }) => type === 'Accepted' && is === 'False');
      });
      table.push(`${way} | the operator | ${refused.message}`);
    }
    expect(await certificates()).not.toContain('somebody-elses');
  });

  test("a host that is another namespace's service", async () => {
    const certificate = { issuerRef: { kind: 'ClusterIssuer', name: 'web' } };
    await cluster.apply([policy('host', { tls: { certificate } })]);
    const said = await cluster.waitFor('the operator to say why not', async (pending) => {
      const status = await statusOf(cluster, 'host');
      pending(status);
      return status?.enforcement?.find(({ field }) => field?.startsWith('spec.tls.certificate'));
    });
    table.push(`a host that is another namespace's service | the operator | ${said.message}`);
    expect(await certificates()).not.toContain('host-tls');
  });
});
