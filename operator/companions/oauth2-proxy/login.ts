import type { IngressTls } from '../../api/kubernetes.ts';
import type { AuthenticationNode, OidcLogin } from '../../plan/nodes/authentication.ts';
import { isAddress, isArgument, isDataKey, isHttps, isObjectName } from '../checked.ts';

/** What an oauth2-proxy is made of. Two policies share one only when all of it is equal. */
export interface LoginClient {
  readonly issuerURL: string;
  readonly clientID: string;
  readonly clientSecretRef: OidcLogin['clientSecretRef'];
  readonly scopes: readonly string[];
  readonly groupsClaim: string;
  readonly session: OidcLogin['session'];
  readonly caBundle?: { readonly name: string; readonly key: string };
}

export interface LoginHost {
  readonly host: string;
  /** How the gateway serves the host. */
  readonly className?: string;
  readonly legacyClass?: string;
  /** Prefix of annotations; absent: the usual one. */
  readonly prefix?: string;
  /** Absent: the Ingress of the API names no certificate for it. */
  readonly tls?: Pick<IngressTls, 'secretName'>;
}

/** One oauth2-proxy. */
export interface Login {
  /** `apipolicy-login-1a2b3c4d` */
  readonly name: string;
  readonly cookieName: string;
  readonly client: LoginClient;
  /** The provider leads back to this one. */
  readonly home: string;
  /** Sorted. */
  readonly hosts: readonly LoginHost[];
  /** Hosts beside its own to which it may lead after a logout; sorted. */
  readonly leadsTo: readonly string[];
  /** Some policy passes the caller's token on to the API. */
  readonly passAccessToken: boolean;
}

export function clientOf({ caBundle }: AuthenticationNode, oidc: OidcLogin): LoginClient {
  const { issuerURL, clientID, clientSecretRef, scopes, groupsClaim, session } = oidc;
  const ca = caBundle && { name: caBundle.name, key: caBundle.key };
  return {
    issuerURL,
    clientID,
    clientSecretRef,
    scopes,
    groupsClaim,
    session,
    ...(ca && { caBundle: ca }),
  };
}

/** Something in it that cannot be an argument or a path; undefined: nothing. */
export function unfit({ clientSecretRef, session, caBundle, ...client }: LoginClient): string | undefined {
  const refs = [clientSecretRef, caBundle, session.redis?.passwordSecretRef].filter(
    (ref) => ref !== undefined,
  );
  if (!isHttps(client.issuerURL)) return 'issuerURL';
  if (!isArgument(client.clientID)) return 'clientID';
  if (!client.scopes.every((scope) => isArgument(scope) && !scope.includes(' '))) return 'scopes';
  if (!isArgument(client.groupsClaim)) return 'groupsClaim';
  if (!refs.every(({ name, key }) => isObjectName(name) && isDataKey(key))) return 'a reference';
  if (session.cookieDomain !== undefined && !isObjectName(session.cookieDomain))
    return 'session.cookieDomain';
  if (session.redis && !isAddress(session.redis.address)) return 'session.redis.address';
  return undefined;
}
