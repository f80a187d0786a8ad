import { bad, type Fault, fault, good, type Sample } from './sample.ts';

const AT = 'spec.authentication';
const ISSUER = 'https://id.example.com/realms/shop';

/** A login with what a sample changes about it. */
const oidc = (rest = ''): string =>
  `authentication: {oidc: {issuerURL: "${ISSUER}", clientID: orders, clientSecretRef: {name: orders-oidc, key: client-secret}${rest}}}`;
const withIssuer = (url: string): string => oidc().replace(ISSUER, url);
const session = (fields: string): string => oidc(`, session: {${fields}}`);
const logout = (fields: string): string => oidc(`, logout: {${fields}}`);

const at = (below: string, says: string): Fault => fault(`${AT}.${below}`, says);
const issuerFault = at('oidc.issuerURL', 'write an https URL with a host');

const https: readonly Sample[] = [
  bad('an issuer over http', withIssuer('http://id.example.com'), issuerFault),
  bad('an issuer with a user', withIssuer('https://me@id.example.com'), issuerFault),
  bad('an issuer with a query', withIssuer('https://id.example.com/?a=b'), issuerFault),
  bad('an issuer with a fragment', withIssuer('https://id.example.com/#a'), issuerFault),
  bad('an issuer without a host', withIssuer('https:///realms'), issuerFault),
  bad('an issuer with a port that is none', withIssuer('https://id.example.com:70000'), issuerFault),
  bad('an issuer that nginx would read', withIssuer('https://id.example.com/$host'), issuerFault),
  good('an issuer with a port and a slash', withIssuer('https://id.example.com:8443/realms/shop/')),
  bad(
    'a way out over http',
    logout('path: /logout, redirectURL: "http://www.example.com/"'),
    at('oidc.logout.redirectURL', 'write an absolute https URL'),
  ),
  bad(
    'a way out to a path alone',
    logout('path: /logout, redirectURL: "/bye/"'),
    at('oidc.logout.redirectURL', 'write an absolute https URL'),
  ),
];

const logins: readonly Sample[] = [
  good('a login', oidc()),
  good(
    'a login with everything',
    `authentication:
  oidc:
    issuerURL: ${ISSUER}
    clientID: orders
    clientSecretRef: {name: orders-oidc, key: client-secret}
    scopes: [openid, email, profile, groups]
    groupsClaim: https://example.com/groups
    allowedGroups: [staff, "payments@example.com", "Finance Auditors", /staff/people]
    allowedEmailDomains: [example.com]
    allowedEmails: [ada@example.com]
    session:
      cookieDomain: example.com
      lifetime: 8h
      refresh: 1h
      store: Redis
      redis: {address: "redis.shop.svc:6379", passwordSecretRef: {name: redis, key: password}, tls: Enabled}
    logout: {path: /logout, redirectURL: "https://www.example.com/"}
  caBundleRef: {name: corporate-ca, key: ca.crt}
  forward: {accessToken: true}`,
  ),
  bad(
    'a login of nothing',
    'authentication: {oidc: {}}',
    at('oidc.issuerURL', 'missing'),
    at('oidc.clientID', 'missing'),
    at('oidc.clientSecretRef', 'missing'),
  ),
  bad(
    'a secret without its entry',
    oidc().replace(', key: client-secret', ''),
    at('oidc.clientSecretRef.key', 'missing'),
  ),
  bad(
    'an entry that leads out of its folder',
    oidc().replace('client-secret', '..'),
    at('oidc.clientSecretRef.key', 'write the name of an entry'),
  ),
  bad('a client with a quote', oidc().replace('orders,', '"a\\"b",'), at('oidc.clientID', 'printable ASCII')),
  bad('scopes without openid', oidc(', scopes: [email]'), at('oidc.scopes', 'write openid among the scopes')),
  bad('no group at all', oidc(', allowedGroups: []'), at('oidc.allowedGroups', 'leave the field out')),
  bad(
    'a group with a comma',
    oidc(', allowedGroups: ["a,b"]'),
    at('oidc.allowedGroups[0]', 'without a comma'),
  ),
  bad(
    'a domain with an at sign',
    oidc(', allowedEmailDomains: ["@example.com"]'),
    at('oidc.allowedEmailDomains[0]', 'write a domain'),
  ),
  bad(
    'every domain',
    oidc(', allowedEmailDomains: ["*"]'),
    at('oidc.allowedEmailDomains[0]', 'write a domain'),
  ),
  bad(
    'an address without a domain',
    oidc(', allowedEmails: [ada]'),
    at('oidc.allowedEmails[0]', 'as ada@example.com'),
  ),
  bad(
    'a cookie domain with a dot first',
    session('cookieDomain: .example.com'),
    at('oidc.session.cookieDomain', 'without a dot before it'),
  ),
  bad(
    'a cookie domain of one label',
    session('cookieDomain: com'),
    at('oidc.session.cookieDomain', 'at least two parts'),
  ),
  bad(
    'a refresh as late as the end',
    session('lifetime: 1h, refresh: 60m'),
    at('oidc.session', 'write a refresh below lifetime'),
  ),
  bad(
    'a refresh after the default end',
    session('refresh: 9h'),
    at('oidc.session', 'write a refresh below lifetime'),
  ),
  good('a refresh below the default end', session('refresh: 7h59m')),
  bad('a session of a second', session('lifetime: 1s'), at('oidc.session.lifetime', 'from 1m to 720h')),
  bad('a session of no time', session('lifetime: 8'), at('oidc.session.lifetime', 'as lifetime: 8h')),
  bad('an unreadable refresh', session('refresh: "60"'), at('oidc.session.refresh', 'from 1m to 720h')),
  bad(
    'sessions in Redis, and no Redis',
    session('store: Redis'),
    at('oidc.session', 'store: Redis needs redis with its address'),
  ),
  bad(
    'a Redis that is not used',
    session('redis: {address: "redis:6379"}'),
    at('oidc.session', 'write store: Redis, or leave redis out'),
  ),
  bad(
    'a Redis with a scheme',
    session('store: Redis, redis: {address: "redis://redis:6379"}'),
    at('oidc.session.redis.address', 'write host and port'),
  ),
  bad(
    'a Redis without a port',
    session('store: Redis, redis: {address: redis.shop.svc}'),
    at('oidc.session.redis.address', 'write host and port'),
  ),
  bad(
    'a Redis without an address',
    session('store: Redis, redis: {}'),
    at('oidc.session.redis.address', 'missing'),
  ),
  bad(
    'a way out without a path',
    logout('redirectURL: "https://www.example.com/"'),
    at('oidc.logout.path', 'missing'),
  ),
  bad('a way out at the root', logout('path: /'), at('oidc.logout', 'write a path of its own')),
  bad(
    'a way out that is the login',
    logout('path: /oauth2/sign_out'),
    at('oidc.logout', 'write a path of its own'),
  ),
];

export const loginSamples: readonly Sample[] = [...logins, ...https];
