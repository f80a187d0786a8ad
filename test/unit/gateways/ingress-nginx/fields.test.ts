import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiPolicySchema } from '../../../../operator/api/schema.generated.ts';
import type { StructuralSchema } from '../../../../operator/api/structural.ts';
import type { ApiPolicySpec } from '../../../../operator/api/types.generated.ts';
import { FIELDS, type FieldRow } from '../../../../operator/gateways/ingress-nginx/fields.ts';
import { aControllerConfigMap, anIngress } from '../../../generators/objects.ts';
import { ROOT } from '../../modules.ts';
import { annotationsOf, lowered } from './lower.ts';

/** What a policy says of itself, and to the operator. */
const NOT_FOR_A_GATEWAY = [
  'targetRefs',
  'targetSelectors',
  'enforcement',
  'activation',
  'verification',
  'drift',
];

/** The question to the gate, and what becomes of its refusals. */
const QUESTION = [
  'auth-url',
  'auth-method',
  'auth-response-headers',
  'auth-proxy-set-headers',
  'custom-http-errors',
  'disable-proxy-intercept-errors',
  'default-backend',
  'proxy-buffer-size',
];

const hourly = { name: 'a', requests: 5, per: 'Hour', by: 'ClientAddress' } as const;
const apiKeys = { header: 'X-API-Key', secretRef: { name: 'keys' } };

const brought = { mode: 'Required', ca: { secretName: 'partner-ca' } } as const;
const issuerRef = { kind: 'Issuer', name: 'a' } as const;

/** A policy that states the field of a row, and a ConfigMap that does not give what it needs. */
const SAMPLES: Readonly<Record<string, [Partial<ApiPolicySpec>, Record<string, string>?]>> = {
  'tls.certificate.secretName': [{ tls: { plaintext: 'Allow', certificate: { secretName: 'a' } } }],
  'tls.certificate: with `issuerRef`': [{ tls: { plaintext: 'Allow', certificate: { issuerRef } } }],
  'mutualTLS.clients': [{ mutualTLS: { clients: brought } }],
  'mutualTLS.clients.subjects': [
    { mutualTLS: { clients: { ...brought, subjects: [{ name: 'a', commonName: 'a' }] } } },
  ],
  'mutualTLS.clients.ca.issuerRef': [{ mutualTLS: { clients: { ca: { issuerRef } } } }],
  'mutualTLS.clients.ca.managed': [{ mutualTLS: { clients: { ca: { managed: {} } } } }],
  'mutualTLS.clients.issue': [
    {
      mutualTLS: {
        clients: { ca: { issuerRef }, issue: [{ name: 'a', secretName: 'a', commonName: 'a' }] },
      },
    },
  ],
  'mutualTLS.backend': [
    { mutualTLS: { backend: { certificate: { issuerRef }, serverName: 'orders.shop.svc' } } },
  ],
  'tls.minimumVersion': [
    { tls: { plaintext: 'Allow', minimumVersion: 'TLS1.2' } },
    { 'ssl-protocols': 'TLSv1 TLSv1.2' },
  ],
  'tls.plaintext: Redirect': [{ tls: { plaintext: 'Redirect' } }],
  'tls.plaintext: Refuse': [{ tls: { plaintext: 'Refuse' } }],
  authentication: [{ authentication: { apiKeys } }],
  authorization: [{ authorization: { rules: [{ name: 'a', deny: true }] } }],
  'rateLimit.rules: all others': [{ rateLimit: { rules: [hourly] } }],
  'rateLimit.redis: beside such a rule': [
    { rateLimit: { rules: [hourly], redis: { address: 'redis:6379' } } },
  ],
  'rateLimit.onStoreFailure: beside such a rule': [
    { rateLimit: { rules: [hourly], onStoreFailure: 'Deny', redis: { address: 'redis:6379' } } },
  ],
  'validation.methods': [{ validation: { methods: ['GET'] } }],
  'validation.contentTypes': [{ validation: { contentTypes: ['application/json'] } }],
  'tls.plaintext: Allow': [{ tls: { plaintext: 'Allow' } }],
  'tls.hsts': [
    {
      tls: {
        plaintext: 'Allow',
        hsts: { maxAgeSeconds: 40_000_000, includeSubDomains: true, preload: true },
      },
    },
    { hsts: 'false', 'hsts-include-subdomains': 'false' },
  ],
  'rateLimit.rules: per Second': rule('Second'),
  'rateLimit.rules: per Minute': rule('Minute'),
  'rateLimit.connections': [{ rateLimit: { connections: 5 } }],
  'rateLimit.exemptCIDRs': [{ rateLimit: { exemptCIDRs: ['192.0.2.0/24'] } }],
  'timeouts.connect': [{ timeouts: { connect: '5s' } }],
  'timeouts.read': [{ timeouts: { read: '5s' } }],
  'timeouts.send': [{ timeouts: { send: '5s' } }],
  'validation.maxBodySize': [{ validation: { maxBodySize: '1Mi' } }],
  'validation.waf: Off': [{ validation: { waf: { mode: 'Off' } } }],
  'validation.waf: Detect': [{ validation: { waf: { mode: 'Detect' } } }],
  'validation.waf: Block': [{ validation: { waf: { mode: 'Block' } } }, {}],
  'exposure.cors': [{ exposure: { cors: { allowOrigins: ['https://a.example'], exposeHeaders: ['x'] } } }],
  'exposure.securityHeaders: Standard': [{ exposure: { securityHeaders: 'Standard' } }, {}],
  'exposure.securityHeaders: None': [{ exposure: { securityHeaders: 'None' } }],
  'exposure.responseHeaders.set': [
    { exposure: { responseHeaders: { set: [{ name: 'Cache-Control', value: 'no-store' }] } } },
    {},
  ],
  'exposure.responseHeaders.remove': [
    { exposure: { responseHeaders: { remove: ['Server', 'X-Powered-By'] } } },
    { 'server-tokens': 'true' },
  ],
  'network.allowedCIDRs': [{ network: { allowedCIDRs: ['192.0.2.0/24'] } }],
  'network.deniedCIDRs': [{ network: { deniedCIDRs: ['192.0.2.0/24'] } }],
};

