import type { Ingress } from '../../../../operator/api/kubernetes.ts';
import type { GatewaySettings, Lowering } from '../../../../operator/gateways/gateway.ts';
import { ingressNginx } from '../../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { type AuthenticationNode, authentication } from '../../../../operator/plan/nodes/authentication.ts';
import { countedRate } from '../../../../operator/plan/nodes/counted-rate.ts';
import { methods } from '../../../../operator/plan/nodes/methods.ts';
import { plaintext } from '../../../../operator/plan/nodes/plaintext.ts';
import { rateStore } from '../../../../operator/plan/nodes/rate-store.ts';
import { type PlanNode, type SecurityPlan, securityPlan } from '../../../../operator/plan/plan.ts';
import { byDefault, stated } from '../../../../operator/plan/stated.ts';
import { anIngress } from '../../../generators/objects.ts';

/** Nodes as policies lead to them, each with the leaf that states it. */
export const login = (parts: Partial<AuthenticationNode> = {}): AuthenticationNode =>
  authentication({
    oidc: {
      field: 'spec.authentication.oidc',
      issuerURL: 'https://id.example.com/realms/shop',
      clientID: 'orders',
      clientSecretRef: { name: 'orders-oidc', key: 'client-secret' },
      scopes: ['openid', 'email', 'groups'],
      groupsClaim: 'groups',
      session: { lifetimeSeconds: 28_800, store: 'Cookie' },
    },
    jwt: [],
    forwardAccessToken: byDefault(false),
    anonymous: [],
    ...parts,
  });

export const tokens = (): AuthenticationNode =>
  authentication({
    jwt: [
      {
        field: 'spec.authentication.jwt[0]',
        name: 'partners',
        issuer: 'https://partners.example.com',
        audiences: ['orders-api'],
        algorithms: ['RS256', 'ES256'],
        clockSkewSeconds: 30,
        requiredClaims: [],
      },
    ],
    forwardAccessToken: byDefault(false),
    anonymous: [],
  });

export const perUser = countedRate({
  field: 'spec.rateLimit.rules[0]',
  name: 'per-user',
  requests: 100,
  per: 'Minute',
  by: 'User',
  matches: [],
});

export const inRedis = rateStore({
  onFailure: byDefault('Local'),
  redis: { field: 'spec.rateLimit.redis', address: 'redis.shop.svc:6379', tls: 'Enabled' },
});

export const refuse = plaintext({ mode: stated('Refuse', 'spec.tls.plaintext') });
export const redirect = plaintext({ mode: stated('Redirect', 'spec.tls.plaintext') });
export const onlyGet = methods({ allowed: stated(['GET'], 'spec.validation.methods') });

export const planOf = (...nodes: readonly PlanNode[]): SecurityPlan =>
  securityPlan({ namespace: 'shop', name: 'orders' }, nodes);

export const loweredPlan = (
  nodes: readonly PlanNode[],
  settings: GatewaySettings = {},
  target: Ingress = anIngress(),
): Lowering => ingressNginx.lower(planOf(...nodes), target, settings);
