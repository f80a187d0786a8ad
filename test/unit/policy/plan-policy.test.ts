import { describe, expect, it } from 'vitest';
import { nodeOf, nodesOf, type PlanNode } from '../../../operator/plan/plan.ts';
import { planPolicy } from '../../../operator/policy/plan-policy.ts';
import { aPolicy } from '../../generators/objects.ts';

const fields = (nodes: readonly PlanNode[]) => nodes.flatMap((node) => node.fields).sort();

describe('planPolicy', () => {
  it('asks nothing for a section that is absent', () => {
    expect(planPolicy(aPolicy({})).nodes).toEqual([]);
    expect(planPolicy(aPolicy({ validation: { maxBodySize: '1Mi' } })).nodes).toHaveLength(1);
  });

  it('applies defaults inside a present section, and a default is no stated leaf', () => {
    const plan = planPolicy(aPolicy({ tls: { hsts: { maxAgeSeconds: 300 } } }));
    expect(nodeOf(plan, 'plaintext')).toMatchObject({ mode: { value: 'Redirect' }, fields: [] });
    expect(nodeOf(plan, 'minimum-tls-version')).toMatchObject({ version: { value: 'TLS1.2' }, fields: [] });
    expect(nodeOf(plan, 'hsts')).toMatchObject({
      includeSubDomains: { value: false },
      preload: { value: false },
      fields: ['spec.tls.hsts.maxAgeSeconds'],
    });
  });

  it('names every leaf that is stated', () => {
    const plan = planPolicy(
      aPolicy({
        tls: {
          plaintext: 'Redirect',
          minimumVersion: 'TLS1.3',
          hsts: { maxAgeSeconds: 1, includeSubDomains: true, preload: false },
          certificate: { secretName: 'orders-tls' },
        },
        rateLimit: {
          rules: [{ name: 'a', requests: 1, per: 'Second', by: 'ClientAddress', burst: 2 }],
          connections: 1,
          exemptCIDRs: ['192.0.2.0/24'],
        },
        timeouts: { connect: '1s', read: '1s', send: '1s' },
        validation: { maxBodySize: '1Mi', waf: { mode: 'Detect' } },
        exposure: {
          cors: { allowOrigins: ['*'], allowMethods: ['GET'] },
          securityHeaders: 'Standard',
          responseHeaders: { set: [{ name: 'A', value: 'b' }], remove: ['C'] },
        },
        network: { allowedCIDRs: ['192.0.2.0/24'], deniedCIDRs: ['192.0.2.1/32'] },
      }),
    );
    expect(fields(plan.nodes)).toEqual([
      'spec.exposure.cors.allowMethods',
      'spec.exposure.cors.allowOrigins',
      'spec.exposure.responseHeaders.remove',
      'spec.exposure.responseHeaders.set[0]',
      'spec.exposure.securityHeaders',
      'spec.network.allowedCIDRs',
      'spec.network.deniedCIDRs',
      'spec.rateLimit.connections',
      'spec.rateLimit.exemptCIDRs',
      'spec.rateLimit.rules[0]',
      'spec.timeouts.connect',
      'spec.timeouts.read',
      'spec.timeouts.send',
      'spec.tls.certificate.secretName',
      'spec.tls.hsts.includeSubDomains',
      'spec.tls.hsts.maxAgeSeconds',
      'spec.tls.hsts.preload',
      'spec.tls.minimumVersion',
      'spec.tls.plaintext',
      'spec.validation.maxBodySize',
      'spec.validation.waf.mode',
    ]);
  });

  it('keeps a rule’s place in the policy, and speaks in units', () => {
    const plan = planPolicy(
      aPolicy({
        rateLimit: {
          rules: [
            { name: 'slow', requests: 100, per: 'Minute', by: 'ClientAddress' },
            { name: 'fast', requests: 10, per: 'Second', by: 'ClientAddress', burst: 20 },
          ],
        },
        timeouts: { read: '1m30s' },
        validation: { maxBodySize: '1.5Mi' },
      }),
    );
    expect(nodesOf(plan, 'address-rate').map(({ name, field }) => [name, field])).toEqual([
      ['slow', 'spec.rateLimit.rules[0]'],
      ['fast', 'spec.rateLimit.rules[1]'],
    ]);
    expect(nodeOf(plan, 'timeouts')).toMatchObject({
      readSeconds: { value: 90, field: 'spec.timeouts.read' },
    });
    expect(nodeOf(plan, 'body-size')).toMatchObject({ bytes: { value: 1_572_864 } });
  });

  it('is frozen all the way down, and leaves the policy alone', () => {
    const policy = aPolicy({ exposure: { cors: { allowOrigins: ['https://a.example'] } } });
    const plan = planPolicy(policy);
    const node = nodeOf(plan, 'cors');
    expect(Object.isFrozen(plan) && Object.isFrozen(node?.allowOrigins.value)).toBe(true);
    expect(Object.isFrozen(policy.spec.exposure?.cors?.allowOrigins)).toBe(false);
  });
});
