import { parse } from 'yaml';
import { type Fault, fault, type Sample } from './sample.ts';

const good = (name: string, spec: string): Sample => bad(name, spec);

/** A ClusterApiPolicy with this spec, in YAML, and what is wrong with it. */
const bad = (name: string, spec: string, ...faults: readonly Fault[]): Sample => ({
  name,
  document: {
    apiVersion: 'apipolicy.dev/v1alpha1',
    kind: 'ClusterApiPolicy',
    metadata: { name: 'baseline' },
    spec: parse(spec) as unknown,
  },
  faults,
});

const exception = (rest = ''): string =>
  `{control: tls.hsts, namespace: shop, policy: orders, owner: team-shop, reason: "ticket 4711", expires: "2027-01-31"${rest}}`;
const exceptWith = (field: string, value: string): string =>
  `exceptions: [${exception().replace(new RegExp(`${field}: ("[^"]*"|[^,}]*)`), `${field}: ${value}`)}]`;
const expires = (day: string): string => exceptWith('expires', day);
const many = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(', ');

/** Good and bad baselines, held against the offline validation and against a real API server. */
export const clusterApiPolicySamples: readonly Sample[] = [
  good('an empty spec: every namespace, nothing set', '{}'),
  good('namespaces by label', 'namespaceSelector: {matchLabels: {exposure: public}}'),
  good('an empty selector: every namespace', 'namespaceSelector: {}'),
  good(
    'namespaces by expression',
    'namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system]}]}',
  ),
  good(
    'defaults',
    'defaults: {tls: {minimumVersion: TLS1.2, plaintext: Redirect}, validation: {maxBodySize: 1Mi}}',
  ),
  good(
    'defaults for every section',
    `defaults:
  enforcement: Enforce
  activation: WhenReady
  tls: {hsts: {maxAgeSeconds: 31536000}, certificate: {secretName: wildcard}}
  authentication: {jwt: [{name: a, issuer: "https://a.example.com", audiences: [b]}], anonymous: [{name: a, path: {type: Exact, value: /a}}]}
  authorization: {default: Deny, rules: [{name: a, require: {groups: [b]}}]}
  rateLimit: {rules: [{name: a, requests: 1, per: Second, by: ClientAddress}], connections: 50}
  timeouts: {read: 60s}
  validation: {waf: {mode: Detect}}
  exposure: {cors: {allowOrigins: ["https://a.example.com"]}, securityHeaders: Standard}
  network: {deniedCIDRs: [192.0.2.0/24]}
  verification: {interval: 5m}
  drift: Repair`,
  ),
  good(
    'requirements',
    'require: {minimumScore: 80, controls: [tls.https, auth.anonymous-refused], enforcement: Enforce, ungovernedIngresses: Report}',
  ),
  good('an exception', `exceptions: [${exception()}]`),
  good('a date without quotes', expires('2027-01-31')),
  good('a leap day', expires('"2028-02-29"')),
  good(
    'two controls of a policy excepted',
    `exceptions: [${exception()}, ${exception().replace('tls.hsts', 'tls.versions')}]`,
  ),
  good('a reason beyond ASCII', exceptWith('reason', '"älterer Scanner, 4711"')),
  good(
    'as many exceptions as can be',
    `exceptions: [${many(256, (index) => exception().replace('orders', `orders-${index}`))}]`,
  ),

  bad(
    'defaults with targets',
    'defaults: {targetRefs: [{group: networking.k8s.io, kind: Ingress, name: orders}]}',
    fault('spec.defaults.targetRefs', 'unknown field'),
  ),
  bad(
    'a rule of ApiPolicy broken in defaults',
    'defaults: {tls: {hsts: {maxAgeSeconds: 1, preload: true}}}',
    fault('spec.defaults.tls.hsts', 'preload needs'),
  ),
  good(
    'what may be issued',
    'issuance: {clusterIssuers: [corporate-ca], spiffeTrustDomains: [example.com], dnsSuffixes: [internal.example.com]}',
  ),
  good('nothing more may be issued', 'issuance: {}'),
  good(
    'a CA for everybody',
    'defaults: {mutualTLS: {clients: {ca: {issuerRef: {kind: ClusterIssuer, name: corporate-ca}}}}}',
  ),
  bad(
    'a suffix of everything',
    'issuance: {dnsSuffixes: [com]}',
    fault('spec.issuance.dnsSuffixes[0]', 'write a domain of at least two parts'),
  ),
  bad(
    'a suffix as a pattern',
    'issuance: {dnsSuffixes: ["*.example.com"]}',
    fault('spec.issuance.dnsSuffixes[0]', 'write a domain of at least two parts'),
  ),
  bad(
    'a trust domain with its scheme',
    'issuance: {spiffeTrustDomains: ["spiffe://example.com"]}',
    fault('spec.issuance.spiffeTrustDomains[0]', 'write a trust domain'),
  ),
  bad(
    'no issuer',
    'issuance: {clusterIssuers: []}',
    fault('spec.issuance.clusterIssuers', 'leave the field'),
  ),
  bad(
    'callers with certificates over plain http in defaults',
    'defaults: {tls: {plaintext: Allow}, mutualTLS: {clients: {ca: {secretName: a}}}}',
    fault('spec.defaults', 'write tls.plaintext: Redirect or Refuse'),
  ),
  bad(
    'authentication in defaults that would let nobody in',
    'defaults: {authentication: {caBundleRef: {name: ca, key: ca.crt}}}',
    fault('spec.defaults', 'write oidc, jwt or apiKeys'),
  ),
  bad(
    'a path in defaults that is not canonical',
    'defaults: {authorization: {rules: [{name: a, matches: [{path: {type: Exact, value: /a/../b}}], deny: true}]}}',
    fault('spec.defaults.authorization.rules[0].matches[0].path.value', 'write a path'),
  ),
  bad(
    'a network with host bits in defaults',
    'defaults: {network: {deniedCIDRs: [192.0.2.1/24]}}',
    fault('spec.defaults.network.deniedCIDRs[0]', '192.0.2.0/24'),
  ),
  bad(
    'an interval below a minute in defaults',
    'defaults: {verification: {interval: 1s}}',
    fault('spec.defaults.verification.interval', 'from 1m to 24h'),
  ),
  bad('overrides', 'overrides: {rateLimit: {connections: 100}}', fault('spec.overrides', 'unknown field')),
  bad(
    'a selector that is labels alone',
    'namespaceSelector: {exposure: public}',
    fault('spec.namespaceSelector.exposure', 'matchLabels'),
  ),
  bad(
    'a label key with two slashes',
    'namespaceSelector: {matchLabels: {a/b/c: x}}',
    fault('spec.namespaceSelector.matchLabels', 'example.com/tier'),
  ),
  bad(
    'In without values',
    'namespaceSelector: {matchExpressions: [{key: tier, operator: In}]}',
    fault('spec.namespaceSelector.matchExpressions[0]', 'In and NotIn need values'),
  ),
  bad('a score of 0', 'require: {minimumScore: 0}', fault('spec.require.minimumScore', 'from 1 to 100')),
  bad('a score of 101', 'require: {minimumScore: 101}', fault('spec.require.minimumScore', 'from 1 to 100')),
  bad('no controls', 'require: {controls: []}', fault('spec.require.controls', 'at least one entry')),
  bad(
    'a control that does not exist',
    'require: {controls: [tls.http]}',
    fault('spec.require.controls[0]', 'did you mean tls.https?'),
  ),
  bad(
    'a control twice',
    'require: {controls: [tls.https, tls.hsts, tls.https]}',
    fault('spec.require.controls[2]', 'stands twice'),
  ),
  bad('Audit required', 'require: {enforcement: Audit}', fault('spec.require.enforcement', 'write Enforce')),
  bad(
    'ungoverned Ingresses refused',
    'require: {ungovernedIngresses: Deny}',
    fault('spec.require.ungovernedIngresses', 'write Report'),
  ),
  bad('no exceptions', 'exceptions: []', fault('spec.exceptions', 'at least one entry')),
  bad(
    'an exception without who, why and until when',
    'exceptions: [{control: tls.hsts, namespace: shop, policy: orders}]',
    fault('spec.exceptions[0].owner', 'missing'),
    fault('spec.exceptions[0].reason', 'missing'),
    fault('spec.exceptions[0].expires', 'missing: write a text, as expires: 2027-01-31'),
  ),
  bad(
    'an exception for a control of another name',
    exceptWith('control', 'tls.hts'),
    fault('spec.exceptions[0].control', 'did you mean tls.hsts?'),
  ),
  bad(
    'an exception for every namespace',
    exceptWith('namespace', '"*"'),
    fault('spec.exceptions[0].namespace', 'small letters'),
  ),
  bad('an empty owner', exceptWith('owner', '""'), fault('spec.exceptions[0].owner', 'too short')),
  bad(
    'a reason of two lines',
    exceptWith('reason', '"a\\nb"'),
    fault('spec.exceptions[0].reason', 'one line of text'),
  ),
  bad(
    'a day that does not exist',
    expires('"2027-02-29"'),
    fault('spec.exceptions[0].expires', '2027-01-31'),
  ),
  bad('the 31st of April', expires('"2027-04-31"'), fault('spec.exceptions[0].expires', '2027-01-31')),
  bad(
    'a day the other way round',
    expires('"31-01-2027"'),
    fault('spec.exceptions[0].expires', '2027-01-31'),
  ),
  bad('a time', expires('"2027-01-31T12:00:00Z"'), fault('spec.exceptions[0].expires', '2027-01-31')),
  bad(
    'one control of one policy twice',
    `exceptions: [${exception()}, ${exception().replace('2027-01-31', '2028-01-31')}]`,
    fault('spec.exceptions[1]', 'must be unique in this list'),
  ),
  bad(
    'too many exceptions',
    `exceptions: [${many(257, (index) => exception().replace('orders', `orders-${index}`))}]`,
    fault('spec.exceptions', 'at most 256'),
  ),
  bad('an unknown section', 'default: {tls: {}}', fault('spec.default', 'did you mean defaults?')),
];
