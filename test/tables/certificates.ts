import { bad, type Fault, fault, good, type Sample } from './sample.ts';

const ISSUER = 'issuerRef: {kind: Issuer, name: shop-ca}';
const certificate = (fields: string): string => `tls: {certificate: {${fields}}}`;
const issued = (fields: string): string => certificate(`${ISSUER}, ${fields}`);
const served = (below: string, says: string): Fault => fault(`spec.tls.certificate${below}`, says);

const clients = (fields: string, ca = ISSUER): string => `mutualTLS: {clients: {ca: {${ca}}, ${fields}}}`;
const clientsAt = (below: string, says: string): Fault => fault(`spec.mutualTLS.clients${below}`, says);
const issue = (...entries: readonly string[]): string => clients(`issue: [${entries.join(', ')}]`);

const backend = (fields: string, shown = ISSUER): string =>
  `mutualTLS: {backend: {certificate: {${shown}}, serverName: orders.shop.svc${fields}}}`;
const backendAt = (below: string, says: string): Fault => fault(`spec.mutualTLS.backend${below}`, says);

/** The certificate that the gateway serves. */
const servedSamples: readonly Sample[] = [
  good('a certificate of an issuer', certificate(ISSUER)),
  good(
    'a certificate with all that can be said of it',
    certificate(
      'issuerRef: {kind: ClusterIssuer, name: letsencrypt}, privateKey: {algorithm: ECDSA, size: 384}, duration: 2160h, renewBefore: 720h',
    ),
  ),
  good('a key of RSA', issued('privateKey: {algorithm: RSA, size: 4096}')),
  good('a key of Ed25519', issued('privateKey: {algorithm: Ed25519}')),
  good('a key without a size', issued('privateKey: {algorithm: RSA}')),
  good('a certificate of an hour', issued('duration: 1h, renewBefore: 5m')),
  bad(
    'an issuer and a Secret',
    certificate(`${ISSUER}, secretName: orders-tls`),
    served('', 'write either issuerRef'),
  ),
  bad(
    'a duration of a certificate that is brought',
    certificate('secretName: orders-tls, duration: 1h'),
    served('', 'write issuerRef beside them'),
  ),
  bad('a key of no certificate', certificate('privateKey: {algorithm: RSA}'), served('', 'write issuerRef')),
  bad('an issuer without a kind', certificate('issuerRef: {name: a}'), served('.issuerRef.kind', 'missing')),
  bad(
    'an issuer of another kind',
    certificate('issuerRef: {kind: AWSPCAIssuer, name: a}'),
    served('.issuerRef.kind', 'write Issuer or ClusterIssuer'),
  ),
  bad(
    'an issuer of another namespace',
    certificate('issuerRef: {kind: Issuer, name: other/a}'),
    served('.issuerRef.name', 'write the name of a Kubernetes object'),
  ),
  bad(
    'a key without an algorithm',
    issued('privateKey: {size: 256}'),
    served('.privateKey.algorithm', 'missing'),
  ),
  bad(
    'a size that ECDSA has not',
    issued('privateKey: {algorithm: ECDSA, size: 521}'),
    served('.privateKey', 'write a size that the algorithm has'),
  ),
  bad(
    'RSA that is too short',
    issued('privateKey: {algorithm: RSA, size: 1024}'),
    served('.privateKey', '2048 to 4096 for RSA'),
  ),
  bad(
    'a size of Ed25519',
    issued('privateKey: {algorithm: Ed25519, size: 256}'),
    served('.privateKey', 'leave size out'),
  ),
  bad('a certificate of minutes', issued('duration: 59m'), served('.duration', 'from 1h to 87600h')),
  bad('a certificate for ever', issued('duration: 87601h'), served('.duration', 'from 1h to 87600h')),
  bad('a duration in days', issued('duration: 90d'), served('.duration', 'write whole seconds')),
  bad(
    'a renewal in the last minutes',
    issued('renewBefore: 4m'),
    served('.renewBefore', 'from 5m to 87600h'),
  ),
  bad(
    'a renewal before the beginning',
    issued('duration: 24h, renewBefore: 24h'),
    served('', 'write a renewBefore below duration'),
  ),
  bad(
    'a renewal before the beginning of a default',
    issued('renewBefore: 2160h'),
    served('', 'write a renewBefore below duration'),
  ),
];

