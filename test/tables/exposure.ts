import { bad, fault, good, type Sample } from './sample.ts';

const cors = (rest: string): string => `exposure: {cors: {allowOrigins: ["https://a.example"], ${rest}}}`;
const origin = (text: string): string => `exposure: {cors: {allowOrigins: [${JSON.stringify(text)}]}}`;
/** RFC 1035: 63 letters between two dots. */
const LONGEST_LABEL = `https://${'a'.repeat(63)}.example`;
const originFault = fault('spec.exposure.cors.allowOrigins[0]', 'write an origin as https://app.example.com');
const header = (value: string): string =>
  `exposure: {responseHeaders: {set: [{name: X-A, value: ${JSON.stringify(value)}}]}}`;
const headerFault = fault('spec.exposure.responseHeaders.set[0].value', 'write printable ASCII without');
const allow = (...texts: readonly string[]): string => `network: {allowedCIDRs: ${JSON.stringify(texts)}}`;
const allowFault = (says: string, index = 0) => fault(`spec.network.allowedCIDRs[${index}]`, says);
const networks = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `10.${index >> 8}.${index & 255}.0/24`);

export const exposureSamples: readonly Sample[] = [
  good(
    'all of cors',
    cors(
      'allowMethods: [GET, POST], allowHeaders: [authorization, content-type], exposeHeaders: [x-request-id], allowCredentials: true, maxAgeSeconds: 600',
    ),
  ),
  good('any origin, without credentials', 'exposure: {cors: {allowOrigins: ["*"], allowCredentials: false}}'),
  ...['https://*.example.com', 'http://localhost:3000', 'https://192.0.2.1:65535', LONGEST_LABEL].map(
    (text) => good(`the origin ${text}`, origin(text)),
  ),
  ...[
    'https://app.example.com/',
    LONGEST_LABEL.replace('aa', 'aaa'),
    'app.example.com',
    'https://App.example.com',
    'ftp://example.com',
    'https://*',
    'https://a.*.example.com',
    'https://example.com:0',
    'https://example.com:65536',
    'https://user@example.com',
    'null',
    '',
  ].map((text) => bad(`the origin ${JSON.stringify(text)}`, origin(text), originFault)),
  bad(
    'cors without origins',
    'exposure: {cors: {}}',
    fault('spec.exposure.cors.allowOrigins', 'missing: write a list, as allowOrigins: ["https'),
  ),
  bad(
    'cors with no origin',
    'exposure: {cors: {allowOrigins: []}}',
    fault('spec.exposure.cors.allowOrigins', 'the list is empty'),
  ),
  bad(
    'an origin twice',
    'exposure: {cors: {allowOrigins: ["https://a.example", "https://a.example"]}}',
    fault('spec.exposure.cors.allowOrigins[1]', 'stands twice'),
  ),
  bad(
    'any origin among others',
    'exposure: {cors: {allowOrigins: ["https://a.example", "*"]}}',
    fault('spec.exposure.cors.allowOrigins', 'stands for every origin'),
  ),
  bad(
    'any origin with credentials',
    'exposure: {cors: {allowOrigins: ["*"], allowCredentials: true}}',
    fault('spec.exposure.cors', 'name the origins'),
  ),
  bad(
    'a method in small letters',
    cors('allowMethods: [get]'),
    fault('spec.exposure.cors.allowMethods[0]', 'did you mean GET?'),
  ),
  bad(
    'a header name with a colon',
    cors('allowHeaders: ["a:"]'),
    fault('spec.exposure.cors.allowHeaders[0]', 'the name of a header'),
  ),
  bad(
    'a preflight kept for two days',
    cors('maxAgeSeconds: 172800'),
    fault('spec.exposure.cors.maxAgeSeconds', 'from 0 to 86400'),
  ),

  good('security headers', 'exposure: {securityHeaders: Standard}'),
  good(
    'headers set and removed',
    'exposure: {responseHeaders: {set: [{name: Cache-Control, value: no-store}], remove: [Server]}}',
  ),
  good(
    'a header value with blanks and signs',
    header("default-src 'self'; img-src *, https://a.example/?x=1#y ~|^"),
  ),
  ...['$host', 'a"b', 'a\\b', 'a`b', '{', '}', 'a\nb', 'é', ' a', 'a '].map((text) =>
    bad(`the header value ${JSON.stringify(text)}`, header(text), headerFault),
  ),
  bad('an empty header value', header(''), fault('spec.exposure.responseHeaders.set[0].value', 'too short')),
  bad(
    'a header in two cases',
    'exposure: {responseHeaders: {set: [{name: X-A, value: a}, {name: x-a, value: b}]}}',
    fault('spec.exposure.responseHeaders.set', 'stands here twice'),
  ),
  bad(
    'a header removed in two cases',
    'exposure: {responseHeaders: {remove: [Server, server]}}',
    fault('spec.exposure.responseHeaders.remove', 'stands here twice'),
  ),
  bad(
    'a header set and removed',
    'exposure: {responseHeaders: {set: [{name: Server, value: a}], remove: [server]}}',
    fault('spec.exposure.responseHeaders', 'both set and removed'),
  ),
  bad(
    'headers as a map',
    'exposure: {responseHeaders: {set: {X-A: a}}}',
    fault('spec.exposure.responseHeaders.set', 'write a list, as set: [{name: Cache-Control'),
  ),
  bad(
    'a header name with a blank',
    'exposure: {responseHeaders: {remove: ["X A"]}}',
    fault('spec.exposure.responseHeaders.remove[0]', 'as X-Request-Id'),
  ),

  good(
    'networks',
    allow('198.51.100.0/24', '2001:db8::/32', '192.0.2.7/32', '::1/128', '64:ff9b::192.0.2.0/120'),
  ),
  good('256 networks', allow(...networks(256))),
  bad('257 networks', allow(...networks(257)), fault('spec.network.allowedCIDRs', 'at most 256')),
  bad('an empty list of networks', allow(), fault('spec.network.allowedCIDRs', 'the list is empty')),
  bad('a network twice', allow('10.0.0.0/8', '10.0.0.0/8'), allowFault('stands twice', 1)),
  bad(
    'host bits',
    allow('10.0.0.1/8'),
    allowFault('write the network 10.0.0.0/8 (10.0.0.1/8 has host bits), or 10.0.0.1/32'),
  ),
  bad('host bits, IPv6', allow('2001:DB8::1/32'), allowFault('write the network 2001:db8::/32')),
  bad('a bare address', allow('192.0.2.7'), allowFault('write 192.0.2.7/32')),
  bad('a bare address, IPv6', allow('2001:db8::7'), allowFault('write 2001:db8::7/128')),
  bad('an IPv4-mapped network', allow('::ffff:10.0.0.0/104'), allowFault('write a network as')),
  bad('an address with leading zeros', allow('010.0.0.0/8'), allowFault('write a network as')),
  bad('a prefix too long', allow('10.0.0.0/33'), allowFault('write a network as')),
  bad('a prefix with a leading zero', allow('10.0.0.0/08'), allowFault('write a network as')),
  bad(
    'a network that is no text',
    'network: {deniedCIDRs: [10]}',
    fault('spec.network.deniedCIDRs[0]', '10 is not valid here'),
  ),
  bad(
    'a network that is nothing',
    'network: {deniedCIDRs: [null]}',
    fault('spec.network.deniedCIDRs[0]', 'nothing is written here'),
  ),
  bad(
    'a host name',
    'rateLimit: {exemptCIDRs: [office.example.com]}',
    fault('spec.rateLimit.exemptCIDRs[0]', 'write a network as'),
  ),
];
