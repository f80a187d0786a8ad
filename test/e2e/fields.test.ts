import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiPolicySpec, ApiPolicyStatus } from '../../operator/api/types.generated.ts';
import { FIELDS } from '../../operator/gateways/ingress-nginx/fields.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import type { GatewayRequest, GatewayResponse } from '../cluster/gateway-client.ts';
import { operatorImage } from '../cluster/images/operator.ts';
import { quickstartImage } from '../cluster/images/stand-in.ts';
import { gatewayConfigMap, gatewayNamespace } from '../cluster/manifests/ingress-nginx.ts';
import { gatewayValues, installOperator } from '../cluster/operator.ts';
import { type Authority, createAuthority } from '../cluster/pki.ts';

const root = join(import.meta.dirname, '../..');
const NAMES = 'X-Content-Type-Options,X-Frame-Options,Referrer-Policy,Content-Security-Policy,Cache-Control';
/** Wherever the tests' own requests come from. */
const OURS = ['10.0.0.0/8', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
const ATTACK = '/?q=<script>alert(1)</script>';
const BLOCK = 'Include /etc/nginx/modsecurity/modsecurity.conf\nSecRuleEngine On';

type Ask = (request?: Partial<GatewayRequest>) => Promise<GatewayResponse>;
interface Case {
  readonly spec: Partial<ApiPolicySpec>;
  /** True once the gateway does it. */
  readonly does: (ask: Ask, policy: Policy) => Promise<boolean>;
}
interface Policy {
  readonly status: () => Promise<ApiPolicyStatus | undefined>;
  readonly ca: () => Promise<string>;
}

const many = async (ask: Ask, count: number, request: Partial<GatewayRequest> = {}): Promise<number[]> =>
  (await Promise.all(Array.from({ length: count }, () => ask(request)))).map(({ status }) => status);
const refusesSome = async (ask: Ask, request: Partial<GatewayRequest> = {}): Promise<boolean> => {
  const statuses = await many(ask, 20, request);
  return statuses.includes(503) && statuses.includes(200);
};
/** Beside what does nothing that could be waited for: shows that the gateway has taken the policy over. */
const TAKEN_OVER = { maxBodySize: '1Ki' };
const refusesBody = async (ask: Ask): Promise<boolean> =>
  (await ask({ method: 'POST', body: 'x'.repeat(2_000) })).status === 413;
const rule = (requests: number, per: 'Second' | 'Minute') => ({
  rules: [{ name: 'a', requests, per, by: 'ClientAddress' as const }],
});

const CASES: Readonly<Record<string, Case>> = {
  'tls.certificate.secretName': {
    spec: { tls: { certificate: { secretName: 'brought-tls' } } },
    does: async (ask, { ca }) =>
      (await ask({ scheme: 'https', tls: { ca: await ca() } }).catch(() => undefined))?.status === 200,
  },
  'tls.minimumVersion': {
    spec: { tls: { minimumVersion: 'TLS1.2' } },
    does: async (_, { status }) =>
      (await status())?.controls?.some(({ id, result }) => id === 'tls.versions' && result === 'Pass') ===
      true,
  },
  'tls.plaintext: Redirect': {
    spec: { tls: { plaintext: 'Redirect' } },
    does: async (ask) => (await ask()).status === 308,
  },
  'tls.plaintext: Refuse': {
    spec: { tls: { plaintext: 'Refuse' } },
    does: async (ask) => (await ask()).status === 403 && (await ask({ scheme: 'https' })).status === 200,
  },
  authentication: {
    spec: { authentication: { apiKeys: { header: 'X-API-Key', secretRef: { name: 'not-there' } } } },
    does: async (ask) => (await ask()).status === 401,
  },
  authorization: {
    spec: {
      authorization: {
        rules: [{ name: 'a', matches: [{ path: { type: 'PathPrefix', value: '/admin' } }], deny: true }],
      },
    },
    does: async (ask) => (await ask({ path: '/admin/a' })).status === 403 && (await ask()).status === 200,
  },
  'rateLimit.rules: all others': {
    spec: { rateLimit: { rules: [{ name: 'a', requests: 2, per: 'Hour', by: 'ClientAddress' }] } },
    does: async (ask) => (await ask()).status === 429,
  },
  'validation.methods': {
    spec: { validation: { methods: ['GET'] } },
    does: async (ask) => (await ask({ method: 'DELETE' })).status === 405 && (await ask()).status === 200,
  },
  'validation.contentTypes': {
    spec: { validation: { contentTypes: ['application/json'] } },
    does: async (ask) =>
      (await ask({ method: 'POST', body: 'a', headers: { 'content-type': 'text/plain' } })).status === 415,
  },
  'tls.plaintext: Allow': {
    spec: { tls: { plaintext: 'Allow' }, validation: TAKEN_OVER },
    does: async (ask) => (await refusesBody(ask)) && (await ask()).status === 200,
  },
  'tls.hsts': {
    spec: { tls: { hsts: { maxAgeSeconds: 31_536_000, includeSubDomains: true } } },
    does: async (ask) =>
      (await ask({ scheme: 'https' })).headers['strict-transport-security'] ===
      'max-age=31536000; includeSubDomains',
  },
  'rateLimit.rules: per Second': { spec: { rateLimit: rule(2, 'Second') }, does: (ask) => refusesSome(ask) },
  'rateLimit.rules: per Minute': { spec: { rateLimit: rule(5, 'Minute') }, does: (ask) => refusedOnce(ask) },
  'rateLimit.connections': {
    spec: { rateLimit: { connections: 2 } },
    does: (ask) => refusesSome(ask, { path: '/?delay=1s' }),
  },
  'rateLimit.exemptCIDRs': {
    spec: { rateLimit: { ...rule(1, 'Second'), exemptCIDRs: OURS }, validation: TAKEN_OVER },
    does: async (ask) => (await refusesBody(ask)) && (await many(ask, 20)).every((status) => status === 200),
  },
  'timeouts.read': {
    spec: { timeouts: { read: '1s' } },
    does: async (ask) => (await ask({ path: '/?delay=4s' })).status === 504,
  },
  'validation.maxBodySize': { spec: { validation: TAKEN_OVER }, does: refusesBody },
  'validation.waf: Detect': {
    spec: { validation: { ...TAKEN_OVER, waf: { mode: 'Detect' } } },
    does: async (ask) => (await refusesBody(ask)) && (await ask({ path: ATTACK })).status === 200,
  },
  'validation.waf: Block': {
    spec: { validation: { waf: { mode: 'Block' } } },
    does: async (ask) => (await ask({ path: ATTACK })).status === 403 && (await ask()).status === 200,
  },
  'exposure.cors': {
    spec: { exposure: { cors: { allowOrigins: ['https://app.example.com'] } } },
    does: async (ask) => {
      const granted = async (origin: string) =>
        (await ask({ headers: { origin } })).headers['access-control-allow-origin'];
      const own = await granted('https://app.example.com');
      return own === 'https://app.example.com' && (await granted('https://evil.example.org')) === undefined;
    },
  },
  'exposure.securityHeaders: Standard': {
    spec: { exposure: { securityHeaders: 'Standard' } },
    does: async (ask) => (await ask()).headers['x-content-type-options'] === 'nosniff',
  },
  'exposure.responseHeaders.set': {
    spec: { exposure: { responseHeaders: { set: [{ name: 'Cache-Control', value: 'no-store' }] } } },
    does: async (ask) => (await ask()).headers['cache-control'] === 'no-store',
  },
  'network.allowedCIDRs': {
    spec: { network: { allowedCIDRs: ['198.51.100.0/24'] } },
    does: async (ask) => (await ask()).status === 403,
  },
  'network.deniedCIDRs': {
    spec: { network: { deniedCIDRs: OURS } },
    does: async (ask) => (await ask()).status === 403,
  },
};

/** A minute's worth is used up by the first look, so that one refusal is enough. */
const refusedOnce = async (ask: Ask): Promise<boolean> => (await many(ask, 20)).includes(503);

/** These need a store or cert-manager, and are run where there is one: tests of callers and of certificates. */
const isElsewhere = (title: string): boolean =>
  /^(rateLimit\.(redis|onStoreFailure)|mutualTLS|tls\.certificate: with)/.test(title);

const RUN = FIELDS.filter(({ known }) => known === 'run')
  .map(({ field, only }) => (only === undefined ? field : `${field}: ${only}`))
  .filter((title) => !isElsewhere(title));
const nameOf = (title: string): string => `field-${RUN.indexOf(title)}`;
const hostOf = (title: string): string => `${nameOf(title)}.example.com`;

describe('what the table of fields says was run, on the real controller', () => {
  let cluster: Cluster;
  let authority: Authority;

  beforeAll(async () => {
    cluster = await startCluster({
      manifests: [join(root, 'crds')],
      images: [await operatorImage(), await quickstartImage()],
      gateway: { annotationValidation: true, config: { 'global-allowed-response-headers': NAMES } },
    });
    const values = [...gatewayValues, '--set=crds.enabled=false'];
    await installOperator(cluster, { image: await operatorImage(), values });
    await cluster.mustKubectl(['apply', '-f', join(root, 'examples/quickstart/app.yaml')]);
    authority = await createAuthority(join(cluster.directory, 'brought-pki'));
    await cluster.apply([
      await broughtSecret(),
      ...RUN.flatMap((title) => [ingress(nameOf(title)), policy(title)]),
    ]);
    await cluster.waitForDeployment('shop', 'orders');
    await causeReload();
  });
  afterAll(() => cluster?.stop());

  async function broughtSecret(): Promise<object> {
    const host = hostOf('tls.certificate.secretName');
    const pair = await authority.issue({ name: host, commonName: host, names: [`DNS:${host}`] });
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'brought-tls', namespace: 'shop' },
      type: 'kubernetes.io/tls',
      stringData: {
        'tls.crt': await readFile(pair.certificate, 'utf8'),
        'tls.key': await readFile(pair.key, 'utf8'),
      },
    };
  }
  /** 1.11.0 takes headers over with a reload that something else causes. */
  async function causeReload(): Promise<void> {
    for (const title of ['exposure.securityHeaders: Standard', 'exposure.responseHeaders.set']) {
      await cluster.waitFor(`${title} to be written`, async () => {
        const programmed = (await statusOf(title))?.conditions?.find(({ type }) => type === 'Programmed');
        return programmed?.status === 'True';
      });
    }
    await cluster.apply([ingress('another')]);
  }
  const ingress = (name: string): object => {
    const backend = { service: { name: 'orders', port: { name: 'http' } } };
    const rule = {
      host: `${name}.example.com`,
      http: { paths: [{ path: '/', pathType: 'Prefix', backend }] },
    };
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, namespace: 'shop' },
      spec: { ingressClassName: 'nginx', rules: [rule] },
    };
  };
  const policy = (title: string): object => ({
    apiVersion: 'apipolicy.dev/v1alpha1',
    kind: 'ApiPolicy',
    metadata: { name: nameOf(title), namespace: 'shop' },
    spec: {
      targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name: nameOf(title) }],
      ...CASES[title]?.spec,
    },
  });
  const statusOf = async (title: string): Promise<ApiPolicyStatus | undefined> => {
    const path = `/apis/apipolicy.dev/v1alpha1/namespaces/shop/apipolicies/${nameOf(title)}`;
    return ((await cluster.request('GET', path)).body as { status?: ApiPolicyStatus }).status;
  };

  const done = (title: string) =>
    cluster.waitFor(
      `the gateway to do ${title}`,
      async (pending) => {
        const status = await statusOf(title);
        pending(status?.enforcement);
        const ask: Ask = (request = {}) => cluster.gateway.request({ host: hostOf(title), ...request });
        const policy = {
          status: () => statusOf(title),
          ca: () => readFile(authority.certificate, 'utf8'),
        };
        return CASES[title]?.does(ask, policy);
      },
      { timeoutMs: 60_000, everyMs: 500 },
    );

  test('every row that says so has its request here, and no other has', () => {
    expect(Object.keys(CASES).sort()).toEqual([...RUN].sort());
  });

  test.for(RUN.filter((title) => title !== 'validation.waf: Block'))('%s', async (title) => {
    await done(title);
  });

  test('validation.waf: Block, with the settings that status.enforcement tells', async () => {
    const before = await statusOf('validation.waf: Block');
    expect(before?.enforcement).toMatchObject([{ result: 'NeedsGlobalSetting' }]);
    const data = { 'enable-modsecurity': 'true', 'modsecurity-snippet': BLOCK };
    const patch = ['--type=merge', '-p', JSON.stringify({ data })];
    await cluster.mustKubectl(['patch', 'configmap', gatewayConfigMap, '-n', gatewayNamespace, ...patch]);
    await done('validation.waf: Block');
  });
});
