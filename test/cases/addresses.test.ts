import { describe, expect } from 'vitest';
import { annotationsOf, bullet, caseFile, rendered, statusOf, withConfigMap, withSpec } from './case-file.ts';

describe('office-allowlist-multiline', () => {
  const { documents } = caseFile('06');
  const lists = ['allowlist-source-range', 'whitelist-source-range'];

  bullet('06', 1, () => {
    expect(annotationsOf(rendered(documents), 'backoffice')).toEqual({
      'allowlist-source-range': '198.51.100.0/24,203.0.113.0/28,2001:db8:5::/48',
      'denylist-source-range': '198.51.100.66/32',
      'limit-rps': '20',
      'limit-burst-multiplier': '1',
      'limit-allowlist': '198.51.100.0/24,203.0.113.0/28',
    });
  });

  bullet('06', 2, () => {
    const wrong = withSpec(documents, (spec) => ({
      ...spec,
      network: { ...spec.network, allowedCIDRs: ['198.51.100.77/24', '203.0.113.0/28', '2001:db8:5::/48'] },
    }));
    const { objects, findings } = rendered(wrong);
    expect(objects).toEqual([]);
    expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([
      {
        path: 'spec.network.allowedCIDRs[0]',
        message: expect.stringMatching(/198\.51\.100\.0\/24.*198\.51\.100\.77\/32/),
      },
    ]);
  });

  bullet('06', 3, () => {
    const stock = annotationsOf(rendered(documents), 'stock') ?? {};
    for (const name of lists) expect(stock).not.toHaveProperty([name]);
    expect(stock).toMatchObject({ 'denylist-source-range': '198.51.100.66/32', 'limit-rps': '20' });
  });

  bullet('06', 4, () => {
    const { findings } = rendered(documents);
    const atList = findings.filter(
      ({ path, related }) => path === 'spec.network.allowedCIDRs' && related.includes('Ingress shop/stock'),
    );
    expect(atList).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('whitelist-source-range') },
    ]);
    const broken = findings.filter(
      ({ object, severity }) => object === 'Ingress shop/stock' && severity === 'warning',
    );
    expect(broken).toMatchObject([{ message: expect.stringMatching(/no list of networks.*comma.*503/) }]);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  bullet('06', 5, () => {
    const managed = documents.map((document) =>
      document.metadata.name === 'stock'
        ? {
            ...document,
            metadata: { ...document.metadata, managedFields: [helmOwns('whitelist-source-range')] },
          }
        : document,
    );
    expect(statusOf(managed, 'offices-only').enforcement).toMatchObject([
      {
        field: 'spec.network.allowedCIDRs',
        target: 'stock',
        result: 'Conflict',
        message: expect.stringMatching(
          /helm.*kubectl annotate ingress\/stock -n shop .*whitelist-source-range-/,
        ),
      },
    ]);
  });
});

describe('addresses-behind-a-load-balancer', () => {
  const { documents } = caseFile('07');
  const data = { 'use-forwarded-headers': 'true', 'compute-full-forwarded-for': 'true' };
  const forged = (input: typeof documents) =>
    rendered(input).findings.filter(({ message }) => message.includes('X-Forwarded-For'));

  bullet('07', 1, () => {
    const feeds = annotationsOf(rendered(documents), 'feeds');
    expect(feeds).toMatchObject({
      'limit-rps': '10',
      'limit-burst-multiplier': '2',
      'limit-connections': '30',
    });
    const list = feeds?.['allowlist-source-range'] ?? '';
    expect(list).toMatch(/^[0-9a-f.:/,]+$/);
    expect(new Set(list.split(',')).size).toBe(40);
    expect(list.split(',')).toHaveLength(40);
  });

  bullet('07', 2, () => {
    expect(forged(documents).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['spec.network.allowedCIDRs', 'spec.rateLimit.rules[0]']),
    );
    for (const { severity, message } of forged(documents)) {
      expect(severity).toBe('warning');
      expect(message).toContain('0.0.0.0/0');
    }
    expect(forged(withConfigMap(documents, undefined))).toEqual([]);
    expect(forged(withConfigMap(documents, { ...data, 'proxy-real-ip-cidr': '192.0.2.0/24' }))).toEqual([]);
  });
});

function helmOwns(name: string): object {
  return {
    manager: 'helm',
    operation: 'Update',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:metadata': { 'f:annotations': { [`f:nginx.ingress.kubernetes.io/${name}`]: {} } } },
  };
}
