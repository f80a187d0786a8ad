import type { Ingress, IngressPath } from '../api/kubernetes.ts';

/** Below this path a CA looks for the answer to an HTTP-01 challenge, over http on port 80 (RFC 8555 section 8.3). */
export const ACME_PATH = '/.well-known/acme-challenge';

/** cert-manager's own label on the Ingress that answers one challenge, and goes with it. */
const SOLVER_LABEL = 'acme.cert-manager.io/http01-solver';
/** What cert-manager's Services for it are called: a generated name. */
const SOLVER_SERVICE = /^cm-acme-http-solver-[a-z0-9]+$/;
/** One token in base64url and nothing below it. */
const CHALLENGE = /^\/\.well-known\/acme-challenge\/[A-Za-z0-9_-]+$/;

/**
 * Whether a path is cert-manager's, for as long as it answers one challenge. A path that leads to any other service is
 * none, so that nobody can take a way into an API out of sight by a name.
 */
export const isChallenge = ({ path = '/', backend }: IngressPath): boolean =>
  CHALLENGE.test(path) && SOLVER_SERVICE.test(backend?.service?.name ?? '');

/** Whether an Ingress is cert-manager's solver of one challenge: by its label, and by all of its paths. */
export function isSolverIngress({ metadata, spec }: Ingress): boolean {
  if (metadata.labels?.[SOLVER_LABEL] !== 'true' || spec.defaultBackend !== undefined) return false;
  const paths = (spec.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  return paths.length > 0 && paths.every(isChallenge);
}
