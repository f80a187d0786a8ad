import { bad, fault, good, type Sample } from './sample.ts';

const rule = (rest: string): string =>
  `rateLimit: {rules: [{name: a, per: Second, by: ClientAddress, ${rest}}]}`;
const rule0 = 'spec.rateLimit.rules[0]';
const body = (size: string): string => `validation: {maxBodySize: ${size}}`;
const bodyFault = fault('spec.validation.maxBodySize', 'write a size from 1 byte to 8Gi in whole bytes');
const read = (time: string): string => `timeouts: {read: ${time}}`;
const readFault = fault('spec.timeouts.read', 'write whole seconds from 1s to 24h');

export const limitSamples: readonly Sample[] = [
  good('a limit', rule('requests: 20')),
  good('a limit with a burst equal to it', rule('requests: 20, burst: 20')),
  good('the largest limit', rule('requests: 1000000, burst: 1000000')),
  good(
    'one rule a second and one a minute',
    'rateLimit: {rules: [{name: a, requests: 5, per: Second, by: ClientAddress}, {name: b, requests: 100, per: Minute, by: ClientAddress}], connections: 100000, exemptCIDRs: [192.0.2.0/24, "2001:db8::/32", 0.0.0.0/0, "::/0"]}',
  ),
  bad(
    'a burst below the limit',
    rule('requests: 20, burst: 19'),
    fault(rule0, 'a burst of at least requests'),
  ),
  bad(
    'a burst too large',
    rule('requests: 20, burst: 1000001'),
    fault(`${rule0}.burst`, 'from 1 to 1000000'),
  ),
  bad('no request at all', rule('requests: 0'), fault(`${rule0}.requests`, 'from 1 to 1000000')),
  bad('half a request', rule('requests: 0.5'), fault(`${rule0}.requests`, '0.5 is not valid here')),
  bad('too many requests', rule('requests: 1000001'), fault(`${rule0}.requests`, 'from 1 to 1000000')),
  bad('no number', rule('burst: 5'), fault(`${rule0}.requests`, 'as requests: 20')),
  bad(
    'a rule of a name alone',
    'rateLimit: {rules: [{name: a}]}',
    fault(`${rule0}.requests`, 'missing'),
    fault(`${rule0}.per`, 'missing: write Second, Minute, Hour or Day'),
    fault(`${rule0}.by`, 'missing: write User, ClientAddress'),
  ),
  bad(
    'an unknown unit',
    'rateLimit: {rules: [{name: a, requests: 1, per: minute, by: ClientAddress}]}',
    fault(`${rule0}.per`, 'did you mean Minute?'),
  ),
  bad(
    'an unknown key',
    'rateLimit: {rules: [{name: a, requests: 1, per: Minute, by: IP}]}',
    fault(`${rule0}.by`, 'write User, ClientAddress'),
  ),
  good(
    'two rules a second',
    'rateLimit: {rules: [{name: a, requests: 1, per: Second, by: ClientAddress, burst: 2}, {name: b, requests: 2, per: Second, by: ClientAddress}]}',
  ),
  bad(
    'two rules of one name',
    'rateLimit: {rules: [{name: a, requests: 1, per: Second, by: ClientAddress}, {name: a, requests: 2, per: Minute, by: ClientAddress}]}',
    fault('spec.rateLimit.rules[1]', 'name "a" is taken by entry 0'),
  ),
  bad(
    'an empty list of rules',
    'rateLimit: {rules: []}',
    fault('spec.rateLimit.rules', 'leave the field out'),
  ),
  bad(
    'a rule name with a blank',
    'rateLimit: {rules: [{name: a b, requests: 1, per: Second, by: ClientAddress}]}',
    fault(`${rule0}.name`, 'as per-address'),
  ),
  bad(
    'no connection',
    'rateLimit: {connections: 0}',
    fault('spec.rateLimit.connections', 'from 1 to 100000'),
  ),
  bad(
    'too many connections',
    'rateLimit: {connections: 100001}',
    fault('spec.rateLimit.connections', 'from 1 to 100000'),
  ),

  good('timeouts', 'timeouts: {connect: 5s, read: 1h30m, send: 24h}'),
  good('a thousand milliseconds are a second', read('1000ms')),
  bad(
    'a timeout as a number',
    read('60'),
    fault('spec.timeouts.read', '60 is not valid here: write a text, as read: 60s'),
  ),
  bad('a timeout without a unit', read('"60"'), readFault),
  bad('no time', read('0s'), readFault),
  bad('a day and a second', read('24h1s'), readFault),
  bad('a second and a half', read('1500ms'), readFault),
  bad('a timeout in Go notation', read('1.5h'), readFault),
  bad('a timeout in days', read('1d'), readFault),

  good('a size in Mi', body('1Mi')),
  good('a size in bytes', body('1048576')),
  good('a size in bytes as a text', body('"1048576"')),
  good('the largest size', body('8Gi')),
  good('the smallest size', body('1')),
  good('a size with a fraction', body('1.5Mi')),
  good('a decimal size', body('10M')),
  bad('a size of nginx', body('10m'), bodyFault),
  bad('a size in MB', body('1MB'), bodyFault),
  bad('no byte', body('0'), bodyFault),
  bad('more than 8Gi', body('8589934593'), bodyFault),
  bad('more than 8Gi, in Gi', body('9Gi'), bodyFault),
  bad('half a byte', body('"0.5"'), bodyFault),
  bad('part of a byte', body('1.3Ki'), bodyFault),
  bad('a negative size', body('-1Mi'), bodyFault),
  bad('a size in words', body('big'), bodyFault),
  bad('a size that is a switch', body('true'), fault('spec.validation.maxBodySize', 'write a size')),

  good('a firewall that detects', 'validation: {waf: {mode: Detect}}'),
  good('a firewall that is off', 'validation: {waf: {mode: "Off"}}'),
  bad(
    'a firewall without a mode',
    'validation: {waf: {}}',
    fault('spec.validation.waf.mode', 'write Off, Detect or Block'),
  ),
  bad(
    'a firewall off, as YAML 1.1 reads it',
    'validation: {waf: {mode: false}}',
    fault('spec.validation.waf.mode', 'write Off, Detect or Block'),
  ),
];
