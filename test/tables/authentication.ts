import { bad, type Fault, fault, good, type Sample } from './sample.ts';

const AT = 'spec.authentication';
const ISSUER = 'https://id.example.com/realms/shop';

/** A login with what a sample changes about it. */
const oidc = (rest = ''): string =>
  `authentication: {oidc: {issuerURL: "${ISSUER}", clientID: orders, clientSecretRef: {name: orders-oidc, key: client-secret}${rest}}}`;
const withIssuer = (url: string): string => oidc().replace(ISSUER, url);
const session = (fields: string): string => oidc(`, session: {${fields}}`);
const logout = (fields: string): string => oidc(`, logout: {${fields}}`);
const jwt = (rest = ''): string =>
  `authentication: {jwt: [{name: partners, issuer: "https://partners.example.com", audiences: [orders-api]${rest}}]}`;
const keys = (rest = ''): string => `authentication: {apiKeys: {secretRef: {name: orders-keys}${rest}}}`;
const anonymous = (...entries: readonly string[]): string =>
  keys().replace(/\}$/, `, anonymous: [${entries.join(', ')}]}`);

const at = (below: string, says: string): Fault => fault(`${AT}.${below}`, says);
const issuerFault = at('oidc.issuerURL', 'write an https URL with a host');
const headerFault = at('apiKeys.header', 'write a header that carries nothing else');
const pathFault = at('anonymous[0].path.value', 'write a path that every reader reads alike');
const path = (value: string): string => anonymous(`{name: a, path: {type: Exact, value: '${value}'}}`);

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
    'keys over http',
    jwt(', jwksURI: "http://partners.example.com/jwks"'),
    at('jwt[0].jwksURI', 'write an https URL'),
  ),
  good('keys at a path with a query', jwt(', jwksURI: "https://partners.example.com/keys?v=2"')),
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

const machines: readonly Sample[] = [
  good('tokens', jwt()),
  good(
    'tokens with everything',
    jwt(
      ', algorithms: [RS256, EdDSA], clockSkewSeconds: 0, requiredClaims: [{name: tenant, values: [acme, "a b"]}]',
    ),
  ),
  bad(
    'tokens for anybody',
    jwt().replace(', audiences: [orders-api]', ''),
    at('jwt[0].audiences', 'missing'),
  ),
  bad('no issuer of tokens', 'authentication: {jwt: []}', at('jwt', 'leave the field out')),
  bad('tokens that are not signed', jwt(', algorithms: [none]'), at('jwt[0].algorithms[0]', 'write RS256')),
  bad('a shared secret for tokens', jwt(', algorithms: [HS256]'), at('jwt[0].algorithms[0]', 'RS256')),
  bad(
    'clocks an hour apart',
    jwt(', clockSkewSeconds: 3600'),
    at('jwt[0].clockSkewSeconds', 'from 0 to 300'),
  ),
  bad(
    'a claim of no value',
    jwt(', requiredClaims: [{name: tenant, values: []}]'),
    at('jwt[0].requiredClaims[0].values', 'at least one entry'),
  ),
  bad(
    'a claim twice',
    jwt(', requiredClaims: [{name: a, values: [b]}, {name: a, values: [c]}]'),
    at('jwt[0].requiredClaims[1]', 'is taken by entry 0'),
  ),
  bad(
    'two entries for one issuer',
    'authentication: {jwt: [{name: a, issuer: "https://a.example.com", audiences: [x]}, {name: b, issuer: "https://a.example.com", audiences: [y]}]}',
    at('jwt', 'keep one entry an issuer'),
  ),
  bad(
    'two issuers of one name',
    'authentication: {jwt: [{name: a, issuer: "https://a.example.com", audiences: [x]}, {name: a, issuer: "https://b.example.com", audiences: [y]}]}',
    at('jwt[1]', 'is taken by entry 0'),
  ),
  good('API keys', keys()),
  good('API keys in a header of their own', keys(', header: X-Shop-Key')),
  bad(
    'API keys of no Secret',
    'authentication: {apiKeys: {header: X-API-Key}}',
    at('apiKeys.secretRef', 'missing'),
  ),
  ...[
    ...[
      'Authorization',
      'cookie',
      'Host',
      'X-Auth-Request-User',
      'x-original-uri',
      'X-Forwarded-For',
      'X-Real-IP',
    ],
    ...[
      'Connection',
      'Transfer-Encoding',
      'Proxy-Authorization',
      'ssl-client-verify',
      'Content-Type',
      'Sec-Fetch-Mode',
    ],
  ].map((name) => bad(`API keys in ${name}`, keys(`, header: ${name}`), headerFault)),
  bad(
    'API keys in a header that gateways drop',
    keys(', header: X_API_KEY'),
    at('apiKeys.header', 'letters, digits and "-"'),
  ),
];

const open: readonly Sample[] = [
  good(
    'open paths',
    anonymous(
      '{name: health, hosts: [api.example.com, "*.example.org"], path: {type: Exact, value: /healthz}, methods: [GET, HEAD]}',
      '{name: docs, path: {type: PathPrefix, value: /docs/}}',
    ),
  ),
  good('an open path with usual characters', path('/a..b/.well-known/~me/@x,y=(1)+2&3:4!*$/...')),
  bad(
    'nobody but the anonymous',
    'authentication: {anonymous: [{name: a, path: {type: Exact, value: /a}}]}',
    fault(AT, 'write oidc, jwt or apiKeys'),
  ),
  bad(
    'authentication of nothing',
    'authentication: {}',
    fault(AT, 'for an API that is open to everybody leave authentication out'),
  ),
  bad('no open path', anonymous(), at('anonymous', 'leave the field out')),
  bad(
    'an open path without a path',
    anonymous('{name: a, methods: [GET]}'),
    at('anonymous[0].path', 'missing'),
  ),
  bad(
    'an open path without a name',
    anonymous('{path: {type: Exact, value: /a}}'),
    at('anonymous[0].name', 'missing'),
  ),
  bad(
    'two open paths of one name',
    anonymous('{name: a, path: {type: Exact, value: /a}}', '{name: a, path: {type: Exact, value: /b}}'),
    at('anonymous', 'keep the names of anonymous unique'),
  ),
  bad(
    'a path as a pattern',
    anonymous('{name: a, path: {type: Regex, value: /a}}'),
    at('anonymous[0].path.type', 'write Exact or PathPrefix'),
  ),
  bad(
    'a host with a port',
    anonymous('{name: a, hosts: ["a.example.com:80"], path: {type: Exact, value: /a}}'),
    at('anonymous[0].hosts[0]', 'without scheme and port'),
  ),
  bad(
    'a host in capitals',
    anonymous('{name: a, hosts: [API.example.com], path: {type: Exact, value: /a}}'),
    at('anonymous[0].hosts[0]', 'in small letters'),
  ),
  bad(
    'a method of its own',
    anonymous('{name: a, path: {type: Exact, value: /a}, methods: [get]}'),
    at('anonymous[0].methods[0]', 'did you mean GET?'),
  ),
  bad('a path without a slash', path('docs'), at('anonymous[0].path.value', 'write a path')),
  bad('a path with a blank', path('/a b'), at('anonymous[0].path.value', 'write a path')),
  ...[
    ...['/docs//a', '//docs', '/docs/../admin', '/docs/..', '/docs/./a', '/.', '/docs%2fa', '/%61', '/100%'],
    ...['/docs;v=1', '/docs?a=b', '/docs#a', '/docs\\a'],
  ].map((value) => bad(`the path ${value}`, path(value), pathFault)),
];

export const authenticationSamples: readonly Sample[] = [...logins, ...https, ...machines, ...open];
