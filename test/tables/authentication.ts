import { bad, type Fault, fault, good, type Sample } from './sample.ts';

const AT = 'spec.authentication';

const jwt = (rest = ''): string =>
  `authentication: {jwt: [{name: partners, issuer: "https://partners.example.com", audiences: [orders-api]${rest}}]}`;
const keys = (rest = ''): string => `authentication: {apiKeys: {secretRef: {name: orders-keys}${rest}}}`;
const anonymous = (...entries: readonly string[]): string =>
  keys().replace(/\}$/, `, anonymous: [${entries.join(', ')}]}`);

const at = (below: string, says: string): Fault => fault(`${AT}.${below}`, says);
const headerFault = at('apiKeys.header', 'write a header that carries nothing else');
const pathFault = at('anonymous[0].path.value', 'write a path that every reader reads alike');
const path = (value: string): string => anonymous(`{name: a, path: {type: Exact, value: '${value}'}}`);

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
  bad(
    'keys over http',
    jwt(', jwksURI: "http://partners.example.com/jwks"'),
    at('jwt[0].jwksURI', 'write an https URL'),
  ),
  good('keys at a path with a query', jwt(', jwksURI: "https://partners.example.com/keys?v=2"')),
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
    fault('spec', 'write oidc, jwt or apiKeys'),
  ),
  bad(
    'authentication of nothing',
    'authentication: {}',
    fault('spec', 'for an API that is open to everybody leave authentication out'),
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

export const authenticationSamples: readonly Sample[] = [...machines, ...open];
