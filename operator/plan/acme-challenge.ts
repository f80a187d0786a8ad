import type { Ingress, IngressPath } from '../api/kubernetes.ts';

/** Below this path a CA looks for the answer to an HTTP-01 challenge, over http on port 80 (RFC 8555 section 8.3). */
export const ACME_PATH = '/.well-known/acme-challenge';

/** cert-manager's own label on the Ingress that answers one challenge, and goes with it. */
const SOLVER_LABEL = 'acme.cert-manager.io/http01-solver';
/** What cert-manager's Services for it are called: a generated name. */
const SOLVER_SERVICE = /^cm-acme-http-solver-[a-z0-9]+$/;
/** One token in base64url and nothing below it. */
const CHALLENGE = /^\/\.well-known\/acme-challenge\/[A-Za-z0-9_-]+$/;

/** Annotations that send a request elsewhere than its path says, under whatever prefix the gateway reads. */
const TURNING =
  /\/(rewrite-target|use-regex|app-root|server-alias|default-backend|upstream-vhost|.*-snippet)$/;

/**
 * Whether a path is cert-manager's, for as long as it answers one challenge. A path that leads to any other service is
 * none, nor one that takes what is below it along, nor one of an Ingress that sends it elsewhere: so that nobody can take
 * a way into an API out of sight by a name.
 */
export const isChallenge = (
  { path = '/', pathType, backend }: IngressPath,
  { metadata }: Pick<Ingress, 'metadata'>,
): boolean =>
  CHALLENGE.test(path) &&
  pathType !== 'Prefix' &&
  SOLVER_SERVICE.test(backend?.service?.name ?? '') &&
  !Object.keys(metadata.annotations ?? {}).some((key) => TURNING.test(key));

/** Whether an Ingress is cert-manager's solver of one challenge: by its label, and by all of its paths. */
export function isSolverIngress(ingress: Ingress): boolean {
  const { metadata, spec } = ingress;
  if (metadata.labels?.[SOLVER_LABEL] !== 'true' || spec.defaultBackend !== undefined) return false;
  const paths = (spec.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  return paths.length > 0 && paths.every((path) => isChallenge(path, ingress));
}
