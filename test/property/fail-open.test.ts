import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigMap, Ingress, KubernetesObject } from '../../operator/api/kubernetes.ts';
import type { ApiPolicy } from '../../operator/api/types.generated.ts';
import { companionsOf } from '../../operator/companions/companions-of.ts';
import { companionSettings } from '../../operator/companions/settings.ts';
import type { GatewaySettings, Lowering } from '../../operator/gateways/gateway.ts';
import { ingressNginx } from '../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { needsGate } from '../../operator/plan/gate-need.ts';
import { nodeOf, nodesOf } from '../../operator/plan/plan.ts';
import { planPolicy } from '../../operator/policy/plan-policy.ts';
import { aController, aControllerConfigMap, anIngress } from '../generators/objects.ts';
import { validPolicy } from '../generators/policies.ts';
import { type Extracted, extract, type Validation } from '../ingress-nginx/extract.ts';

/** Names of headers that a controller lists, among them some that policies of the generator may hit. */
const list = () => fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_-]{1,3}$/), { maxLength: 20 });
const LISTED = ['X-Content-Type-Options', 'X-Frame-Options', 'Referrer-Policy', 'Content-Security-Policy'];

const controllers: readonly [string, Validation][] = [
  ['1.11.0', 'off'],
  ['1.15.1', 'on'],
];

