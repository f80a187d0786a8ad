import type { Ingress } from '../../api/kubernetes.ts';
import { coversHost } from '../../plan/hosts.ts';
import { issuedTls } from '../../plan/issued-tls.ts';
import { nodeOf, type SecurityPlan } from '../../plan/plan.ts';
import { digestOf } from '../digest.ts';
import type { PolicyHost } from '../policy-hosts.ts';
import type { LoginClient, LoginHost } from './login.ts';

/**
 * Names of a login: from what a person registered at the provider, so that they stay when anything else changes.
 * @param settings tells it apart from another one of the same client and `cookieDomain`.
 */
export function namesOf(
  { issuerURL, clientID, session: { cookieDomain } }: LoginClient,
  host: string,
  settings?: string,
): { readonly name: string; readonly cookieName: string } {
  const place = cookieDomain === undefined ? { host } : { cookieDomain };
  const apart = settings === undefined ? [] : [settings];
  const id = digestOf([issuerURL, clientID, place, ...apart]).slice(0, 8);
  const prefix = cookieDomain === undefined ? '__Host-' : '__Secure-';
  return { name: `apipolicy-login-${id}`, cookieName: `${prefix}apipolicy-${id}` };
}

/** Why no login can be made on a host; undefined: it can. */
export function whyNot({ session: { cookieDomain } }: LoginClient, host: string): string | undefined {
  const advice = 'state spec.authentication.oidc.session.cookieDomain, or name the host';
  if (host === '')
    return 'no login on an Ingress that takes any host: the provider has to know where to lead back to; give its rule a host';
  if (cookieDomain === undefined)
    return host.startsWith('*.')
      ? `no login on ${host}: a cookie of one host does not hold for the others; ${advice}`
      : undefined;
  const base = host.startsWith('*.') ? host.slice(2) : host;
  if (base === cookieDomain || base.endsWith(`.${cookieDomain}`)) return undefined;
  return `no login on ${host}: it is not below the cookieDomain ${cookieDomain}`;
}

const LEGACY_CLASS = 'kubernetes.io/ingress.class';

/** How the API's own Ingress is served on a host: the login is served alike. */
export function servedAs({ host, target, prefix }: PolicyHost, plan: SecurityPlan): LoginHost {
  const { ingressClassName: className } = target.spec;
  const legacyClass = target.metadata.annotations?.[LEGACY_CLASS];
  const tls = certificateOf(target, host, plan);
  return {
    host,
    ...(className !== undefined && { className }),
    ...(legacyClass !== undefined && { legacyClass }),
    ...(prefix !== undefined && { prefix }),
    ...(tls && { tls }),
  };
}

function certificateOf(target: Ingress, host: string, plan: SecurityPlan): LoginHost['tls'] {
  const entry = target.spec.tls?.find(
    ({ hosts = [] }) => hosts.length === 0 || hosts.some((name) => coversHost(name, host)),
  );
  const given =
    nodeOf(plan, 'serving-certificate')?.secretName.value ??
    (nodeOf(plan, 'issued-certificate') && issuedTls(target)?.[0]?.secretName);
  const secretName = entry?.secretName ?? given;
  if (secretName !== undefined) return { secretName };
  return entry && {};
}
