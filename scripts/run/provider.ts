import { randomBytes } from 'node:crypto';
import type { Cluster } from '../../test/cluster/cluster.ts';
import { corporateCa, identityImage, startIdentity } from '../../test/cluster/identity.ts';
import type { Provider } from './stage.ts';

const audience = 'https://orders.example.com';
const namespace = 'shop';

/** A provider with one user and two clients: the login of the API, and a program. */
export async function startProvider(cluster: Cluster): Promise<Provider> {
  const user = { name: 'ada', password: 'lovelace' };
  const secret = randomBytes(16).toString('hex');
  const identity = await startIdentity(cluster, {
    image: await identityImage(),
    users: [{ ...user, email: 'ada@example.com', groups: ['staff'] }],
    clients: [
      { id: 'orders', secret, redirectURIs: ['https://api.example.com/oauth2/callback'] },
      { id: 'importer', secret: randomBytes(16).toString('hex'), resource: audience },
    ],
    resources: [{ indicator: audience, scope: 'orders.read' }],
  });
  const metadata = { name: 'orders-oidc', namespace };
  await cluster.apply([
    { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { 'client-secret': secret } },
    await corporateCa(cluster, namespace),
  ]);
  return { user, machineToken: () => identity.machineToken('importer') };
}
