import fc from 'fast-check';
import type { AuthorizationRuleMatch, RateLimit } from '../../operator/api/types.generated.ts';

type Path = NonNullable<AuthorizationRuleMatch['path']>;

const unique = <T>(entry: fc.Arbitrary<T>, maxLength: number) =>
  fc.uniqueArray(entry, { minLength: 1, maxLength });

export const methods = () =>
  unique(fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'), 7);

export const hosts = () =>
  unique(
    fc
      .tuple(fc.constantFrom('', '*.'), fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,10}[a-z0-9])?$/))
      .map(([star, label]) => `${star}${label}.example.com`),
    3,
  );

/** Canonical paths, with a slash at the end or without. */
export function path(): fc.Arbitrary<Path> {
  const segment = fc
    .stringMatching(/^[A-Za-z0-9!$&'()*+,.:=@_~-]{1,12}$/)
    .filter((text) => text !== '.' && text !== '..');
  const value = fc
    .tuple(fc.array(segment, { maxLength: 4 }), fc.boolean())
    .map(([segments, slash]) => `/${segments.join('/')}${slash && segments.length > 0 ? '/' : ''}`);
  return fc.record({ type: fc.constantFrom('Exact', 'PathPrefix'), value });
}

export function matches(): fc.Arbitrary<AuthorizationRuleMatch[]> {
  const match = fc
    .record({ hosts: hosts(), path: path(), methods: methods() }, { requiredKeys: [] })
    .filter((stated) => Object.keys(stated).length > 0);
  return fc.array(match, { minLength: 1, maxLength: 3 });
}

export function redis(): fc.Arbitrary<NonNullable<RateLimit['redis']>> {
  return fc.record(
    {
      address: fc
        .tuple(fc.stringMatching(/^[a-z0-9]{1,10}(\.[a-z0-9]{1,5})?$/), fc.integer({ min: 1, max: 65_535 }))
        .map(([host, port]) => `${host}:${port}`),
      passwordSecretRef: fc.constant({ name: 'redis', key: 'password' }),
      tls: fc.constantFrom('Enabled', 'Disabled'),
    },
    { requiredKeys: ['address'] },
  );
}
