import type { Evidence } from './capabilities.ts';

/** How one field of a policy is enforced; docs/ingress-nginx.md has the same table. */
export interface FieldRow {
  /** Path below `spec`, without the places in lists; all that is below it is meant, too. */
  readonly field: string;
  /** The value, or the condition, that the row is about; absent: any. */
  readonly only?: string;
  /** Annotations that are written, without their prefix. */
  readonly annotations?: readonly string[];
  /** True: the gate decides, and the annotations of the question to it are written, too. */
  readonly gate?: true;
  /** Keys of the controller's ConfigMap without which it is not enforced, or not whole. They are read, never written. */
  readonly settings?: readonly string[];
  /** What stands beside the annotations, for the table in docs. */
  readonly beside?: string;
  /** Whether requests through a controller of this project's tests showed it. */
  readonly known: Evidence;
  /** For the table in docs: what to know. */
  readonly note?: string;
}

const CORS = [
  'enable-cors',
  'cors-allow-origin',
  'cors-allow-methods',
  'cors-allow-headers',
  'cors-allow-credentials',
  'cors-expose-headers',
  'cors-max-age',
];
const HEADERS = {
  annotations: ['custom-headers'],
  settings: ['global-allowed-response-headers'],
  beside: "a ConfigMap of the operator's",
};

const CLIENTS = ['auth-tls-secret', 'auth-tls-verify-client', 'auth-tls-verify-depth', 'force-ssl-redirect'];

