import { gatewayConfigMap, gatewayNamespace } from '../cluster/manifests/ingress-nginx.ts';

export const PREFIX = 'nginx.ingress.kubernetes.io';

/** What somebody does, by kubectl, to the Ingress of that name or to its host, and how it is taken back. */
export interface Deed {
  readonly name: string;
  readonly title: string;
  readonly does: Step;
  readonly undoes: Step;
  /** What the status is to say by. */
  readonly control: string;
  readonly evidence: RegExp;
}

export interface Step {
  readonly args: readonly string[];
  readonly object?: object;
}

const hostOf = (name: string): string => `${name}.example.com`;

export function ingress(name: string, namespace: string, more: Partial<Route> = {}): object {
  const { host = hostOf(name), path = '/', pathType = 'Prefix', annotations = {}, service = 'orders' } = more;
  const backend = { service: { name: service, port: { name: 'http' } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace, annotations },
    spec: { ingressClassName: 'nginx', rules: [{ host, http: { paths: [{ path, pathType, backend }] } }] },
  };
}

interface Route {
  readonly host: string;
  readonly path: string;
  readonly pathType: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Name of the Service that it leads to. */
  readonly service: string;
}

/** Cases with a Service of their own, which somebody then changes. */
export const WITH_SERVICE: readonly string[] = ['elsewhere', 'outside'];

/** A Service of the application, for one case alone. */
export const serviceOf = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { selector: { app: 'orders' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
});

export const servicePatched = (name: string, spec: object): Step => ({
  args: ['patch', 'service', name, '-n', 'shop', '--type=merge', '-p', JSON.stringify({ spec })],
});

/** The pods of another application, by the same image. */
export const anotherApp: object = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'billing', namespace: 'shop', labels: { app: 'billing' } },
  spec: {
    containers: [
      {
        name: 'app',
        image: 'traefik/whoami:v1.11.0',
        env: [{ name: 'WHOAMI_PORT_NUMBER', value: '8080' }],
        ports: [{ name: 'http', containerPort: 8080 }],
      },
    ],
    securityContext: { runAsNonRoot: true, runAsUser: 65_532 },
  },
};

export const policy = (name: string): object => ({
  apiVersion: 'apipolicy.dev/v1alpha1',
  kind: 'ApiPolicy',
  metadata: { name, namespace: 'shop' },
  spec: {
    targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name }],
    tls: { plaintext: 'Redirect', minimumVersion: 'TLS1.2' },
    rateLimit: {
      rules: [{ name: 'per-address', requests: 600, per: 'Minute', by: 'ClientAddress' }],
      connections: 20,
    },
    validation: { maxBodySize: '256Ki' },
    exposure: { cors: { allowOrigins: ['https://app.example.com'], allowMethods: ['GET', 'POST'] } },
    verification: { interval: '1m' },
  },
});

/** What changes on the gateway is proved at once: else a test would wait for the interval. */
export const provedSoon = (name: string): Step => ({
  args: [
    ...['patch', 'apipolicy', name, '-n', 'shop', '--type=merge'],
    ...['-p', JSON.stringify({ spec: { validation: { maxBodySize: '300Ki' } } })],
  ],
});

export const annotated = (name: string, ...values: string[]): Step => ({
  args: ['annotate', 'ingress', name, '-n', 'shop', '--overwrite', ...values],
});

/** An annotation on the Ingress itself. */
const onTarget = (name: string, annotation: string, value: string) => ({
  does: annotated(name, `${PREFIX}/${annotation}=${value}`),
  undoes: annotated(name, `${PREFIX}/${annotation}-`),
});

/** Another Ingress on the host of the case, in a namespace of somebody else. */
const neighbour = (name: string, route: Partial<Route>) => ({
  does: {
    args: ['create', '-f', '-'],
    object: ingress(`${name}-neighbour`, 'strangers', { host: hostOf(name), ...route }),
  },
  undoes: { args: ['delete', 'ingress', `${name}-neighbour`, '-n', 'strangers'] },
});

