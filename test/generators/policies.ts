import fc from 'fast-check';
import type { ApiPolicy, ApiPolicySpec } from '../../operator/api/types.generated.ts';
import { formatNetwork, parseLenient } from '../../operator/plan/network.ts';
import { effectivePolicy } from '../../operator/policy/effective.ts';
import { authentication, authorization } from './callers.ts';
import { certificate, mutualTLS } from './certificates.ts';
import { aPolicy } from './objects.ts';
import { matches, methods, redis } from './requests.ts';

/** Any valid policy, as the schema and its CEL rules allow it, by which whoever is counted is known. */
export function validPolicy(): fc.Arbitrary<ApiPolicy> {
  return validSpec()
    .map((spec) => aPolicy(spec))
    .filter((policy) => effectivePolicy(policy, []).problems.length === 0);
}

/** Any combination of valid sections; what they lack together a baseline could give. */
export function validSpec(): fc.Arbitrary<Partial<ApiPolicySpec>> {
  return sections().map((spec) =>
    spec.mutualTLS?.clients && spec.tls?.plaintext === 'Allow'
      ? { ...spec, tls: { ...spec.tls, plaintext: 'Refuse' } }
      : spec,
  );
}

function sections(): fc.Arbitrary<Partial<ApiPolicySpec>> {
  return fc.record(
    {
      enforcement: fc.constantFrom('Enforce', 'Audit'),
      activation: fc.constantFrom('Immediate', 'WhenReady'),
      tls: tls(),
      mutualTLS: mutualTLS(),
      authentication: authentication(),
      authorization: authorization(),
      rateLimit: rateLimit(),
      timeouts: fc.record({ connect: duration(), read: duration(), send: duration() }, { requiredKeys: [] }),
      validation: fc.record(
        {
          methods: methods(),
          contentTypes: unique(
            fc.constantFrom('application/json', 'text/plain', 'application/vnd.api+json'),
            3,
          ),
          maxBodySize: size(),
          waf: fc.record({ mode: fc.constantFrom('Off', 'Detect', 'Block') }),
        },
        { requiredKeys: [] },
      ),
      exposure: exposure(),
      network: fc.record({ allowedCIDRs: networks(), deniedCIDRs: networks() }, { requiredKeys: [] }),
      verification: fc.record(
        {
          mode: fc.constantFrom('Active', 'Passive', 'Off'),
          interval: fc.integer({ min: 1, max: 1_440 }).map((minutes) => `${minutes}m`),
          limits: fc.constantFrom('Disabled', 'Enabled'),
        },
        { requiredKeys: [] },
      ),
      drift: fc.constantFrom('Repair', 'Report'),
    },
    { requiredKeys: [] },
  );
}

const label = () => fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const headerName = () => fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const unique = <T>(entry: fc.Arbitrary<T>, maxLength: number) =>
  fc.uniqueArray(entry, { minLength: 1, maxLength });

function tls(): fc.Arbitrary<NonNullable<ApiPolicySpec['tls']>> {
  const hsts = fc
    .record({ maxAgeSeconds: fc.nat(315_360_000), includeSubDomains: fc.boolean(), preload: fc.boolean() })
    .filter(
      ({ maxAgeSeconds, includeSubDomains, preload }) =>
        !preload || (includeSubDomains && maxAgeSeconds >= 31_536_000),
    );
  return fc.record(
    {
      plaintext: fc.constantFrom('Redirect', 'Refuse', 'Allow'),
      minimumVersion: fc.constantFrom('TLS1.2', 'TLS1.3'),
      hsts,
      certificate: certificate(),
    },
    { requiredKeys: [] },
  );
}

type Rules = NonNullable<NonNullable<ApiPolicySpec['rateLimit']>['rules']>;

