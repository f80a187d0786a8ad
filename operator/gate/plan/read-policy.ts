import type { CertificateSubject } from '../../plan/certificates.ts';
import { frozenCopy } from '../../plan/freeze.ts';
import type { GatePolicy } from '../../plan/gate-plan.ts';
import type { JwtIssuer } from '../../plan/nodes/authentication.ts';
import type { AuthorizationRule } from '../../plan/nodes/authorization.ts';
import type { CountedRate } from '../../plan/nodes/counted-rate.ts';
import { type Check, filled, flag, list, literal, ShapeError, shape, text, texts, whole } from './shape.ts';

const names = list(filled);

const claims = list(shape({ name: filled, values: list(text, 1) }, {}));

const matchMembers = {
  hosts: list(text, 1),
  path: shape({ type: literal('Exact', 'PathPrefix'), value: filled }, {}),
  methods: list(filled, 1),
} as const;

const matches = list(shape({}, matchMembers));

const issuer: Check<JwtIssuer> = shape(
  {
    name: filled,
    issuer: filled,
    audiences: list(filled, 1),
    algorithms: list(filled, 1),
    clockSkewSeconds: whole(0, 600),
    requiredClaims: claims,
  },
  { jwksURI: filled },
);

const login = shape(
  {
    proxies: list(shape({ hosts: list(text, 1), authURL: filled, cookieName: filled }, {}), 1),
    issuerURL: filled,
  },
  {
    allowedGroups: names,
    allowedEmailDomains: names,
    allowedEmails: names,
    logout: shape({ path: filled }, { redirectURL: filled }),
  },
);

const authentication = shape(
  {
    jwt: list(issuer),
    forwardAccessToken: flag,
    anonymous: list(shape({ name: filled }, matchMembers)),
  },
  { login, apiKeys: shape({ header: filled, directory: filled }, {}), caFile: filled },
);

const ruleShape: Check<AuthorizationRule> = shape(
  { name: filled, matches, deny: flag },
  { require: shape({}, { groups: names, claims, scopes: names, clientCertificates: list(filled, 1) }) },
);

const rule: Check<AuthorizationRule> = (value, at) => {
  const read = ruleShape(value, at);
  if (read.deny === (read.require !== undefined))
    throw new ShapeError(`${at} has to say either deny or require`);
  return read;
};

const rateShape: Check<CountedRate> = shape(
  {
    name: filled,
    requests: whole(1, Number.MAX_SAFE_INTEGER),
    per: literal('Second', 'Minute', 'Hour', 'Day'),
    by: literal('User', 'ClientAddress', 'Header', 'Claim', 'APIKey', 'ClientCertificate'),
    matches,
  },
  { claim: filled, header: filled },
);

const rate: Check<CountedRate> = (value, at) => {
  const read = rateShape(value, at);
  if ((read.by === 'Claim') !== (read.claim !== undefined))
    throw new ShapeError(`${at}.claim belongs to by: Claim`);
  if ((read.by === 'Header') !== (read.header !== undefined))
    throw new ShapeError(`${at}.header belongs to by: Header`);
  return read;
};

const subjectShape: Check<CertificateSubject> = shape(
  { name: filled },
  { commonName: filled, uri: filled, dnsName: filled },
);

const subject: Check<CertificateSubject> = (value, at) => {
  const read = subjectShape(value, at);
  const stated = [read.commonName, read.uri, read.dnsName].filter((name) => name !== undefined);
  if (stated.length !== 1) throw new ShapeError(`${at} has to say one of commonName, uri and dnsName`);
  return read;
};

const answers = shape(
  { headers: texts },
  {
    hsts: filled,
    cors: shape({ allowOrigins: names, allowCredentials: flag, exposeHeaders: names }, {}),
  },
);

const policy: Check<GatePolicy> = shape(
  {
    version: literal(1),
    policy: filled,
    revision: filled,
    hosts: list(text),
    refusePlaintext: flag,
    rates: list(rate),
    rateExemptions: names,
    answers,
  },
  {
    ingresses: names,
    authentication,
    clientCertificates: shape({ required: flag, subjects: list(subject) }, { revocationFile: filled }),
    authorization: shape({ fallback: literal('Allow', 'Deny'), rules: list(rule) }, {}),
    store: shape(
      { address: filled, tls: flag, onFailure: literal('Local', 'Deny', 'Allow') },
      { passwordFile: filled },
    ),
    methods: names,
    contentTypes: names,
  },
);

/**
 * Reads one entry of the plan. Nothing is taken on trust: a policy that is not wholly understood is not enforced by half.
 * @throws ShapeError that names the member; SyntaxError where the text is no JSON.
 */
export function readPolicy(name: string, entry: string): GatePolicy {
  const read = policy(JSON.parse(entry), '');
  if (read.policy !== name)
    throw new ShapeError(`policy is "${read.policy}", and the entry is that of "${name}"`);
  const twice = read.rates.find(({ name: one }, at) => read.rates.findIndex((r) => r.name === one) < at);
  if (twice !== undefined) throw new ShapeError(`two rates are named "${twice.name}"`);
  return frozenCopy(read);
}
