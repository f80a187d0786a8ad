import { describe, expect, it } from 'vitest';
import { analyse } from '../../../operator/cli/analysis.ts';
import { findingsOf } from '../../../operator/reconcile/findings.ts';
import { aControllerConfigMap, anIngress, aPolicy } from '../../generators/objects.ts';

const targetRefs = ['orders', 'carts'].map((name) => ({
  group: 'networking.k8s.io' as const,
  kind: 'Ingress' as const,
  name,
}));
const ingresses = targetRefs.map(({ name }) => {
  const ingress = anIngress();
  return { ...ingress, metadata: { ...ingress.metadata, name } };
});

describe('findings about several targets', () => {
  it('say once what holds for all of them, and name them', () => {
    const rules = [{ name: 'a', requests: 1, per: 'Second' as const, by: 'ClientAddress' as const }];
    const { findings } = analyse([aPolicy({ targetRefs, rateLimit: { rules } }), ...ingresses]);
    const about = findings.filter(({ rule }) => rule === 'limit-status-code');
    expect(about.map(({ related }) => related)).toEqual([['Ingress shop/orders', 'Ingress shop/carts']]);
  });

  it('are several where an Ingress is named in them', () => {
    const { findings } = analyse([
      aPolicy({ targetRefs, tls: { hsts: { maxAgeSeconds: 1 } } }),
      ...ingresses,
    ]);
    const about = findings.filter(({ rule }) => rule === 'needs-global-setting');
    expect(about.map(({ related }) => related)).toEqual([['Ingress shop/orders'], ['Ingress shop/carts']]);
  });

  it('name the ConfigMap that decides, where it is seen', () => {
    const configMap = aControllerConfigMap({ 'limit-req-status-code': '503' });
    const rules = [{ name: 'a', requests: 1, per: 'Second' as const, by: 'ClientAddress' as const }];
    const policy = aPolicy({ targetRefs: targetRefs.slice(0, 1), rateLimit: { rules } });
    const { findings } = analyse([policy, ...ingresses, configMap]);
    const about = findings.filter(({ rule }) => rule === 'limit-status-code');
    expect(about.map(({ related }) => related)).toEqual([
      ['Ingress shop/orders', 'ConfigMap ingress-nginx/ingress-nginx-controller'],
    ]);
  });

  it('name the Ingress that no known gateway serves', () => {
    const edge = { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'nginx' } };
    const { findings } = analyse([aPolicy({ targetRefs }), ...ingresses, edge]);
    const about = findings.filter(({ rule }) => rule === 'gateway-not-supported');
    expect(about.map(({ message }) => message)).toEqual([
      expect.stringContaining('Ingress shop/orders: IngressClass nginx'),
      expect.stringContaining('Ingress shop/carts: IngressClass nginx'),
    ]);
  });
});

describe('findings about a policy that was refused', () => {
  it('are its problems, as errors', () => {
    const problem = { path: ['spec', 'network', 'allowedCIDRs', 0], rule: 'value', message: 'no network' };
    expect(
      findingsOf({ policy: aPolicy({}), mode: 'Enforce', problems: [problem], targets: [] }),
    ).toMatchObject([{ path: 'spec.network.allowedCIDRs[0]', severity: 'error', message: 'no network' }]);
  });
});