/** Every field that a gateway has to do with, in the order of the contract. */
export const FIELDS: readonly FieldRow[] = [
  {
    field: 'tls.certificate',
    only: 'with `issuerRef`',
    beside:
      'a Certificate of cert-manager into the Secret that the Ingress names for its hosts; `spec.tls` of the Ingress, where there is none',
    known: 'run',
    note: 'not where ingress-shim or another Certificate writes that Secret. While the Secret is missing the controller serves its default certificate, without an error',
  },
  {
    field: 'tls.certificate.secretName',
    beside: '`spec.tls` of the Ingress, where there is none or it names the same Secret',
    known: 'run',
    note: 'a missing or wrong Secret makes the controller serve its default certificate, without an error',
  },
  {
    field: 'tls.minimumVersion',
    settings: ['ssl-protocols'],
    known: 'run',
    note: "`TLSv1.2 TLSv1.3` is the controller's default",
  },
  {
    field: 'tls.plaintext',
    only: 'Redirect',
    annotations: ['force-ssl-redirect'],
    known: 'run',
    note: 'status 308. `/.well-known/acme-challenge` stays reachable for certificates, and so do the paths in the setting `no-tls-redirect-locations`; an Ingress with a `defaultBackend` and no rules is never redirected',
  },
  {
    field: 'tls.plaintext',
    only: 'Refuse',
    gate: true,
    annotations: ['force-ssl-redirect', 'ssl-redirect'],
    known: 'run',
    note: '403. The two are "false", and written in the same apply as the question to the gate or not at all: without it they would open port 80',
  },
  { field: 'tls.plaintext', only: 'Allow', known: 'run', note: 'what is there already stays' },
  {
    field: 'tls.hsts',
    settings: ['hsts', 'hsts-max-age', 'hsts-include-subdomains', 'hsts-preload'],
    known: 'run',
    note: 'sent over https only. A longer age meets a shorter one; the two flags have to be as stated',
  },
  {
    field: 'authentication',
    gate: true,
    known: 'run',
    note: 'see [the question](#the-question-to-the-gate). Risk level High; a preflight from an allowed origin, a redirect and an ACME path are answered before it is asked',
  },
  { field: 'authorization', gate: true, known: 'run', note: '403' },
  {
    field: 'mutualTLS.clients',
    gate: true,
    annotations: CLIENTS,
    known: 'run',
    note: 'for the whole host, whatever its Ingresses; over TLS alone, so that http is redirected, or refused, in the same apply. A Secret without `ca.crt` switches it off in nginx without an error, and nginx takes what the CA of its default server verified from callers who name no host: the gate refuses both. A missing Secret is 403',
  },
  {
    field: 'mutualTLS.clients.subjects',
    gate: true,
    annotations: CLIENTS,
    known: 'run',
    note: '403. `auth-tls-match-cn` has no end and answers 403 on port 80: it is never written',
  },
  {
    field: 'mutualTLS.clients.ca.issuerRef',
    gate: true,
    annotations: CLIENTS,
    beside: 'a Certificate of cert-manager whose Secret holds the CA',
    known: 'run',
    note: 'not from an issuer that gives no CA, as one of ACME',
  },
  {
    field: 'mutualTLS.clients.ca.managed',
    gate: true,
    annotations: CLIENTS,
    beside: "Issuers and Certificates of cert-manager and a Secret of the operator's",
    known: 'run',
  },
  {
    field: 'mutualTLS.clients.issue',
    gate: true,
    annotations: CLIENTS,
    beside: 'Certificates of cert-manager',
    known: 'run',
    note: 'the annotations are those of `clients`',
  },
  {
    field: 'mutualTLS.backend',
    annotations: [
      'proxy-ssl-secret',
      'proxy-ssl-verify',
      'proxy-ssl-verify-depth',
      'proxy-ssl-name',
      'proxy-ssl-server-name',
      'proxy-ssl-ciphers',
      'backend-protocol',
    ],
    beside: 'Certificates of cert-manager',
    known: 'run',
    note: '`proxy-ssl-name` is rated High. Written once the certificates are there: it moves the traffic to TLS at once. An app of another Ingress of the host that is spoken to over TLS is verified by it, too',
  },
  {
    field: 'rateLimit.rules',
    only: 'per Second',
    annotations: ['limit-rps', 'limit-burst-multiplier'],
    known: 'run',
    note: 'see [limits](#limits)',
  },
  {
    field: 'rateLimit.rules',
    only: 'per Minute',
    annotations: ['limit-rpm', 'limit-burst-multiplier'],
    known: 'run',
  },
  {
    field: 'rateLimit.rules',
    only: 'all others',
    gate: true,
    known: 'run',
    note: '429 with `Retry-After`',
  },
  {
    field: 'rateLimit.redis',
    only: 'beside such a rule',
    gate: true,
    known: 'run',
    note: 'where the gate counts; exact with it, a range without',
  },
  {
    field: 'rateLimit.onStoreFailure',
    only: 'beside such a rule',
    gate: true,
    known: 'run',
    note: 'while the store is away',
  },
  {
    field: 'rateLimit.connections',
    annotations: ['limit-connections'],
    known: 'run',
    note: 'under HTTP/2 each concurrent request counts as a connection',
  },
  {
    field: 'rateLimit.exemptCIDRs',
    annotations: ['limit-allowlist'],
    known: 'run',
    note: 'for all limits of the policy at once',
  },
  {
    field: 'timeouts.connect',
    annotations: ['proxy-connect-timeout'],
    known: 'read',
    note: 'whole seconds; nginx seldom waits longer than 75 s to connect',
  },
  { field: 'timeouts.read', annotations: ['proxy-read-timeout'], known: 'run', note: 'whole seconds; 504' },
  { field: 'timeouts.send', annotations: ['proxy-send-timeout'], known: 'read', note: 'whole seconds' },
  { field: 'validation.methods', gate: true, known: 'run', note: '405' },
  {
    field: 'validation.contentTypes',
    gate: true,
    known: 'run',
    note: '415. A body cannot be seen, so media types are judged on POST, PUT and PATCH',
  },
  {
    field: 'validation.maxBodySize',
    annotations: ['proxy-body-size'],
    known: 'run',
    note: '413; whole mebibytes as `m`, other sizes in bytes',
  },
  { field: 'validation.waf', only: 'Off', known: 'read' },
  {
    field: 'validation.waf',
    only: 'Detect',
    annotations: ['enable-modsecurity', 'enable-owasp-core-rules'],
    known: 'run',
    note: "logs only; the controller's image must hold ModSecurity",
  },
  {
    field: 'validation.waf',
    only: 'Block',
    annotations: ['enable-modsecurity', 'enable-owasp-core-rules'],
    settings: ['enable-modsecurity', 'modsecurity-snippet'],
    known: 'run',
    note: '`modsecurity-snippet` with `SecRuleEngine On`: without the settings it only logs. They turn the engine on for every Ingress of the controller. No annotation does it without a snippet, which the operator never writes',
  },
  { field: 'exposure.cors', annotations: CORS, known: 'run', note: 'see [CORS](#cors)' },
  {
    field: 'exposure.securityHeaders',
    only: 'Standard',
    ...HEADERS,
    known: 'run',
    note: 'only names that the setting lists, see [headers](#headers); since 1.11, at once since 1.11.5 and 1.12.1',
  },
  { field: 'exposure.securityHeaders', only: 'None', known: 'read' },
  { field: 'exposure.responseHeaders.set', ...HEADERS, known: 'run', note: 'the same' },
  {
    field: 'exposure.responseHeaders.remove',
    settings: ['hide-headers', 'server-tokens'],
    known: 'read',
    note: '`server-tokens: "false"`, the default, is for the `Server` header',
  },
  { field: 'network.allowedCIDRs', annotations: ['allowlist-source-range'], known: 'run', note: '403' },
  {
    field: 'network.deniedCIDRs',
    annotations: ['denylist-source-range'],
    known: 'run',
    note: '403; beats the allowed ones',
  },
];
