import { describe, expect } from 'vitest';
import type { Ingress } from '../../operator/api/kubernetes.ts';
import { annotationsOf, bullet, caseFile, rendered, withSpec } from './case-file.ts';

/** Cases whose policy also asks for what a later issue brings: here without that section. */
describe('several-hosts-partial-tls', () => {
  const { documents } = caseFile('01');

  bullet('01', 2, () => {
    const { objects } = rendered(documents);
    expect(annotationsOf(rendered(documents), 'orders')).toMatchObject({ 'force-ssl-redirect': 'true' });
    const ingresses = (objects as readonly Ingress[]).filter(({ kind }) => kind === 'Ingress');
    expect(ingresses.map(({ spec }) => spec)).toEqual([undefined]);
  });

  bullet('01', 3, () => {
    const key = 'example.com/beschreibung';
    const written = documents.find(({ kind }) => kind === 'Ingress')?.metadata.annotations?.[key];
    const { objects } = rendered(documents, { merge: true });
    const merged = (objects as readonly Ingress[]).find(({ kind }) => kind === 'Ingress');
    expect(merged?.metadata.annotations?.[key]).toBe(written);
    expect(written).toMatch(/[^\u0020-\u007e]/);
  });

  bullet('01', 4, () => {
    const warnings = rendered(documents).findings.filter(({ severity }) => severity === 'warning');
    expect(warnings).toContainEqual(
      expect.objectContaining({
        object: 'Ingress shop/orders',
        path: 'spec.tls',
        message: expect.stringMatching(/legacy-api\.example\.com is not under spec\.tls/),
      }),
    );
    expect(rendered(documents).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('cors-preflight-with-token', () => {
  const documents = withSpec(caseFile('15').documents, ({ targetRefs, exposure }) => ({
    targetRefs,
    exposure,
  }));

  bullet('15', 1, () => {
    expect(annotationsOf(rendered(documents), 'orders')).toEqual({
      'enable-cors': 'true',
      'cors-allow-origin': 'https://app.example.com,https://*.tenants.example.com,http://localhost:3000',
      'cors-allow-credentials': 'true',
      'cors-max-age': '600',
      'cors-allow-methods': 'GET,POST,DELETE',
      'cors-allow-headers': 'authorization,content-type',
      'cors-expose-headers': 'x-request-id',
    });
  });

  bullet('15', 3, () => {
    expect(rendered(documents).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('session-cookie-too-big', () => {
  const documents = withSpec(caseFile('10').documents, ({ targetRefs }) => ({
    targetRefs,
    timeouts: { read: '60s' },
  }));

  bullet('10', 5, () => {
    const { objects, findings } = rendered(documents);
    expect(objects.length).toBeGreaterThan(0);
    for (const { severity } of findings) expect(severity).toBe('info');
  });
});
