import type { Ingress } from '../api/kubernetes.ts';

/** Name of the companions of one login: Deployment, Service, ServiceAccount, Ingress. */
export const LOGIN_NAME = /^apipolicy-login-[0-9a-f]{8}$/;

/** Below this path oauth2-proxy serves the login, on the API's own host. */
const LOGIN_PATH = /^\/oauth2\/?$/;

/**
 * Whether an Ingress is one that the operator made for a login. It is no API: were it governed, its own policy would ask
 * for a login before the login. An Ingress with any other path is none, whatever it is called, so that nobody can take
 * an API out of sight by a name.
 */
export function isLoginIngress({ metadata, spec }: Ingress): boolean {
  if (!LOGIN_NAME.test(metadata.name)) return false;
  if (metadata.labels?.['app.kubernetes.io/managed-by'] !== 'apipolicy') return false;
  const paths = (spec.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  return (
    spec.defaultBackend === undefined &&
    paths.length > 0 &&
    paths.every(({ path = '/' }) => LOGIN_PATH.test(path))
  );
}
