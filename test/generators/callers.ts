import fc from 'fast-check';
import type {
  Authentication,
  AuthenticationOidc,
  Authorization,
} from '../../operator/api/types.generated.ts';
import { callerNames } from './certificates.ts';
import { hosts, matches, methods, path, redis } from './requests.ts';

const unique = <T>(entry: fc.Arbitrary<T>, maxLength: number) =>
  fc.uniqueArray(entry, { minLength: 1, maxLength });
const name = () => fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const token = () => fc.stringMatching(/^[!#%&'()*+,./0-9:;<=>?@A-Z[\]^_a-z|~-]{1,20}$/);
const group = () => fc.constantFrom('staff', '/staff/people', 'payments@example.com', 'Finance Auditors');
const domain = () => fc.stringMatching(/^[a-z0-9]{1,8}\.(com|org|co\.uk)$/);
const issuer = () =>
  fc.stringMatching(/^https:\/\/[a-z0-9]{1,10}\.example\.com(:8443)?(\/[A-Za-z0-9._~-]{0,8}){0,3}$/);

/** Who is let in, in any of the three ways and in several. */
export function authentication(): fc.Arbitrary<Authentication> {
  return fc
    .record(
      {
        oidc: oidc(),
        jwt: jwt(),
        apiKeys: fc.record(
          { header: fc.constantFrom('X-API-Key', 'X-Shop'), secretRef: fc.record({ name: name() }) },
          { requiredKeys: ['secretRef'] },
        ),
        caBundleRef: fc.constant({ name: 'corporate-ca', key: 'ca.crt' }),
        forward: fc.record({ accessToken: fc.boolean() }, { requiredKeys: [] }),
        anonymous: fc.uniqueArray(
          fc.record(
            { name: name(), hosts: hosts(), path: path(), methods: methods() },
            { requiredKeys: ['name', 'path'] },
          ),
          { minLength: 1, maxLength: 3, selector: (entry) => entry.name },
        ),
      },
      { requiredKeys: [] },
    )
    .filter(
      (stated) => stated.oidc !== undefined || stated.jwt !== undefined || stated.apiKeys !== undefined,
    );
}

function oidc(): fc.Arbitrary<AuthenticationOidc> {
  const hours = fc.integer({ min: 2, max: 720 }).chain((lifetime) =>
    fc.record({
      lifetime: fc.constant(`${lifetime}h`),
      refresh: fc.integer({ min: 1, max: lifetime - 1 }).map((refresh) => `${refresh}h`),
    }),
  );
  const store = fc.oneof(
    fc.constantFrom<NonNullable<AuthenticationOidc['session']>>({}, { store: 'Cookie' }),
    redis().map((where) => ({ store: 'Redis' as const, redis: where })),
  );
  const session = fc.tuple(hours, store, fc.option(domain())).map(([times, where, cookieDomain]) => ({
    ...times,
    ...where,
    ...(cookieDomain !== null && { cookieDomain }),
  }));
  return fc.record(
    {
      issuerURL: issuer(),
      clientID: token(),
      clientSecretRef: fc.record({ name: name(), key: fc.constantFrom('client-secret', '.secret') }),
      scopes: unique(token(), 3).map((scopes) => [...new Set(['openid', ...scopes])]),
      groupsClaim: fc.constantFrom('groups', 'https://example.com/groups'),
      allowedGroups: unique(group(), 4),
      allowedEmailDomains: unique(domain(), 3),
      allowedEmails: unique(
        domain().map((host) => `Ada@${host}`),
        3,
      ),
      session,
      logout: fc.record(
        { path: fc.constantFrom('/logout', '/a/b'), redirectURL: issuer() },
        { requiredKeys: ['path'] },
      ),
    },
    { requiredKeys: ['issuerURL', 'clientID', 'clientSecretRef'] },
  );
}

function jwt(): fc.Arbitrary<NonNullable<Authentication['jwt']>> {
  const entry = fc.record(
    {
      name: name(),
      issuer: issuer(),
      audiences: unique(token(), 3),
      jwksURI: issuer(),
      algorithms: unique(fc.constantFrom('RS256', 'PS384', 'ES512', 'EdDSA'), 4),
      clockSkewSeconds: fc.nat(300),
      requiredClaims: fc.constant([{ name: 'tenant', values: ['acme'] }]),
    },
    { requiredKeys: ['name', 'issuer', 'audiences'] },
  );
  return fc.uniqueArray(entry, {
    ...{ minLength: 1, maxLength: 3 },
    comparator: (a, b) => a.name === b.name || a.issuer === b.issuer,
  });
}

export function authorization(): fc.Arbitrary<Authorization> {
  const require = fc
    .record(
      {
        groups: unique(group(), 4),
        claims: fc.constant([{ name: 'acr', values: ['2', '3'] }]),
        scopes: unique(token(), 3),
        clientCertificates: callerNames(),
      },
      { requiredKeys: [] },
    )
    .filter((stated) => Object.keys(stated).length > 0);
  const judgement = fc.oneof(
    require.map((stated) => ({ require: stated })),
    fc.constant({ deny: true }),
  );
  const rule = fc
    .tuple(name(), fc.option(matches()), judgement)
    .map(([own, where, how]) => ({ name: own, ...(where !== null && { matches: where }), ...how }));
  return fc.record(
    {
      default: fc.constantFrom('Allow', 'Deny'),
      rules: fc.uniqueArray(rule, { minLength: 1, maxLength: 4, selector: (entry) => entry.name }),
    },
    { requiredKeys: [] },
  );
}
