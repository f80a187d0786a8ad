import { describe, expect } from 'vitest';
import type { Ingress } from '../../operator/api/kubernetes.ts';
import { annotationsOf, bullet, caseFile, rendered, statusOf, withConfigMap } from './case-file.ts';

const errorsOf = (documents: Parameters<typeof rendered>[0]) =>
  rendered(documents).findings.filter(({ severity }) => severity === 'error');

describe('class-annotation-and-default-class', () => {
  const { documents } = caseFile('03');

  bullet('03', 1, () => {
    for (const name of ['old', 'classless']) {
      expect(annotationsOf(rendered(documents), name)).toEqual({ 'proxy-body-size': '2m' });
    }
  });

  bullet('03', 2, () => {
    expect(annotationsOf(rendered(documents), 'edge')).toBeUndefined();
  });

  bullet('03', 3, () => {
    for (const object of rendered(documents).objects as readonly Ingress[]) {
      expect(object.metadata.annotations).not.toHaveProperty(['kubernetes.io/ingress.class']);
      expect(object.spec ?? {}).not.toHaveProperty('ingressClassName');
    }
  });

  bullet('03', 4, () => {
    const about = (input: typeof documents) =>
      rendered(input).findings.filter(({ related, object }) => `${object} ${related}`.includes('shop/edge'));
    expect(about(documents)).toMatchObject([
      { object: 'ApiPolicy shop/small-bodies', path: 'spec.targetRefs[2]', severity: 'warning' },
    ]);
    expect(errorsOf(documents)).toEqual([]);
    const without = documents.filter(
      ({ kind, metadata }) => kind !== 'IngressClass' || metadata.name !== 'edge',
    );
    for (const { severity } of about(without)) expect(severity).toBe('info');
  });

  bullet('03', 5, () => {
    const { targets, enforcement, conditions } = statusOf(documents, 'small-bodies');
    const target = (name: string) => targets?.find((entry) => entry.name === name);
    expect(target('old')).toMatchObject({ gateway: 'ingress-nginx' });
    expect(target('classless')).toMatchObject({ gateway: 'ingress-nginx' });
    const programmed = target('edge')?.conditions?.find(({ type }) => type === 'Programmed');
    expect(programmed).toMatchObject({ status: 'False', reason: 'GatewayNotSupported' });
    expect(conditions?.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'False' });
    expect(enforcement).toMatchObject([
      { field: 'spec.validation.maxBodySize', target: 'edge', result: 'NotEnforceable' },
    ]);
  });
});

describe('sixty-a-minute-burst-503-replicas', () => {
  const { documents } = caseFile('04');

  bullet('04', 1, () => {
    expect(annotationsOf(rendered(documents), 'quotes')).toEqual({
      'limit-rpm': '60',
      'limit-burst-multiplier': '1',
    });
  });

  bullet('04', 2, () => {
    const { objects } = rendered(documents);
    expect((objects as readonly Ingress[]).map(({ kind }) => kind)).toEqual(['Ingress']);
    expect(JSON.stringify(objects)).not.toContain('-snippet');
  });

  bullet('04', 3, () => {
    const leftovers = rendered(documents).findings.filter(({ object }) => object === 'Ingress shop/quotes');
    expect(leftovers).toMatchObject([
      { severity: 'warning', path: 'metadata.annotations["nginx.ingress.kubernetes.io/global-rate-limit"]' },
      {
        severity: 'warning',
        path: 'metadata.annotations["nginx.ingress.kubernetes.io/global-rate-limit-window"]',
      },
    ]);
    for (const { message } of leftovers)
      expect(message).toMatch(/no effect since controller 1\.12.*1\.15\.1/);
  });

  bullet('04', 4, () => {
    const atRule = (input: typeof documents) =>
      rendered(input).findings.filter(({ path }) => path === 'spec.rateLimit.rules[0]');
    expect(atRule(documents)).toMatchObject([
      { severity: 'warning', message: expect.stringMatching(/503.*limit-req-status-code: "429"/) },
    ]);
    const told = withConfigMap(documents, { 'limit-req-status-code': '429' });
    expect(atRule(told)).toEqual([]);
    expect([...errorsOf(documents), ...errorsOf(told)]).toEqual([]);
  });

  bullet('04', 5, () => {
    expect(statusOf(documents, 'quotes').limits).toEqual([
      {
        rule: 'per-address',
        target: 'quotes',
        effective: '180 per Minute',
        because: expect.stringMatching(/3 gateway replicas, 60 each.*burst of 60.*at once/),
      },
    ]);
  });
});