/** Callers' certificates. */
const clientSamples: readonly Sample[] = [
  good('mutualTLS with nothing in it', 'mutualTLS: {}'),
  good('callers by a CA of an issuer', clients('mode: Required, verifyDepth: 1')),
  good('callers by a brought CA', clients('mode: Optional', 'secretName: brought-ca')),
  good('callers by a managed CA', clients('verifyDepth: 2', 'managed: {}')),
  good(
    'a CA whose old one is dropped at once',
    clients('mode: Required', 'managed: {duration: 43800h, overlap: 0s, revision: 2}'),
  ),
  good('a CA that a baseline may give', 'mutualTLS: {clients: {mode: Optional}}'),
  good(
    'callers by name',
    clients(
      'subjects: [{name: billing.v2, commonName: billing.v2}, {name: b, uri: "spiffe://example.com/ns/shop/sa/b"}, {name: c, dnsName: c.example.com}]',
    ),
  ),
  good(
    'a certificate for a caller',
    issue(
      '{name: billing, secretName: billing-client-tls, commonName: billing, uris: ["spiffe://example.com/ns/shop/sa/billing"], dnsNames: [billing.shop.svc], duration: 720h}',
      '{secretName: other-client-tls, commonName: "Größe 7"}',
    ),
  ),
  good(
    'open paths alone, where callers show certificates',
    `authentication: {anonymous: [{name: a, path: {type: Exact, value: /a}}]}\n${clients('mode: Required')}`,
  ),
  good('callers over https alone', `tls: {plaintext: Refuse}\n${clients('mode: Required')}`),
  good(
    'a rule and a limit by certificate',
    `${clients('subjects: [{name: billing, commonName: billing}]')}\nauthorization: {rules: [{name: a, require: {clientCertificates: [billing]}}]}\nrateLimit: {rules: [{name: a, requests: 1, per: Hour, by: ClientCertificate}]}`,
  ),
  bad('a CA of nothing', clients('mode: Required', ''), clientsAt('.ca', 'write exactly one of issuerRef')),
  bad(
    'two CAs',
    clients('mode: Required', `${ISSUER}, secretName: brought-ca`),
    clientsAt('.ca', 'write exactly one of issuerRef'),
  ),
  bad('an unknown mode', clients('mode: required'), clientsAt('.mode', 'did you mean Required?')),
  bad('a depth of none', clients('verifyDepth: 0'), clientsAt('.verifyDepth', 'from 1 to 8')),
  bad('no subject', clients('subjects: []'), clientsAt('.subjects', 'leave the field out')),
  bad(
    'a subject without a name',
    clients('subjects: [{commonName: a}]'),
    clientsAt('.subjects[0].name', 'missing'),
  ),
  bad(
    'two subjects of one name',
    clients('subjects: [{name: a, commonName: a}, {name: a, commonName: b}]'),
    clientsAt('.subjects[1]', 'must be unique'),
  ),
  bad(
    'a subject that names nobody',
    clients('subjects: [{name: a}]'),
    clientsAt('.subjects[0]', 'write exactly one of commonName'),
  ),
  bad(
    'a subject that names two',
    clients('subjects: [{name: a, commonName: a, dnsName: a.example.com}]'),
    clientsAt('.subjects[0]', 'write exactly one of commonName'),
  ),
  bad(
    'a subject of two lines',
    clients('subjects: [{name: a, commonName: "a\\nb"}]'),
    clientsAt('.subjects[0].commonName', 'write one line'),
  ),
  bad(
    'a subject of any host below',
    clients('subjects: [{name: a, dnsName: "*.example.com"}]'),
    clientsAt('.subjects[0].dnsName', 'write a DNS name in small letters'),
  ),
  bad(
    'a subject by a URI without a scheme',
    clients('subjects: [{name: a, uri: example.com/a}]'),
    clientsAt('.subjects[0].uri', 'write a URI with its scheme'),
  ),
  bad(
    'a certificate of nobody',
    issue('{secretName: a}'),
    clientsAt('.issue[0]', 'say whom the certificate names'),
  ),
  bad('a certificate in no Secret', issue('{commonName: a}'), clientsAt('.issue[0].secretName', 'missing')),
  bad(
    'two certificates in one Secret',
    issue('{secretName: a, commonName: a}', '{secretName: a, commonName: b}'),
    clientsAt('.issue[1]', 'must be unique'),
  ),
  bad(
    'a common name that X.509 has no room for',
    issue(`{secretName: a, commonName: ${'a'.repeat(65)}}`),
    clientsAt('.issue[0].commonName', 'at most 64'),
  ),
  ...[
    'https://example.com/ns/shop/sa/a',
    'spiffe://example.com',
    'spiffe://example.com/ns/shop/../other/a',
    'spiffe://example.com//ns/shop/a',
    'spiffe://Example.com/ns/shop/a',
    'spiffe://example.com:1/ns/shop/a',
    'spiffe://example.com/ns/shop/',
  ].map((uri) =>
    bad(
      `${uri} is no SPIFFE id`,
      issue(`{secretName: a, uris: ["${uri}"]}`),
      clientsAt('.issue[0].uris[0]', 'write a SPIFFE id'),
    ),
  ),
  bad(
    'a certificate for any host',
    issue('{secretName: a, dnsNames: ["*.shop.svc"]}'),
    clientsAt('.issue[0].dnsNames[0]', 'write a DNS name'),
  ),
  bad(
    'certificates of a CA that is brought',
    clients('issue: [{secretName: a, commonName: a}]', 'secretName: brought-ca'),
    clientsAt('', 'leave issue out'),
  ),
  bad(
    'a certificate that outlives its CA',
    clients('issue: [{secretName: a, commonName: a}]', 'managed: {duration: 720h}'),
    clientsAt('', 'would outlive the CA'),
  ),
  bad(
    'an overlap as long as the CA',
    clients('mode: Required', 'managed: {duration: 168h}'),
    clientsAt('.ca.managed', 'write an overlap'),
  ),
  bad(
    'a revision of none',
    clients('mode: Required', 'managed: {revision: 0}'),
    clientsAt('.ca.managed.revision', 'from 1 to 1000000'),
  ),
  bad(
    'certificates over plain http',
    `tls: {plaintext: Allow}\n${clients('mode: Required')}`,
    fault('spec', 'write tls.plaintext: Redirect or Refuse'),
  ),
];

