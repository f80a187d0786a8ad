import type { JsonWebKey } from 'node:crypto';
import Provider, { type Context, errors, type Token } from 'oidc-provider';
import { page } from './pages.ts';
import type { Client, ProviderSettings, User } from './settings.ts';

/**
 * A provider whose tokens are signed by the first key. Sessions and grants are in the memory of the process, so a
 * provider with other keys takes over where the one before stopped.
 */
export function createProvider(settings: ProviderSettings, keys: readonly JsonWebKey[]): Provider {
  const users = new Map(settings.users.map((user) => [user.name, user]));
  const clients = new Map(settings.clients.map((client) => [client.id, client]));
  const lifetime = settings.tokenLifetime ?? 3600;
  const provider = new Provider(settings.issuer, {
    clients: settings.clients.map(registration),
    jwks: { keys },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
      profile: ['name', 'preferred_username'],
    },
    // The claims of the scopes stand in the ID token itself, as most providers have it.
    conformIdTokenClaims: false,
    scopes: ['openid', 'offline_access', 'groups'],
    cookies: { keys: ['signs the cookies of a provider for tests'] },
    pkce: { required: () => true },
    ttl: {
      AccessToken: lifetime,
      ClientCredentials: lifetime,
      IdToken: lifetime,
      AuthorizationCode: 60,
      Interaction: 3600,
      Session: 86_400,
      Grant: 86_400,
      RefreshToken: 86_400,
    },
    findAccount: (_context: Context, name: string) => {
      const user = users.get(name);
      return user && { accountId: name, claims: () => ({ sub: name, ...claimsOf(user) }) };
    },
    interactions: { url: (_context: Context, { uid }: { uid: string }) => `/interaction/${uid}` },
    issueRefreshToken: (_context: Context, client: Context['oidc']['client']) =>
      client.grantTypeAllowed('refresh_token'),
    loadExistingGrant: (context: Context) => grantEverything(context, settings),
    extraTokenClaims: (_context: Context, token: Token) => {
      const user = users.get(token.accountId ?? '');
      return user === undefined ? clients.get(token.clientId)?.claims : claimsOf(user);
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: ({ oidc }: Context, _client: object, oneOf?: string) =>
          oneOf ?? clients.get(oidc.client.clientId)?.resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context: Context, indicator: string) => {
          const found = settings.resources.find((resource) => resource.indicator === indicator);
          if (found === undefined)
            throw new errors.InvalidTarget(`the settings name no resource ${indicator}`);
          return {
            scope: found.scope,
            audience: indicator,
            accessTokenFormat: 'jwt',
            accessTokenTTL: lifetime,
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: Context, form: string) => {
          const button =
            '<button type="submit" form="op.logoutForm" name="logout" value="yes">Log out</button>';
          context.body = page('Log out', `${form}${button}`);
        },
        postLogoutSuccessSource: (context: Context) => {
          context.body = page('Logged out', '<p>You are logged out.</p>');
        },
      },
    },
    renderError: (context: Context, out: Record<string, unknown>, error: Error) => {
      console.error(error);
      context.type = 'html';
      context.body = page('Refused', `<pre>${JSON.stringify(out).replaceAll('<', '&lt;')}</pre>`);
    },
  });
  provider.proxy = true;
  return provider;
}

function registration(client: Client): object {
  const redirects = client.redirectURIs ?? [];
  const machine = redirects.length === 0;
  return {
    client_id: client.id,
    client_secret: client.secret,
    redirect_uris: redirects,
    post_logout_redirect_uris: client.postLogoutRedirectURIs ?? [],
    response_types: machine ? [] : ['code'],
    grant_types: machine ? ['client_credentials'] : ['authorization_code', 'refresh_token'],
  };
}

function claimsOf(user: User): Record<string, unknown> {
  return {
    email: user.email,
    email_verified: user.emailVerified ?? true,
    groups: user.groups ?? [],
    name: user.name,
    preferred_username: user.name,
  };
}

/** Nobody is asked for consent. */
async function grantEverything({ oidc }: Context, settings: ProviderSettings): Promise<object> {
  const grant = new oidc.provider.Grant({
    clientId: oidc.client.clientId,
    accountId: oidc.session.accountId,
  });
  grant.addOIDCScope(oidc.params.scope ?? 'openid');
  for (const { indicator, scope } of settings.resources) grant.addResourceScope(indicator, scope);
  await grant.save();
  return grant;
}
