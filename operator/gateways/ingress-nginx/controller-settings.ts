import type { ConfigMap } from '../../api/kubernetes.ts';
import { GATE_DEFAULTS } from '../../plan/gate-plan.ts';
import { remembered } from '../../plan/remembered.ts';
import type { GatewaySettings } from '../gateway.ts';
import { CAPABILITIES, can } from './capabilities.ts';
import { annotationPrefix, controllerVersion, flag } from './deployment.ts';
import { readBool, readList } from './grammar.ts';

/** Defaults of the controller's ConfigMap for the keys that are read here, alike in 1.9 to 1.15 but for the risk level. */
const DEFAULTS = {
  'allow-backend-server-header': 'false',
  'allow-snippet-annotations': 'false',
  'annotation-value-word-blocklist': '',
  'custom-http-errors': '',
  'enable-modsecurity': 'false',
  'enable-owasp-modsecurity-crs': 'false',
  'enable-real-ip': 'false',
  'enable-underscores-in-headers': 'false',
  'global-allowed-response-headers': '',
  'hide-headers': '',
  hsts: 'true',
  'hsts-include-subdomains': 'true',
  'hsts-max-age': '31536000',
  'hsts-preload': 'false',
  'limit-conn-status-code': '503',
  'limit-req-status-code': '503',
  'modsecurity-snippet': '',
  'no-auth-locations': '/.well-known/acme-challenge',
  'no-tls-redirect-locations': '/.well-known/acme-challenge',
  'proxy-ssl-location-only': 'false',
  'proxy-real-ip-cidr': '0.0.0.0/0',
  'server-tokens': 'false',
  'ssl-protocols': 'TLSv1.2 TLSv1.3',
  'upstream-keepalive-connections': '320',
  'use-forwarded-headers': 'false',
} as const;

export type SettingName = keyof typeof DEFAULTS | 'annotations-risk-level';

/** The controller's configuration as far as it is seen, with the controller's own defaults filled in. */
export interface ControllerSettings {
  /** False: nothing is known of the ConfigMap, and what needs it counts as not there. */
  readonly seen: boolean;
  readonly version: string | undefined;
  readonly annotationPrefix: string;
  /** Absent: not seen. */
  readonly configMap?: ConfigMap;
  /** `the controller's ConfigMap ingress-nginx/ingress-nginx-controller` */
  readonly configMapName: string;
  readonly replicas: number | undefined;
  /** Whether `--default-ssl-certificate` names a certificate for hosts that have none of their own. */
  readonly defaultCertificate: boolean;
  /** Whether `--default-backend-service` names a Service for errors; undefined where the Deployment is not seen. */
  readonly defaultBackend: boolean | undefined;
  /** How gates are made beside the controller. */
  readonly gates: NonNullable<GatewaySettings['gates']>;
  /** `--enable-ssl-passthrough`; undefined where the Deployment is not seen. */
  readonly sslPassthrough: boolean | undefined;
  /** Whether values are checked against the controller's grammar; undefined where it cannot be told. */
  readonly validation: boolean | undefined;
  /** True when a key stands in the ConfigMap: a default is none. */
  stated(key: SettingName): boolean;
  text(key: SettingName): string;
  /** A value that is no boolean leaves the default in force. */
  bool(key: SettingName): boolean;
  list(key: SettingName): readonly string[];
}

export const readSettings = remembered((settings: GatewaySettings): ControllerSettings => {
  const { configMap, deployment } = settings;
  const data = configMap?.data ?? {};
  const version = controllerVersion(settings);
  const defaults: Readonly<Record<SettingName, string>> = {
    ...DEFAULTS,
    'annotations-risk-level': can(CAPABILITIES.riskLevelHigh, version) === false ? 'Critical' : 'High',
  };
  const text = (key: SettingName): string => data[key] ?? defaults[key];
  const ref = configMap?.metadata ?? settings.configMapRef;
  return {
    seen: configMap !== undefined,
    ...(configMap && { configMap }),
    version,
    annotationPrefix: annotationPrefix(settings),
    configMapName: `the controller's ConfigMap${ref ? ` ${ref.namespace ?? 'default'}/${ref.name}` : ''}`,
    replicas: deployment ? (deployment.spec?.replicas ?? 1) : undefined,
    defaultCertificate: flag(deployment, 'default-ssl-certificate') !== undefined,
    defaultBackend: deployment && flag(deployment, 'default-backend-service') !== undefined,
    gates: settings.gates ?? GATE_DEFAULTS,
    sslPassthrough: deployment && readBool(flag(deployment, 'enable-ssl-passthrough')) === true,
    validation: validates(settings, version),
    stated: (key) => data[key] !== undefined,
    text,
    bool: (key) => readBool(text(key)) ?? readBool(defaults[key]) ?? false,
    list: (key) => readList(text(key)),
  };
});

/** `--enable-annotation-validation` */
function validates({ deployment }: GatewaySettings, version: string | undefined): boolean | undefined {
  const stated = readBool(flag(deployment, 'enable-annotation-validation'));
  if (stated !== undefined) return stated;
  return can(CAPABILITIES.validatesByDefault, version);
}

/** The lines to add, as a person pastes them, and what stands there now. */
export function linesToAdd(
  settings: ControllerSettings,
  lines: Readonly<Partial<Record<SettingName, string>>>,
): string {
  const keys = Object.keys(lines) as SettingName[];
  const wanted = keys.map((key) => `${key}: ${JSON.stringify(lines[key])}`).join(', ');
  return `add to ${settings.configMapName}: ${wanted} (${present(settings, keys)})`;
}

function present(settings: ControllerSettings, keys: readonly SettingName[]): string {
  if (!settings.seen) return 'it is not seen, so it may already be there';
  const values = keys.map((key) => {
    const value = settings.text(key);
    return `${key} is ${value === '' ? 'empty' : JSON.stringify(value)}${settings.stated(key) ? '' : ' by default'}`;
  });
  return `now ${values.join(', ')}`;
}
