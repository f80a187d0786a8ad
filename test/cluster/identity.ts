/** The OpenID Connect provider of a test, and what a test asks of it. */
import type { JsonWebKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ApiAccess } from './api-client.ts';
import type { Cluster } from './cluster.ts';
import type { Image } from './images/archive.ts';
import { nodeProgramImage } from './images/node-program.ts';
import {
  oidcProvider,
  providerControlPort,
  providerName,
  providerNamespace,
} from './manifests/oidc-provider.ts';
import { newKey, type Unsigned } from './programs/oidc-provider/keys.ts';
import type { Client, ProviderSettings, Resource, User } from './programs/oidc-provider/settings.ts';
import { WebClient } from './web-client.ts';

export const issuer = 'https://id.example.com';

/** The ConfigMap, key `ca.crt`, that `corporateCa` makes. */
export const corporateCaName = 'corporate-ca';

/** The CA behind `https://*.example.com`, for a namespace whose pods have to trust it. */
export async function corporateCa({ gateway }: Cluster, namespace: string): Promise<object> {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: corporateCaName, namespace },
    data: { 'ca.crt': await readFile(gateway.caFile, 'utf8') },
  };
}

export interface IdentityOptions {
  users?: readonly User[];
  clients?: readonly Client[];
  resources?: readonly Resource[];
  tokenLifetime?: number;
  /** The provider's image where it is in the node already; else it is made and loaded. */
  image?: Image;
}

export const identityImage = (): Promise<Image> => nodeProgramImage('oidc-provider');

/** Starts the provider with these users and clients; its discovery document comes through the gateway when this resolves. */
export async function startIdentity(
  cluster: Cluster,
  { users = [], clients = [], resources = [], tokenLifetime, image }: IdentityOptions = {},
): Promise<Identity> {
  if (image === undefined) await cluster.loadImage(await identityImage());
  const settings: ProviderSettings = {
    issuer,
    users,
    clients,
    resources,
    key: newKey(),
    ...(tokenLifetime === undefined ? {} : { tokenLifetime }),
  };
  await cluster.apply(oidcProvider(settings));
  const identity = new Identity(cluster, settings);
  await identity.ready();
  return identity;
}

/** A provider that runs. */
export class Identity {
  readonly #cluster: Cluster;
  readonly #settings: ProviderSettings;

  constructor(cluster: Cluster, settings: ProviderSettings) {
    this.#cluster = cluster;
    this.#settings = settings;
  }

  /** Waits until it answers at its issuer. */
  async ready(): Promise<void> {
    await this.#cluster.waitForDeployment(providerNamespace, providerName);
    await this.#cluster.waitFor('the discovery document through the gateway', async (pending) => {
      const client = new WebClient(this.#cluster);
      const { status, body } = await client.request(`${issuer}/.well-known/openid-configuration`);
      pending(`${status} ${body}`);
      return status === 200 && (JSON.parse(body) as { issuer?: string }).issuer === issuer;
    });
  }

  /** Stops it (0) or starts it (1). Started anew it knows its first key alone, and no session. */
  async scale(replicas: 0 | 1): Promise<void> {
    const deployment = `deployment/${providerName}`;
    await this.#cluster.mustKubectl([
      ...['scale', '-n', providerNamespace, deployment, `--replicas=${replicas}`],
    ]);
    if (replicas === 1) return this.ready();
    await this.#cluster.waitForDeployment(providerNamespace, providerName);
  }

  /**
   * An access token for that client by `client_credentials` (RFC 6749 §4.4), a JWT (RFC 9068) for the audience
   * `resource`; the client's own resource where it is left out.
   */
  async machineToken(
    clientID: string,
    { resource, scope }: { resource?: string; scope?: string } = {},
  ): Promise<string> {
    const secret = this.#settings.clients.find(({ id }) => id === clientID)?.secret ?? '';
    const basic = [clientID, secret].map(encodeURIComponent).join(':');
    const { status, body } = await new WebClient(this.#cluster).request(`${issuer}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(basic).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        ...(resource === undefined ? {} : { resource }),
        ...(scope === undefined ? {} : { scope }),
      }).toString(),
    });
    if (status !== 200) throw new Error(`no token for ${clientID}: ${status} ${body}`);
    return (JSON.parse(body) as { access_token: string }).access_token;
  }

  /** The keys that it publishes. */
  async publishedKeys(): Promise<(JsonWebKey & { kid: string })[]> {
    const { status, body } = await new WebClient(this.#cluster).request(`${issuer}/jwks`);
    if (status !== 200) throw new Error(`no keys: ${status} ${body}`);
    return (JSON.parse(body) as { keys: (JsonWebKey & { kid: string })[] }).keys;
  }

  /** Signs by a new key from now on; the keys before are published on only with `keep`. Returns the new key's id. */
  async rotate({ keep = false }: { keep?: boolean } = {}): Promise<string> {
    return ((await this.#control('POST', `/rotate?keep=${keep}`)) as { kid: string }).kid;
  }

  /** A token of just this content, signed by the provider's current key: what it would never issue itself. */
  async sign(unsigned: Unsigned): Promise<string> {
    return ((await this.#control('POST', '/sign', unsigned)) as { token: string }).token;
  }

  /** From now on these paths (`/jwks`, `/token`, `/.well-known/openid-configuration`) are answered 503, the others not. */
  async outage(...paths: string[]): Promise<void> {
    await this.#control('PUT', '/outage', paths);
  }

  /** How often each path of the provider was asked since it started. */
  async requests(): Promise<Record<string, number>> {
    return (await this.#control('GET', '/requests')) as Record<string, number>;
  }

  /** Past the gateway, through the API server. */
  async #control(method: string, path: string, body?: unknown): Promise<unknown> {
    const service = `/api/v1/namespaces/${providerNamespace}/services/${providerName}:${providerControlPort}`;
    const access: ApiAccess = this.#cluster;
    const answer = await access.request(method, `${service}/proxy${path}`, body);
    if (answer.status === 200) return answer.body;
    throw new Error(`${method} ${path} of the provider: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}