function rule(per: 'Second' | 'Minute'): [Partial<ApiPolicySpec>] {
  return [{ rateLimit: { rules: [{ name: 'a', requests: 5, per, by: 'ClientAddress' }] } }];
}

const titleOf = ({ field, only }: FieldRow): string => (only === undefined ? field : `${field}: ${only}`);

describe('the table of fields', () => {
  it('has a row for every leaf that a policy can state, and none for what is not there', () => {
    const { spec } = apiPolicySchema.properties as { spec: StructuralSchema };
    const leaves = [...leavesOf(spec)].filter((leaf) => !isUnder(leaf, NOT_FOR_A_GATEWAY));
    const fields = FIELDS.map(({ field }) => field);
    expect(leaves.length).toBeGreaterThan(20);
    expect(leaves.filter((leaf) => !isUnder(leaf, fields))).toEqual([]);
    expect(fields.filter((field) => !leaves.some((leaf) => isUnder(leaf, [field])))).toEqual([]);
    expect(new Set(FIELDS.map(titleOf)).size).toBe(FIELDS.length);
  });

  it.each(FIELDS.map((row) => [titleOf(row), row] as const))('%s is what is written', (title, row) => {
    const [spec, data] = SAMPLES[title] ?? [];
    if (!spec) throw new Error(`no sample for ${title}`);
    const allowed =
      'X-Content-Type-Options,X-Frame-Options,Referrer-Policy,Content-Security-Policy,Cache-Control';
    const enough = aControllerConfigMap({ 'global-allowed-response-headers': allowed });
    const { annotations = [], settings = [], gate = false } = row;
    const written = annotationsOf(lowered(spec, { configMap: enough }, anIngress({ spec: { tls: [] } })));
    expect(Object.keys(written).sort()).toEqual([...annotations, ...(gate ? QUESTION : [])].sort());
    expect(settings.length > 0).toBe(data !== undefined);
    if (!data) return;
    const short = lowered(spec, { configMap: aControllerConfigMap(data) }).shortfalls;
    expect(short.map(({ result }) => result)).toContain('NeedsGlobalSetting');
    const told = short.map(({ message }) => message).join(' ');
    for (const setting of settings) expect(told).toMatch(new RegExp(`\\b${setting}: "`));
  });

  it('is the one in docs/ingress-nginx.md', () => {
    const page = readFileSync(join(ROOT, 'docs/ingress-nginx.md'), 'utf8');
    const table = page.slice(page.indexOf('| field of `spec`')).split('\n\n')[0]?.split('\n').slice(2);
    expect(table).toEqual(FIELDS.map(lineOf));
  });
});

function lineOf(row: FieldRow): string {
  const { annotations = [], settings = [], beside, gate, known, note = '' } = row;
  const listed = settings.map((name) => `\`${name}\``).join(', ');
  const by = [
    gate ? 'the [gate](gate.md)' : '',
    annotations.map((name) => `\`${name}\``).join(', '),
    beside ?? '',
    settings.length === 0 ? '' : `${settings.length === 1 ? 'setting' : 'settings'} ${listed}`,
  ].filter((part) => part !== '');
  const enforced = by.length === 0 ? 'nothing is written' : by.join('; ');
  return `| \`${row.field}\`${row.only === undefined ? '' : `, ${row.only}`} | ${enforced} | ${note} | ${known} |`;
}

/** Paths of what has no fields of its own, without the places in lists. */
function* leavesOf(schema: StructuralSchema, path = ''): Generator<string> {
  const { properties, items } = schema;
  if (items) yield* leavesOf(items, path);
  else if (!properties) yield path;
  for (const [name, child] of Object.entries(properties ?? {}))
    yield* leavesOf(child, path === '' ? name : `${path}.${name}`);
}

const isUnder = (leaf: string, fields: readonly string[]): boolean =>
  fields.some((field) => leaf === field || leaf.startsWith(`${field}.`));
