import type { Ingress, Service } from '../../../../../operator/api/kubernetes.ts';
import type { ApiPolicySpec } from '../../../../../operator/api/types.generated.ts';
import type { GatewaySettings, Neighbour } from '../../../../../operator/gateways/gateway.ts';
import { ingressNginx } from '../../../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import type { HostFact } from '../../../../../operator/plan/host-fact.ts';
import { planPolicy } from '../../../../../operator/policy/plan-policy.ts';
import { anIngress, aPolicy } from '../../../../generators/objects.ts';
import { SEEN } from '../lower.ts';

export const PREFIX = 'nginx.ingress.kubernetes.io/';
export const OLD = '2026-01-01T00:00:00Z';
export const NEW = '2026-02-01T00:00:00Z';

/** A policy with every protection of this version. */
export const EVERYTHING: Partial<ApiPolicySpec> = {
  tls: { plaintext: 'Redirect', certificate: { secretName: 'orders-tls' } },
  rateLimit: { connections: 5 },
  validation: { maxBodySize: '1Mi', waf: { mode: 'Detect' } },
  exposure: { cors: { allowOrigins: ['https://app.example.com'] } },
  network: { allowedCIDRs: ['192.0.2.0/24'] },
};

export interface Parts {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly created?: string;
  readonly host?: string;
  readonly paths?: readonly string[];
  readonly pathType?: 'Exact' | 'Prefix' | 'ImplementationSpecific';
  readonly spec?: Partial<Ingress['spec']>;
}

/** Annotations by name without prefix. */
export function ingressWith(parts: Parts = {}): Ingress {
  const { annotations = {}, name = 'orders', namespace = 'shop', host = 'api.example.com' } = parts;
  const { paths = ['/'], pathType = 'Prefix', created, labels, spec } = parts;
  const prefixed = Object.entries(annotations).map(([key, value]) => [PREFIX + key, value] as const);
  return anIngress({
    metadata: {
      name,
      namespace,
      annotations: Object.fromEntries(prefixed),
      ...(created !== undefined && { creationTimestamp: created }),
      ...(labels && { labels }),
    },
    spec: {
      rules: [{ ...(host !== '' && { host }), http: { paths: paths.map((path) => ({ path, pathType })) } }],
      tls: [],
      ...spec,
    },
  });
}

/** A neighbour `web/reports` that nothing governs, unless the parts say otherwise. */
export const neighbour = ({ governedBy, ...parts }: Parts & { governedBy?: string } = {}): Neighbour => ({
  ingress: ingressWith({ name: 'reports', namespace: 'web', paths: ['/reports'], created: NEW, ...parts }),
  ...(governedBy !== undefined && { governedBy }),
});

export function judged(
  target: Ingress,
  neighbours: readonly Neighbour[] = [],
  {
    spec = EVERYTHING,
    settings = SEEN,
    backends = [],
    besides = [],
  }: {
    spec?: Partial<ApiPolicySpec>;
    settings?: GatewaySettings;
    backends?: readonly Service[];
    besides?: readonly Neighbour[];
  } = {},
): readonly HostFact[] {
  return ingressNginx.judgeHosts(planPolicy(aPolicy(spec)), target, {
    neighbours,
    backends,
    besides,
    settings,
  });
}

export const rulesOf = (facts: readonly HostFact[]): string[] => [...new Set(facts.map(({ rule }) => rule))];