/** Each has an Ingress, a policy and a host of its own, so that all can be done at once. */
export const DEEDS: readonly Deed[] = [
  {
    name: 'exemption',
    title: 'everybody is exempt from the limits',
    ...onTarget('exemption', 'limit-whitelist', '0.0.0.0/0'),
    control: 'rate.per-address',
    evidence: /shop\/exemption: .*limit-whitelist/,
  },
  {
    name: 'satisfy',
    title: 'address list or login is made enough',
    ...onTarget('satisfy', 'satisfy', 'any'),
    control: 'host.shared',
    evidence: /shop\/satisfy: .*satisfy/,
  },
  {
    name: 'redirect',
    title: 'all is redirected before the limits',
    ...onTarget('redirect', 'temporal-redirect', 'https://elsewhere.example.org'),
    control: 'rate.per-address',
    evidence: /shop\/redirect: .*temporal-redirect/,
  },
  {
    name: 'twin',
    title: 'a twin without a policy comes',
    ...neighbour('twin', {}),
    control: 'host.ungoverned',
    evidence: /strangers\/twin-neighbour: path \//,
  },
  {
    name: 'regex',
    title: 'a neighbour makes paths patterns',
    ...neighbour('regex', {
      path: '/other',
      pathType: 'ImplementationSpecific',
      annotations: { [`${PREFIX}/use-regex`]: 'true' },
    }),
    control: 'host.shared',
    evidence: /strangers\/regex-neighbour: .*use-regex/,
  },
  {
    name: 'passthrough',
    title: 'a neighbour asks for TLS passthrough',
    ...neighbour('passthrough', { annotations: { [`${PREFIX}/ssl-passthrough`]: 'true' } }),
    control: 'host.shared',
    evidence: /strangers\/passthrough-neighbour: .*ssl-passthrough/,
  },
  {
    name: 'canary',
    title: 'a canary of another namespace comes',
    ...neighbour('canary', {
      annotations: { [`${PREFIX}/canary`]: 'true', [`${PREFIX}/canary-weight`]: '50' },
    }),
    control: 'host.shared',
    evidence: /strangers\/canary-neighbour: .*canary/,
  },
  {
    name: 'outside',
    title: 'the Service becomes a DNS name outside',
    does: servicePatched('outside', { type: 'ExternalName', externalName: 'elsewhere.example.org' }),
    undoes: servicePatched('outside', { type: 'ClusterIP', externalName: null }),
    control: 'host.shared',
    evidence: /Service shop\/outside/,
  },
];

const setting = (value: string | null, key: string): Step => ({
  args: [
    ...['patch', 'configmap', gatewayConfigMap, '-n', gatewayNamespace, '--type=merge'],
    ...['-p', JSON.stringify({ data: { [key]: value } })],
  ],
});

/** A certificate and its key, PEM, as the Secret that the Ingress `certificate` names. */
export const servingSecret = (pair: { readonly certificate: string; readonly key: string }): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'certificate-tls', namespace: 'shop' },
  type: 'kubernetes.io/tls',
  stringData: { 'tls.crt': pair.certificate, 'tls.key': pair.key },
});

/** What the Ingress `certificate` has beside the others: a certificate of its own. */
export const withCertificate: Step = {
  args: [
    ...['patch', 'ingress', 'certificate', '-n', 'shop', '-p'],
    JSON.stringify({
      spec: { tls: [{ hosts: [hostOf('certificate')], secretName: 'certificate-tls' }] },
    }),
  ],
};

/** The gateway's Service, which the operator asks, leads to the application itself, past the gateway. */
export const pastTheGateway = (address: string): readonly object[] => [
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'past-the-gateway',
      namespace: gatewayNamespace,
      labels: { 'kubernetes.io/service-name': gatewayService },
    },
    addressType: 'IPv4',
    ports: ['http', 'https'].map((name) => ({ name, port: 8080, protocol: 'TCP' })),
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
  },
];

export const gatewayService = 'ingress-nginx-controller';

/** For all hosts at once; one policy stands for all. */
export const GLOBAL_DEEDS: readonly Deed[] = [
  {
    name: 'global',
    title: 'the controller is to take TLS 1.0',
    does: setting('TLSv1 TLSv1.1 TLSv1.2 TLSv1.3', 'ssl-protocols'),
    undoes: setting(null, 'ssl-protocols'),
    control: 'tls.versions',
    evidence: /spec.tls.minimumVersion: NeedsGlobalSetting|agreed/,
  },
  {
    name: 'global',
    title: 'the controller trusts X-Forwarded-For',
    does: setting('true', 'use-forwarded-headers'),
    undoes: setting(null, 'use-forwarded-headers'),
    control: 'rate.per-address',
    evidence: /forwarded headers are trusted from anyone|spec.rateLimit/,
  },
];
