import { GATE_DEFAULTS } from '../plan/gate-plan.ts';

/** What gates and logins are made of, the same in every namespace. The chart's values end here. */
export interface CompanionSettings {
  readonly gateImage: string;
  /** v7.15.2 or newer: versions before let callers past a login (CVE-2026-34457, CVE-2026-40575). */
  readonly oauth2ProxyImage: string;
  /** Of each gate; at least 2, else each of its restarts refuses every caller. */
  readonly replicas: number;
  /** Of each replica of a gate, as the API server writes quantities. */
  readonly resources: ContainerResources;
  /** Networks whose X-Forwarded-* headers a login believes. */
  readonly trustedProxyIPs: readonly string[];
  /** Peers of a NetworkPolicy: the gateway, which alone may ask gates and logins. */
  readonly gatewayFrom: readonly Readonly<Record<string, unknown>>[];
  /** Names of Secrets in the policies' own namespaces. */
  readonly pullSecrets: readonly string[];
  readonly clusterDomain: string;
  /** Who may ask a gate's control port. */
  readonly operatorNamespace: string;
}

export interface ContainerResources {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

/** As the chart's values are when nothing is set: what offline commands go by. */
export const DEFAULT_COMPANION_SETTINGS: CompanionSettings = {
  gateImage: 'apipolicy/apipolicy:0.1.0',
  oauth2ProxyImage: 'quay.io/oauth2-proxy/oauth2-proxy:v7.15.6',
  replicas: GATE_DEFAULTS.replicas,
  resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
  trustedProxyIPs: ['127.0.0.1/32'],
  gatewayFrom: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
  pullSecrets: [],
  clusterDomain: GATE_DEFAULTS.clusterDomain,
  operatorNamespace: 'apipolicy-system',
};

/** What is not configured takes its default. */
export function companionSettings(given: Partial<CompanionSettings>): CompanionSettings {
  return { ...DEFAULT_COMPANION_SETTINGS, ...given };
}