describe.each(controllers)(
  'no policy’s annotations fail open in controller %s, validation %s',
  (version, validation) => {
    const judge = (policy: ApiPolicy, listed: readonly string[]): [Lowering, Extracted] => {
      const settings: GatewaySettings = {
        configMap: aControllerConfigMap({ 'global-allowed-response-headers': listed.join(',') }),
        deployment: aController(version, 1),
      };
      const target = anIngress();
      const lowering = ingressNginx.lower(planPolicy(policy), target, settings);
      const annotations = Object.assign({}, ...lowering.groups.map((group) => group.annotations));
      const companions = standBeside(policy, target);
      const configMaps = new Map(
        [...lowering.objects, ...companions.filter(isConfigMap)].map((object) => [
          keyOf(object),
          object.data ?? {},
        ]),
      );
      const services = new Set(companions.filter(({ kind }) => kind === 'Service').map(keyOf));
      const state = { validation, allowedResponseHeaders: listed, configMaps, services };
      return [lowering, extract(annotations, state)];
    };

    it('the Ingress is taken, and no path is denied', () => {
      fc.assert(
        fc.property(validPolicy(), list(), (policy, listed) => {
          const [, extracted] = judge(policy, [...LISTED, ...listed]);
          expect(extracted.refused).toBeUndefined();
          expect(extracted.denied).toBeUndefined();
        }),
      );
    });

    it('every feature is there, as the policy wants it', () => {
      fc.assert(
        fc.property(validPolicy(), list(), (policy, listed) => {
          const plan = planPolicy(policy);
          const [lowering, { features }] = judge(policy, listed);
          const clients = nodeOf(plan, 'client-certificates');
          // Absent, it means Redirect wherever callers show certificates.
          const redirect = (nodeOf(plan, 'plaintext')?.mode.value ?? (clients && 'Redirect')) === 'Redirect';
          expect(features.forceSslRedirect).toBe(redirect);
          // Without the question to the gate, http has to be redirected wherever there is a certificate.
          if (!needsGate(plan)) expect(features.sslRedirect).toBe(true);
          expect(features.sslRedirect).toBe(nodeOf(plan, 'plaintext')?.mode.value !== 'Refuse');
          for (const [per, limit] of [
            ['Second', features.rps],
            ['Minute', features.rpm],
          ] as const) {
            const rules = nodesOf(plan, 'address-rate').filter((rule) => rule.per === per);
            expect(limit).toBe(rules.length > 0 ? Math.min(...rules.map(({ requests }) => requests)) : 0);
          }
          for (const { requests, burst = requests } of nodesOf(plan, 'address-rate'))
            expect(requests * features.burstMultiplier).toBeLessThanOrEqual(Math.max(burst, requests));
          expect(features.connections).toBe(nodeOf(plan, 'connections')?.count.value ?? 0);
          // Where the gate alone counts, it is the gate that exempts.
          const byNginx =
            nodesOf(plan, 'address-rate').length > 0 || nodeOf(plan, 'connections') !== undefined;
          const gateAlone = !byNginx && nodesOf(plan, 'counted-rate').length > 0;
          const exempt = gateAlone ? undefined : nodeOf(plan, 'rate-exemptions')?.networks.value;
          expect(features.exempt.toSorted()).toEqual((exempt ?? []).toSorted());
          expect(features.allowed?.toSorted()).toEqual(
            nodeOf(plan, 'allowed-addresses')?.networks.value.toSorted(),
          );
          expect(features.denied?.toSorted()).toEqual(
            nodeOf(plan, 'denied-addresses')?.networks.value.toSorted(),
          );
          expect(features.bodySize).toBe(nodeOf(plan, 'body-size')?.bytes.value);
          const waf = nodeOf(plan, 'waf')?.mode.value ?? 'Off';
          expect([features.modsecurity, features.coreRules]).toEqual([waf !== 'Off', waf !== 'Off']);
          const timeouts = nodeOf(plan, 'timeouts');
          expect(features.timeouts).toEqual([
            timeouts?.connectSeconds?.value,
            timeouts?.sendSeconds?.value,
            timeouts?.readSeconds?.value,
          ]);
          const cors = nodeOf(plan, 'cors');
          if (!cors) expect(features.cors).toBeUndefined();
          else {
            expect(features.cors).toEqual({
              origins: [...new Set(cors.allowOrigins.value)],
              methods: [...new Set(cors.allowMethods.value)].join(','),
              headers: [...new Set(cors.allowHeaders.value)].join(','),
              expose: [...new Set(cors.exposeHeaders.value)].join(','),
              credentials: cors.allowCredentials.value,
              maxAge: cors.maxAgeSeconds.value,
            });
          }
          expect(features.headers ?? {}).toEqual(lowering.objects[0]?.data ?? {});
        }),
      );
    });

    it('whoever is to show a certificate is asked for it, over nothing but TLS, and the app is verified', () => {
      fc.assert(
        fc.property(validPolicy(), (policy) => {
          const plan = planPolicy(policy);
          const [, { features }] = judge(policy, LISTED);
          const clients = nodeOf(plan, 'client-certificates');
          if (!clients) expect(features.clients).toBeUndefined();
          else {
            expect(features.clients).toEqual({
              secret: expect.stringMatching(/^shop\/[-a-z0-9.]+$/),
              verify: clients.mode.value === 'Required' ? 'on' : 'optional',
              depth: clients.verifyDepth.value,
              errorPage: undefined,
              matchCN: undefined,
            });
            const refused = features.auth !== undefined && !features.sslRedirect;
            expect(features.forceSslRedirect || refused).toBe(true);
          }
          const backend = nodeOf(plan, 'backend-certificates');
          expect(features.backendProtocol).toBe(backend ? 'HTTPS' : 'HTTP');
          if (!backend) expect(features.backend).toBeUndefined();
          else {
            expect(features.backend).toEqual({
              secret: expect.stringMatching(/^shop\/[-a-z0-9.]+$/),
              verify: 'on',
              depth: 1,
              name: backend.serverName.value,
              serverName: 'on',
            });
          }
        }),
      );
    });

    it('who needs the gate is asked for by it, with nothing that bends the question', () => {
      fc.assert(
        fc.property(validPolicy(), (policy) => {
          const plan = planPolicy(policy);
          const [, { features }] = judge(policy, LISTED);
          if (!needsGate(plan)) {
            expect(features.auth).toBeUndefined();
            expect(features.errorPage).toBeUndefined();
            return;
          }
          expect(features.auth).toMatchObject({
            url: `http://apipolicy-gate.shop.svc.cluster.local:8080/v1/${plan.policy.name}/page`,
            method: 'GET',
            setHeaders: { 'X-Forwarded-Uri': '' },
            cacheKey: undefined,
          });
          expect(features.auth?.responseHeaders).toEqual(
            expect.arrayContaining(['X-Auth-Request-User', 'X-Auth-Request-Groups', 'Authorization']),
          );
          expect(features.errorPage).toEqual({ codes: [401], backend: 'apipolicy-gate-errors' });
          expect(features.interceptErrors).toBe(false);
        }),
      );
    });

    it('nothing that is written would be told as failing open, had somebody else written it', () => {
      fc.assert(
        fc.property(validPolicy(), (policy) => {
          const plan = planPolicy(policy);
          const settings: GatewaySettings = {
            configMap: aControllerConfigMap({ 'global-allowed-response-headers': LISTED.join(',') }),
            deployment: aController(version, 1),
          };
          const lowering = ingressNginx.lower(plan, anIngress(), settings);
          const annotations = Object.assign({}, ...lowering.groups.map((group) => group.annotations));
          const target = anIngress({ metadata: { annotations } });
          const facts = ingressNginx.judgeHosts(plan, target, { neighbours: [], backends: [], settings });
          // Whether a login can end is a matter of the policy and the host, whatever is written.
          expect(facts.filter(({ control }) => control !== 'auth.login')).toEqual([]);
        }),
      );
    });
  },
);

const keyOf = ({ metadata }: KubernetesObject): string => `${metadata.namespace}/${metadata.name}`;
const isConfigMap = (object: KubernetesObject): object is ConfigMap => object.kind === 'ConfigMap';

const standBeside = (policy: ApiPolicy, target: Ingress): readonly KubernetesObject[] => {
  const plan = planPolicy(policy);
  const policies = [{ name: plan.policy.name, plan, targets: [target] }];
  return companionsOf(plan.policy.namespace, policies, companionSettings({})).objects;
};
