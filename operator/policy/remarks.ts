import type { AuthenticationNode } from '../plan/nodes/authentication.ts';
import type { Remark } from '../plan/outcome.ts';
import { nodeOf, nodesOf, type SecurityPlan } from '../plan/plan.ts';
import { certificateRemarks } from './certificate-remarks.ts';

/** What a person should know about a policy by itself, wherever it is enforced. Shown by lint. */
export function policyRemarks(plan: SecurityPlan): readonly Remark[] {
  const authentication = nodeOf(plan, 'authentication');
  return [
    ...(authentication ? [...refreshLost(authentication), ...everythingOpen(authentication)] : []),
    ...claimsOfNobody(plan, authentication),
    ...storeOfNobody(plan),
    ...certificateRemarks(plan),
  ];
}

/** nginx hands on the first Set-Cookie of an answer to `auth_request`, and a large session is in several. */
function refreshLost({ oidc }: AuthenticationNode): Remark[] {
  if (!oidc || oidc.session.store === 'Redis' || oidc.session.refreshSeconds === undefined) return [];
  const message =
    'a session of more than one cookie (4 KB) is lost when it is refreshed, because the gateway hands on only the first Set-Cookie of the check: write store: Redis, or leave refresh out';
  const field = 'spec.authentication.oidc.session.refresh';
  return [{ severity: 'warning', field, rule: 'session-refresh-lost', message }];
}

function everythingOpen({ anonymous }: AuthenticationNode): Remark[] {
  return anonymous
    .filter(
      ({ path, hosts, methods }) => path?.type === 'PathPrefix' && path.value === '/' && !hosts && !methods,
    )
    .map(({ name, field }) => ({
      severity: 'warning',
      field: `${field}.path`,
      rule: 'anonymous-everything',
      message: `${name} opens every path to everybody, so that nobody is asked who they are: name the paths that are public`,
    }));
}

/** Who logged in with a browser, or brings a key, has no token of which the gate could read claims or scopes. */
function claimsOfNobody(plan: SecurityPlan, authentication: AuthenticationNode | undefined): Remark[] {
  if (!authentication || authentication.jwt.length > 0) return [];
  const required = (nodeOf(plan, 'authorization')?.rules ?? [])
    .filter(({ require }) => require?.claims !== undefined || require?.scopes !== undefined)
    .map(
      ({ field }): Remark => ({
        ...WITHOUT_TOKENS,
        field: `${field}.require`,
        message:
          'claims and scopes are those of tokens, and the policy takes none: nobody meets this rule; write authentication.jwt, or require groups',
      }),
    );
  const counted = nodesOf(plan, 'counted-rate')
    .filter(({ by }) => by === 'Claim')
    .map(
      ({ field }): Remark => ({
        ...WITHOUT_TOKENS,
        field: `${field}.by`,
        message:
          'claims are those of tokens, and the policy takes none: every request counts by its address; write authentication.jwt, or by: User',
      }),
    );
  return [...required, ...counted];
}

const WITHOUT_TOKENS = { severity: 'warning', rule: 'login-has-no-claims' } as const;

function storeOfNobody(plan: SecurityPlan): Remark[] {
  const store = nodeOf(plan, 'rate-store');
  if (!store || store.redis || store.onFailure.field === undefined) return [];
  const message = 'no store is named, so none can fail: write redis, or leave onStoreFailure out';
  return [
    { severity: 'warning', field: store.onFailure.field, rule: 'store-failure-without-store', message },
  ];
}
