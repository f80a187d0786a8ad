import { bad, fault, good, type Sample } from './sample.ts';

const AT = 'spec.rateLimit.rules';
const KEYS = 'authentication: {apiKeys: {secretRef: {name: orders-keys}}}';
const rules = (...list: readonly string[]): string =>
  `${KEYS}\nrateLimit: {rules: [${list.map((rule, index) => `{name: rule-${index}, requests: 10, ${rule}}`).join(', ')}]}`;
const ADDRESS = 'per: Second, by: ClientAddress';
const SCOPED = 'matches: [{path: {type: PathPrefix, value: /export}, methods: [POST]}]';

/** Limits by caller, their store, and what requests may look like. */
export const countingSamples: readonly Sample[] = [
  good('a limit by user', rules('per: Minute, by: User')),
  good('a limit by claim', rules(`per: Hour, by: Claim, claim: tenant, ${SCOPED}`)),
  good('a limit by key', rules('per: Day, by: APIKey')),
  good(
    'a limit by header beside one by address',
    rules('per: Minute, by: Header, header: X-Tenant', ADDRESS),
  ),
  good(
    'a limit by user alone, which a baseline may make legal',
    'rateLimit: {rules: [{name: a, requests: 1, per: Hour, by: User}]}',
  ),
  good(
    'several limits a second by address',
    rules(
      `${ADDRESS}, burst: 20`,
      `${ADDRESS}, ${SCOPED}`,
      'per: Second, by: User',
      'per: Minute, by: ClientAddress, burst: 30',
    ),
  ),
  bad(
    'a limit by claim, and which?',
    rules('per: Hour, by: Claim'),
    fault(`${AT}[0]`, 'by: Claim needs claim'),
  ),
  bad(
    'a limit by header, and which?',
    rules('per: Hour, by: Header', ADDRESS),
    fault(`${AT}[0]`, 'by: Header needs header'),
  ),
  bad(
    'a claim that is not counted',
    rules('per: Hour, by: User, claim: tenant'),
    fault(`${AT}[0]`, 'leave them out of other rules'),
  ),
  bad(
    'a header that is not counted',
    rules('per: Hour, by: User, header: X-Tenant'),
    fault(`${AT}[0]`, 'leave them out of other rules'),
  ),
  bad(
    'a limit by header alone',
    rules('per: Hour, by: Header, header: X-Tenant'),
    fault(AT, 'write a rule by: ClientAddress'),
  ),
  bad(
    'a limit by header beside one of some paths',
    rules('per: Hour, by: Header, header: X-Tenant', `${ADDRESS}, ${SCOPED}`),
    fault(AT, 'without matches beside'),
  ),
  bad(
    'a limit by forwarded address',
    rules('per: Hour, by: Header, header: X-Forwarded-For', ADDRESS),
    fault(`${AT}[0].header`, 'write by: User'),
  ),
  bad(
    'a limit by identity header',
    rules('per: Hour, by: Header, header: x-auth-request-user', ADDRESS),
    fault(`${AT}[0].header`, 'write by: User'),
  ),
  bad(
    'a burst by user',
    rules('per: Minute, by: User, burst: 20'),
    fault(`${AT}[0]`, 'leave burst out here'),
  ),
  bad(
    'a burst an hour',
    rules('per: Hour, by: ClientAddress, burst: 20'),
    fault(`${AT}[0]`, 'leave burst out here'),
  ),
  bad(
    'a burst of some paths',
    rules(`${ADDRESS}, burst: 20, ${SCOPED}`),
    fault(`${AT}[0]`, 'leave burst out here'),
  ),
  bad(
    'a burst in the second rule of a unit',
    rules(ADDRESS, `${ADDRESS}, burst: 20`),
    fault(AT, 'leave burst out of the others'),
  ),
  bad(
    'a limit of a path that is none',
    rules(`${ADDRESS}, matches: [{path: {type: Exact, value: //a}}]`),
    fault(`${AT}[0].matches[0].path.value`, 'write a path that every reader reads alike'),
  ),
  good(
    'a store',
    'rateLimit: {onStoreFailure: Deny, redis: {address: "redis.shop.svc:6379", passwordSecretRef: {name: redis, key: password}, tls: Disabled}}',
  ),
  bad(
    'a store that fails in its own way',
    'rateLimit: {onStoreFailure: Open}',
    fault('spec.rateLimit.onStoreFailure', 'write Local, Deny or Allow'),
  ),
  bad(
    'a store without an address',
    'rateLimit: {redis: {tls: Enabled}}',
    fault('spec.rateLimit.redis.address', 'missing'),
  ),
  bad(
    'a store at a port that is none',
    'rateLimit: {redis: {address: "redis:0"}}',
    fault('spec.rateLimit.redis.address', 'write host and port'),
  ),

  good(
    'methods and media types',
    'validation: {methods: [GET, POST], contentTypes: [application/json, application/vnd.api+json]}',
  ),
  bad('no method', 'validation: {methods: []}', fault('spec.validation.methods', 'leave the field out')),
  bad('TRACE', 'validation: {methods: [TRACE]}', fault('spec.validation.methods[0]', 'write GET')),
  bad(
    'a method twice',
    'validation: {methods: [GET, GET]}',
    fault('spec.validation.methods[1]', 'stands twice'),
  ),
  bad(
    'no media type',
    'validation: {contentTypes: []}',
    fault('spec.validation.contentTypes', 'leave the field out'),
  ),
  bad(
    'a media type with a parameter',
    'validation: {contentTypes: ["text/plain; charset=utf-8"]}',
    fault('spec.validation.contentTypes[0]', 'without parameters'),
  ),
  bad(
    'every media type',
    'validation: {contentTypes: ["*/*"]}',
    fault('spec.validation.contentTypes[0]', 'write a media type'),
  ),

  good('plaintext refused', 'tls: {plaintext: Refuse}'),
  good('protection that waits', 'activation: WhenReady'),
  bad('protection later', 'activation: Later', fault('spec.activation', 'write Immediate or WhenReady')),
];
