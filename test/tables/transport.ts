import { bad, fault, good, type Sample } from './sample.ts';

export const transportSamples: readonly Sample[] = [
  good('tls with nothing in it: its defaults', 'tls: {}'),
  good(
    'all of tls',
    'tls: {plaintext: Redirect, minimumVersion: TLS1.3, certificate: {secretName: orders-tls}, hsts: {maxAgeSeconds: 31536000, includeSubDomains: true, preload: true}}',
  ),
  good('hsts of a day without preload', 'tls: {hsts: {maxAgeSeconds: 86400, preload: false}}'),
  good('hsts that makes browsers forget', 'tls: {hsts: {maxAgeSeconds: 0}}'),
  good('a certificate of the target itself', 'tls: {certificate: {}}'),
  good('plaintext Allow', 'tls: {plaintext: Allow}'),

  bad(
    'plaintext redirect',
    'tls: {plaintext: redirect}',
    fault('spec.tls.plaintext', 'did you mean Redirect?'),
  ),
  bad(
    'an unknown plaintext',
    'tls: {plaintext: Forward}',
    fault('spec.tls.plaintext', 'write Redirect, Refuse or Allow'),
  ),
  bad(
    'a version in another spelling',
    'tls: {minimumVersion: TLSv1.2}',
    fault('spec.tls.minimumVersion', 'did you mean TLS1.2?'),
  ),
  bad(
    'a version as a number',
    'tls: {minimumVersion: 1.2}',
    fault('spec.tls.minimumVersion', 'write TLS1.2 or TLS1.3'),
  ),
  bad('hsts as a switch', 'tls: {hsts: true}', fault('spec.tls.hsts', 'as hsts: {maxAgeSeconds: 31536000')),
  bad(
    'hsts without an age',
    'tls: {hsts: {preload: false}}',
    fault('spec.tls.hsts.maxAgeSeconds', 'as maxAgeSeconds: 31536000'),
  ),
  bad(
    'preload without subdomains',
    'tls: {hsts: {maxAgeSeconds: 31536000, preload: true}}',
    fault('spec.tls.hsts', 'preload needs includeSubDomains: true'),
  ),
  bad(
    'preload for less than a year',
    'tls: {hsts: {maxAgeSeconds: 31535999, includeSubDomains: true, preload: true}}',
    fault('spec.tls.hsts', 'at least 31536000'),
  ),
  bad(
    'a negative age',
    'tls: {hsts: {maxAgeSeconds: -1}}',
    fault('spec.tls.hsts.maxAgeSeconds', 'a whole number from 0 to 315360000'),
  ),
  bad(
    'an age as a text',
    'tls: {hsts: {maxAgeSeconds: "31536000"}}',
    fault('spec.tls.hsts.maxAgeSeconds', 'the text "31536000" is not valid here'),
  ),
  bad(
    'a switch as a text',
    'tls: {hsts: {maxAgeSeconds: 1, includeSubDomains: "yes"}}',
    fault('spec.tls.hsts.includeSubDomains', 'write true or false'),
  ),
  bad('a misspelt field', 'tls: {plaintxt: Redirect}', fault('spec.tls.plaintxt', 'did you mean plaintext?')),
  bad(
    'a Secret of another namespace',
    'tls: {certificate: {secretName: other/tls}}',
    fault('spec.tls.certificate.secretName', '"other/tls" is not valid here'),
  ),
  bad(
    'a Secret without a name',
    'tls: {certificate: {secretName: ""}}',
    fault('spec.tls.certificate.secretName', 'too short'),
  ),
  good('tls that is nothing: dropped by the API server', 'tls: null'),
  bad(
    'an age that is nothing',
    'tls: {hsts: {maxAgeSeconds: null}}',
    fault('spec.tls.hsts.maxAgeSeconds', 'missing'),
  ),
];