/** Rules by address, of which the first of each unit may have a burst, and others. Names are given by place. */
function rateLimit(): fc.Arbitrary<NonNullable<ApiPolicySpec['rateLimit']>> {
  const requests = fc.integer({ min: 1, max: 1_000_000 });
  const byAddress = fc
    .record({
      requests,
      per: fc.constantFrom('Second' as const, 'Minute' as const),
      extra: fc.option(fc.nat(1_000_000)),
    })
    .map(({ requests, per, extra }) => ({
      ...{ requests, per, by: 'ClientAddress' as const },
      ...(extra !== null && { burst: Math.min(1_000_000, requests + extra) }),
    }));
  const key = fc.constantFrom(
    { by: 'User' as const },
    { by: 'APIKey' as const },
    { by: 'ClientCertificate' as const },
    { by: 'ClientAddress' as const },
    { by: 'Claim' as const, claim: 'tenant' },
    { by: 'Header' as const, header: 'X-Tenant' },
  );
  const unit = fc.constantFrom('Second' as const, 'Minute' as const, 'Hour' as const, 'Day' as const);
  const counted = fc
    .record({ requests, per: unit, key, where: fc.option(matches()) })
    .map(({ requests, per, key, where }) => ({
      ...{ requests, per, ...key },
      ...(where !== null && { matches: where }),
    }));
  const named = (rules: readonly Omit<Rules[number], 'name'>[]): Rules => {
    const bounded = rules.some(({ by, matches: where }) => by === 'ClientAddress' && where === undefined);
    const kept = bounded ? rules : rules.map((rule) => (rule.by === 'Header' ? asUser(rule) : rule));
    return kept.map((rule, index) => ({ name: `rule-${index}`, ...rule }));
  };
  const rules = fc
    .tuple(
      fc.uniqueArray(byAddress, { maxLength: 2, selector: ({ per }) => per }),
      fc.array(counted, { maxLength: 4 }),
    )
    .filter(([first, then]) => first.length + then.length > 0)
    .map(([first, then]) => named([...first, ...then]));
  return fc.record(
    {
      rules,
      connections: fc.integer({ min: 1, max: 100_000 }),
      exemptCIDRs: networks(),
      onStoreFailure: fc.constantFrom('Local', 'Deny', 'Allow'),
      redis: redis(),
    },
    { requiredKeys: [] },
  );
}

/** A header alone would be no limit, and is refused. */
function asUser({ header: _, ...rule }: Omit<Rules[number], 'name'>): Omit<Rules[number], 'name'> {
  return { ...rule, by: 'User' };
}

function exposure(): fc.Arbitrary<NonNullable<ApiPolicySpec['exposure']>> {
  const origin = fc
    .tuple(
      fc.constantFrom('http://', 'https://', 'https://*.'),
      unique(label(), 3),
      fc.option(fc.integer({ min: 1, max: 65_535 })),
    )
    .map(([scheme, labels, port]) => `${scheme}${labels.join('.')}${port === null ? '' : `:${port}`}`);
  const cors = fc
    .record(
      {
        allowOrigins: fc.oneof(unique(origin, 5), fc.constant(['*'])),
        allowMethods: unique(fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'), 7),
        allowHeaders: unique(headerName(), 5),
        exposeHeaders: unique(headerName(), 5),
        allowCredentials: fc.boolean(),
        maxAgeSeconds: fc.nat(86_400),
      },
      { requiredKeys: ['allowOrigins'] },
    )
    .filter(({ allowOrigins, allowCredentials }) => !allowOrigins.includes('*') || allowCredentials !== true);
  const header = fc.record({
    name: headerName(),
    value: fc.stringMatching(/^[!#%&()*+,.:;<=>?@A-Za-z0-9-]{1,40}$/),
  });
  return fc.record(
    {
      cors,
      securityHeaders: fc.constantFrom('Standard', 'None'),
      responseHeaders: fc
        .record(
          {
            set: fc.uniqueArray(header, {
              minLength: 1,
              maxLength: 5,
              selector: ({ name }) => name.toLowerCase(),
            }),
            remove: fc.uniqueArray(headerName(), {
              minLength: 1,
              maxLength: 5,
              selector: (name) => name.toLowerCase(),
            }),
          },
          { requiredKeys: [] },
        )
        .filter(({ set = [], remove = [] }) =>
          set.every(({ name }) => !remove.some((other) => other.toLowerCase() === name.toLowerCase())),
        ),
    },
    { requiredKeys: [] },
  );
}

/** Networks of both families, without host bits. */
export function networks(): fc.Arbitrary<string[]> {
  const v4 = fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, prefix]) => `${address}/${prefix}`);
  const v6 = fc
    .tuple(fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }), fc.nat(128))
    .map(([groups, prefix]) => `${groups.map((group) => group.toString(16)).join(':')}/${prefix}`);
  const network = fc.oneof(v4, v6).map((text) => {
    const parsed = parseLenient(text);
    if (!parsed) throw new Error(`the generator made ${text}, which is no network`);
    return formatNetwork(parsed);
  });
  return unique(network, 12);
}

function duration(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.integer({ min: 1, max: 86_400 }).map((seconds) => `${seconds}s`),
    fc.tuple(fc.nat(23), fc.nat(59), fc.integer({ min: 1, max: 59 })).map(([h, m, s]) => `${h}h${m}m${s}s`),
  );
}

function size(): fc.Arbitrary<string | number> {
  return fc.oneof(
    fc
      .tuple(fc.integer({ min: 1, max: 8 }), fc.constantFrom('', 'k', 'Ki', 'M', 'Mi', 'G', 'Gi'))
      .map(([n, unit]) => `${n}${unit}`),
    fc.integer({ min: 1, max: 2 ** 31 }),
  );
}
