import type { Ingress } from '../../api/kubernetes.ts';
import type { SecurityPlan } from '../../plan/plan.ts';
import type { AnnotationGroup, Lowering } from '../gateway.ts';
import type { ControllerSettings } from './controller-settings.ts';

/** What the lowering of every group is given. */
export interface LoweringInput {
  readonly plan: SecurityPlan;
  readonly target: Ingress;
  readonly settings: ControllerSettings;
}

/** What the lowering of one part of a plan contributes. */
export type Part = Partial<Lowering>;

/** Joins contributions. */
export function joinParts(parts: readonly Part[]): Lowering {
  const tls = parts.find((part) => part.tls)?.tls;
  return {
    groups: parts.flatMap((part) => part.groups ?? []),
    ...(tls && { tls }),
    objects: parts.flatMap((part) => part.objects ?? []),
    shortfalls: parts.flatMap((part) => part.shortfalls ?? []),
    limits: parts.flatMap((part) => part.limits ?? []),
    remarks: parts.flatMap((part) => part.remarks ?? []),
  };
}

/**
 * The annotation groups that are written together or not at all, with every key that belongs to them: those that are
 * not wanted now, and the older names that the controller still reads.
 */
const DOMAINS = {
  redirect: ['force-ssl-redirect', 'ssl-redirect'],
  rate: ['limit-rps', 'limit-rpm', 'limit-burst-multiplier'],
  connections: ['limit-connections'],
  'rate-exemptions': ['limit-allowlist', 'limit-whitelist'],
  'allowed-addresses': ['allowlist-source-range', 'whitelist-source-range'],
  'denied-addresses': ['denylist-source-range'],
  'connect-timeout': ['proxy-connect-timeout'],
  'read-timeout': ['proxy-read-timeout'],
  'send-timeout': ['proxy-send-timeout'],
  'body-size': ['proxy-body-size'],
  waf: ['enable-modsecurity', 'enable-owasp-core-rules'],
  'custom-headers': ['custom-headers'],
  /** The first four are the operator's; the others change what these mean, and the hosts' judgement tells them. */
  auth: [
    'auth-url',
    'auth-method',
    'auth-response-headers',
    'auth-proxy-set-headers',
    'auth-signin',
    'auth-signin-redirect-param',
    'auth-snippet',
    'auth-cache-key',
    'auth-cache-duration',
    'auth-request-redirect',
    'auth-always-set-cookie',
  ],
  'error-page': ['custom-http-errors', 'disable-proxy-intercept-errors', 'default-backend'],
  'auth-buffer': ['proxy-buffer-size'],
  'client-certificates': [
    'auth-tls-secret',
    'auth-tls-verify-client',
    'auth-tls-verify-depth',
    'auth-tls-match-cn',
    'auth-tls-error-page',
    'auth-tls-pass-certificate-to-upstream',
  ],
  'backend-certificates': [
    'proxy-ssl-secret',
    'proxy-ssl-verify',
    'proxy-ssl-verify-depth',
    'proxy-ssl-name',
    'proxy-ssl-server-name',
    'proxy-ssl-ciphers',
    'proxy-ssl-protocols',
    'backend-protocol',
  ],
  cors: [
    'enable-cors',
    'cors-allow-origin',
    'cors-allow-methods',
    'cors-allow-headers',
    'cors-allow-credentials',
    'cors-expose-headers',
    'cors-max-age',
  ],
} as const;

export type GroupName = keyof typeof DOMAINS;

/** Builds a group; `values` are by name without prefix and already in their closed alphabets. */
export function group(
  name: GroupName,
  values: Readonly<Record<string, string>>,
  fields: readonly string[],
  { settings }: LoweringInput,
): AnnotationGroup {
  const withPrefix = (key: string) => `${settings.annotationPrefix}/${key}`;
  const annotations = Object.entries(values).map(([key, value]) => [withPrefix(key), value] as const);
  return {
    name,
    annotations: Object.fromEntries(annotations),
    domain: DOMAINS[name].map(withPrefix),
    fields,
  };
}
