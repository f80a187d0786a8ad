import type { GateAuthentication, GateLogin, GatePolicy, GateStore } from '../../plan/gate-plan.ts';
import type { AuthenticationNode, OidcLogin } from '../../plan/nodes/authentication.ts';
import type { ClientCertificatesNode } from '../../plan/nodes/client-certificates.ts';
import { nodeOf, nodesOf, type SecurityPlan } from '../../plan/plan.ts';
import { isAddress } from '../checked.ts';
import { digestOf } from '../digest.ts';
import { answersOf } from './answers.ts';
import { FILES } from './files.ts';

export interface GateTargets {
  /** Hosts of the policy's targets, as {@link GatePolicy.hosts}. */
  readonly hosts: readonly string[];
  readonly ingresses: readonly string[];
}

/** What the gate is told of one policy. `proxies`: its logins; without any, nobody is let in by a login. */
export function compile(
  plan: SecurityPlan,
  { hosts, ingresses }: GateTargets,
  proxies: GateLogin['proxies'],
): GatePolicy {
  const authentication = nodeOf(plan, 'authentication');
  const authorization = nodeOf(plan, 'authorization');
  const certificates = nodeOf(plan, 'client-certificates');
  const store = storeOf(plan);
  const methods = nodeOf(plan, 'methods');
  const contentTypes = nodeOf(plan, 'content-types');
  const entry: Omit<GatePolicy, 'revision'> = {
    version: 1,
    policy: plan.policy.name,
    hosts,
    ingresses,
    refusePlaintext: nodeOf(plan, 'plaintext')?.mode.value === 'Refuse',
    ...(authentication && { authentication: authenticationOf(authentication, proxies) }),
    ...(authorization && {
      authorization: {
        fallback: authorization.fallback.value,
        rules: authorization.rules.map(({ field: _, ...rule }) => rule),
      },
    }),
    ...(certificates && { clientCertificates: certificatesOf(certificates) }),
    rates: nodesOf(plan, 'counted-rate').map(({ kind: _, fields: _fields, field: _field, ...rate }) => rate),
    rateExemptions: nodeOf(plan, 'rate-exemptions')?.networks.value ?? [],
    ...(store && { store }),
    ...(methods && { methods: methods.allowed.value }),
    ...(contentTypes && { contentTypes: contentTypes.allowed.value }),
    answers: answersOf(plan),
  };
  return { ...entry, revision: digestOf(entry) };
}

function certificatesOf({
  mode,
  authority,
  subjects,
}: ClientCertificatesNode): NonNullable<GatePolicy['clientCertificates']> {
  const revocationFile = authority.source === 'secret' ? FILES.revocation(authority.secretName) : undefined;
  return {
    required: mode.value === 'Required',
    subjects: subjects.map(({ field: _, ...subject }) => subject),
    ...(revocationFile !== undefined && { revocationFile }),
  };
}

function authenticationOf(
  { oidc, jwt, apiKeys, caBundle, forwardAccessToken, anonymous }: AuthenticationNode,
  proxies: GateLogin['proxies'],
): GateAuthentication {
  const directory = apiKeys && FILES.keys(apiKeys.secretName);
  const caFile = caBundle && FILES.ca(caBundle);
  return {
    ...(oidc && proxies.length > 0 && { login: loginOf(oidc, proxies) }),
    jwt: jwt.map(({ field: _, ...issuer }) => issuer),
    ...(apiKeys && directory !== undefined && { apiKeys: { header: apiKeys.header, directory } }),
    ...(caFile !== undefined && { caFile }),
    forwardAccessToken: forwardAccessToken.value,
    anonymous: anonymous.map(({ field: _, ...rule }) => rule),
  };
}

function loginOf(
  { issuerURL, allowedGroups, allowedEmailDomains, allowedEmails, logout }: OidcLogin,
  proxies: GateLogin['proxies'],
): GateLogin {
  return {
    proxies,
    issuerURL,
    ...(allowedGroups && { allowedGroups }),
    ...(allowedEmailDomains && { allowedEmailDomains }),
    ...(allowedEmails && { allowedEmails }),
    ...(logout && { logout }),
  };
}

function storeOf(plan: SecurityPlan): GateStore | undefined {
  const node = nodeOf(plan, 'rate-store');
  if (!node?.redis || !isAddress(node.redis.address)) return undefined;
  const { address, passwordSecretRef, tls } = node.redis;
  const passwordFile = passwordSecretRef && FILES.password(passwordSecretRef);
  return {
    address,
    ...(passwordFile !== undefined && { passwordFile }),
    tls: tls === 'Enabled',
    onFailure: node.onFailure.value,
  };
}
