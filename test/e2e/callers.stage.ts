/**
 * A shop with callers: an app behind the gateway, a provider with two users and three clients, a store. A test adds the
 * policy. With the operator installed the Secrets and ConfigMaps that a policy may name are there:
 *
 * | in the namespace `shop` | what |
 * |---|---|
 * | Ingress `orders` | https://api.example.com → the app, two pods |
 * | Secret `orders-oidc`, `client-secret` | of the client `orders` |
 * | Secret `orders-keys` | the API key {@link apiKey} of the client `robot`, as its sha256 |
 * | Secret `redis`, `password` | of the store `redis.shop.svc:6379`, which speaks TLS by the CA of `corporate-ca` |
 * | ConfigMap `corporate-ca`, `ca.crt` | the CA of everything under example.com, and of the store |
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Cluster, type ClusterOptions, startCluster } from '../cluster/cluster.ts';
import { corporateCa, type Identity, identityImage, issuer, startIdentity } from '../cluster/identity.ts';
import { operatorImage } from '../cluster/images/operator.ts';
import { redisImage } from '../cluster/images/redis.ts';
import { staticImage } from '../cluster/images/static.ts';
import { echo } from '../cluster/manifests/echo.ts';
import { ingress } from '../cluster/manifests/ingress.ts';
import { redis } from '../cluster/manifests/redis.ts';
import { crds, gatewayValues, installOperator } from '../cluster/operator.ts';

export const namespace = 'shop';
export const host = 'api.example.com';
/** The audience of machine tokens. */
export const ordersApi = 'https://orders.example.com';

const email = (name: string): string => `${name}@example.com`;

export const ada = { name: 'ada', password: 'of ada', email: email('ada'), groups: ['staff', 'admins'] };
export const grace = { name: 'grace', password: 'of grace', email: email('grace'), groups: ['staff'] };

/** The client of the login: its users' access tokens are opaque. */
export const orders = {
  id: 'orders',
  secret: 'secret of orders',
  redirectURIs: [`https://${host}/oauth2/callback`],
  postLogoutRedirectURIs: [`https://${host}/bye`],
};
/** The same with access tokens as JWT for {@link ordersApi}. */
export const ordersWithTokens = { ...orders, id: 'orders-with-tokens', resource: ordersApi };
/** A machine; the secret holds what Basic credentials have to encode. */
export const partner = {
  id: 'partner',
  secret: 'a secret: with %/+',
  resource: ordersApi,
  claims: { tenant: 'acme', groups: ['partners'] },
};

export const apiKey = 'key-of-the-robot-0123456789abcdef';

/** A good token of that subject for {@link ordersApi}, such as the provider gives; other claims replace its own. */
export function tokenOf(
  identity: Identity,
  sub: string,
  claims: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const own = { iss: issuer, aud: ordersApi, sub, iat: now, exp: now + 3600, tenant: 'acme' };
  return identity.sign({ payload: { ...own, ...claims } });
}

export interface StageOptions extends Pick<ClusterOptions, 'auditLog' | 'gateway'> {
  /** Arguments of `helm install` beside the gateway's; `false`: no operator and none of its CRDs. */
  operator?: readonly string[] | false;
  /** Seconds for which tokens hold. */
  tokenLifetime?: number;
}

export interface Stage extends AsyncDisposable {
  cluster: Cluster;
  identity: Identity;
  stop(): Promise<void>;
}

export async function setTheStage({
  operator = [],
  tokenLifetime,
  auditLog,
  gateway,
}: StageOptions = {}): Promise<Stage> {
  const image = operator === false ? undefined : await operatorImage();
  const provider = await identityImage();
  const cluster = await startCluster({
    ...(auditLog === undefined ? {} : { auditLog }),
    gateway: gateway ?? { annotationValidation: true },
    manifests: image === undefined ? [] : [crds],
    images: [
      ...(await Promise.all([staticImage('echo'), staticImage('oauth2-proxy'), redisImage()])),
      provider,
      ...(image === undefined ? [] : [image]),
    ],
  });
  try {
    await cluster.apply(await shop(cluster));
    const [identity] = await Promise.all([
      startIdentity(cluster, {
        image: provider,
        users: [ada, grace],
        clients: [orders, ordersWithTokens, partner, { id: 'stranger', secret: 'of a stranger' }],
        resources: [{ indicator: ordersApi, scope: 'orders.read orders.write' }],
        ...(tokenLifetime === undefined ? {} : { tokenLifetime }),
      }),
      ...(operator === false || image === undefined
        ? []
        : [
            installOperator(cluster, {
              image,
              values: [...gatewayValues, '--set=crds.enabled=false', ...operator],
            }),
          ]),
      ...['echo', 'redis'].map((name) => cluster.waitForDeployment(namespace, name)),
    ]);
    await cluster.waitFor('the app through the gateway', async (pending) => {
      const answer = await cluster.gateway.request({ host, scheme: 'https' });
      pending(answer);
      return answer.status === 200;
    });
    return { cluster, identity, stop: cluster.stop, [Symbol.asyncDispose]: cluster.stop };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function shop(cluster: Cluster): Promise<object[]> {
  const pair = await cluster.gateway.authority.issue({
    name: 'redis',
    commonName: 'redis',
    names: ['DNS:redis', `DNS:redis.${namespace}.svc`, `DNS:redis.${namespace}.svc.cluster.local`],
  });
  const tls = {
    certificate: await readFile(pair.certificate, 'utf8'),
    key: await readFile(pair.key, 'utf8'),
  };
  const secret = (name: string, stringData: Readonly<Record<string, string>>): object => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    stringData,
  });
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    },
    await corporateCa(cluster, namespace),
    secret('orders-oidc', { 'client-secret': orders.secret }),
    secret('orders-keys', { robot: createHash('sha256').update(apiKey).digest('hex') }),
    ...redis(namespace, { password: 'of the store', tls }),
    ...echo(namespace, { replicas: 2 }),
    ingress({ namespace, name: 'orders', host, service: 'echo' }),
  ];
}