/** The app's certificates. */
const backendSamples: readonly Sample[] = [
  good(
    'a service with a certificate',
    backend(
      ', issue: [{secretName: orders-server-tls, dnsNames: [orders.shop.svc, orders.shop.svc.cluster.local]}]',
    ),
  ),
  good('a gateway with a brought certificate', backend('', 'secretName: a')),
  good('the CA in the Secret of the certificate', backend(', ca: {secretName: a}', 'secretName: a')),
  bad(
    'a service without a name',
    `mutualTLS: {backend: {certificate: {${ISSUER}}}}`,
    backendAt('.serverName', 'missing'),
  ),
  bad(
    'a gateway that shows nothing',
    'mutualTLS: {backend: {serverName: a.shop.svc}}',
    backendAt('.certificate', 'missing'),
  ),
  bad(
    'a certificate of nobody to show',
    backend('', ''),
    backendAt('.certificate', 'write exactly one of issuerRef'),
  ),
  bad(
    'a certificate of two to show',
    backend('', `${ISSUER}, secretName: a`),
    backendAt('.certificate', 'write exactly one of issuerRef'),
  ),
  bad('a CA of its own', backend(', ca: {secretName: b}', 'secretName: a'), backendAt('', 'from one Secret')),
  bad('a CA beside an issuer', backend(', ca: {secretName: b}'), backendAt('', 'from one Secret')),
  bad(
    'certificates without an issuer',
    backend(', issue: [{secretName: b, dnsNames: [a.shop.svc]}]', 'secretName: a'),
    backendAt('', 'write certificate.issuerRef'),
  ),
  bad(
    'one Secret for a caller and a service',
    `mutualTLS: {clients: {ca: {${ISSUER}}, issue: [{secretName: a, commonName: a}]}, backend: {certificate: {${ISSUER}}, serverName: a.shop.svc, issue: [{secretName: a, dnsNames: [a.shop.svc]}]}}`,
    fault('spec.mutualTLS', 'write another secretName'),
  ),
  bad(
    'a name with a scheme',
    `mutualTLS: {backend: {certificate: {${ISSUER}}, serverName: "https://orders"}}`,
    backendAt('.serverName', 'write a DNS name'),
  ),
];

export const certificateSamples: readonly Sample[] = [...servedSamples, ...clientSamples, ...backendSamples];
