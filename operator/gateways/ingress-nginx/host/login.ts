import { coversHost, hostsOf } from '../../../plan/hosts.ts';
import { issuedTls } from '../../../plan/issued-tls.ts';
import { isLoginIngress } from '../../../plan/login-ingress.ts';
import { nodeOf, type PlanNodeOf } from '../../../plan/plan.ts';
import { type Finding, type HostInput, hostText } from './fact.ts';
import { keyOf, locationsOf, serversOf } from './locations.ts';

const OIDC = 'spec.authentication.oidc';

type Login = NonNullable<PlanNodeOf<'authentication'>['oidc']>;

/** What keeps the login of a policy from ever ending: the browser is sent round and round. */
export function loginLoops(input: HostInput): Finding[] {
  const login = nodeOf(input.plan, 'authentication')?.oidc;
  if (!login) return [];
  return [
    ...withoutHost(input),
    ...outsideCookieDomain(input, login),
    ...withoutTls(input),
    ...overPlaintext(input),
    ...governedLoginPath(input),
  ];
}

const ABOUT = { control: 'auth.login', severity: 'error' } as const;

const loginHosts = ({ target, settings }: HostInput): string[] =>
  hostsOf(target, `${settings.annotationPrefix}/server-alias`);

/** The issuer leads back to one absolute address (RFC 6749 section 3.1.2), which needs a host. */
function withoutHost({ target }: HostInput): Finding[] {
  const servers = serversOf(target);
  if (servers.length > 0 && !servers.includes('')) return [];
  const message = `${keyOf(target)} serves requests of any host, and a login leads back to one address: give every rule a host`;
  return [{ ...ABOUT, rule: 'login-without-host', by: target, fields: [OIDC], message }];
}

/** A browser takes no cookie for a domain that the host is not under (RFC 6265 section 5.3). */
function outsideCookieDomain(input: HostInput, { session: { cookieDomain } }: Login): Finding[] {
  if (cookieDomain === undefined) return [];
  return loginHosts(input)
    .filter((host) => !isBelow(host, cookieDomain))
    .map((host) => ({
      ...ABOUT,
      rule: 'login-outside-cookie-domain',
      host,
      by: input.target,
      fields: [`${OIDC}.session.cookieDomain`],
      message: `${host} of ${keyOf(input.target)} is not under ${cookieDomain}: the browser drops the session's cookie there, and the login starts again without end; leave cookieDomain out, or govern ${host} by a policy of its own`,
    }));
}

const isBelow = (host: string, domain: string): boolean =>
  `.${host.replace(/^\*\./, '')}`.endsWith(`.${domain}`);

/** The session's cookie is sent over https alone. */
function withoutTls(input: HostInput): Finding[] {
  const { plan, target, settings } = input;
  const issued = nodeOf(plan, 'issued-certificate') ? issuedTls(target) : undefined;
  const tls = issued ?? target.spec.tls ?? [];
  const given = tls.length === 0 && nodeOf(plan, 'serving-certificate') !== undefined;
  if (given || settings.defaultCertificate || tls.some(({ hosts = [] }) => hosts.length === 0)) return [];
  const names = tls.flatMap(({ hosts = [] }) => hosts);
  return loginHosts(input)
    .filter((host) => !names.some((name) => coversHost(name, host)))
    .map((host) => ({
      ...ABOUT,
      rule: 'login-without-tls',
      host,
      by: target,
      fields: [OIDC],
      message: `${host} is not under spec.tls of ${keyOf(target)}, and a session is for https alone: without a certificate for it the login does not end; add the host there, or write tls.certificate`,
    }));
}

function overPlaintext({ plan, target }: HostInput): Finding[] {
  const node = nodeOf(plan, 'plaintext');
  if (node?.mode.value !== 'Allow') return [];
  const message = `${keyOf(target)} is served over http as well, where the browser does not send the session's cookie: each request there begins a login; write plaintext: Redirect`;
  return [{ ...ABOUT, rule: 'login-over-plaintext', by: target, fields: node.fields, message }];
}

/** `/oauth2` belongs to the login: whoever else has it asks for a login before the login, or serves it wrong. */
function governedLoginPath({ target, neighbours }: HostInput): Finding[] {
  const hosts = new Set(serversOf(target));
  const others = neighbours.filter(
    ({ ingress, governedBy }) =>
      governedBy !== undefined &&
      !(isLoginIngress(ingress) && ingress.metadata.namespace === target.metadata.namespace),
  );
  return [target, ...others.map(({ ingress }) => ingress)].flatMap((ingress) =>
    locationsOf(ingress)
      .filter(({ host, path }) => hosts.has(host) && /^\/oauth2(\/|$)/.test(path))
      .map(({ host, path }) => ({
        ...ABOUT,
        rule: 'login-path-governed',
        host,
        path,
        by: ingress,
        fields: [OIDC],
        message: `${hostText(host)}${path} of ${keyOf(ingress)} is under a policy, and /oauth2 is the path of the login itself: the login would ask for a login; take the path out of that Ingress`,
      })),
  );
}
