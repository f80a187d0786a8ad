import { describe, expect } from 'vitest';
import type { ConfigMap } from '../../operator/api/kubernetes.ts';
import { annotationsOf, bullet, caseFile, rendered, statusOf, withConfigMap } from './case-file.ts';

describe('security-headers-without-snippets', () => {
  const { documents } = caseFile('16');
  const atHeaders = (input: typeof documents) =>
    rendered(input).findings.filter(({ path }) => path.startsWith('spec.exposure.responseHeaders'));

  bullet('16', 1, () => {
    expect(JSON.stringify(rendered(documents).objects)).not.toContain('-snippet');
  });

  bullet('16', 2, () => {
    expect(rendered(documents).findings).toContainEqual(
      expect.objectContaining({
        object: 'Ingress shop/quotes',
        path: 'metadata.annotations["nginx.ingress.kubernetes.io/configuration-snippet"]',
        severity: 'warning',
        message: expect.stringContaining('1.12'),
      }),
    );
  });

  bullet('16', 3, () => {
    const { objects } = rendered(documents);
    const [configMap, ...others] = objects as readonly ConfigMap[];
    expect(configMap).toMatchObject({
      kind: 'ConfigMap',
      metadata: { namespace: 'shop' },
      data: {
        'X-Content-Type-Options': 'nosniff',
        'X-Frame-Options': 'DENY',
        'Cache-Control': 'no-store',
      },
    });
    expect(Object.keys(configMap?.data ?? {})).toHaveLength(3);
    expect(others.map(({ kind }) => kind)).toEqual(['Ingress']);
    expect(annotationsOf(rendered(documents), 'quotes')).toMatchObject({
      'custom-headers': `shop/${configMap?.metadata.name}`,
    });
  });

  bullet('16', 4, () => {
    expect(rendered(withConfigMap(documents, undefined)).objects).toEqual([]);
  });

  bullet('16', 5, () => {
    const set = (index: number) => `spec.exposure.responseHeaders.set[${index}]`;
    const remove = 'spec.exposure.responseHeaders.remove';
    const seen = atHeaders(documents);
    expect(seen.map(({ path }) => path)).toEqual(expect.arrayContaining([set(2), remove]));
    expect(seen.find(({ path }) => path === set(2))?.message).toMatch(
      /global-allowed-response-headers: ".*Referrer-Policy"/,
    );
    expect(seen.find(({ path }) => path === remove)?.message).toContain('hide-headers');
    const unseen = atHeaders(withConfigMap(documents, undefined));
    expect(unseen.map(({ path }) => path)).toEqual([set(0), set(1), set(2), set(3), remove]);
    for (const { severity } of [...seen, ...unseen]) expect(severity).toBe('warning');
  });

  bullet('16', 6, () => {
    for (const { result, message } of statusOf(documents, 'quotes').enforcement ?? []) {
      expect(result).toBe('NeedsGlobalSetting');
      expect(message).not.toBe('');
    }
    expect(statusOf(documents, 'quotes').enforcement?.map(({ field }) => field)).toEqual(
      expect.arrayContaining([
        'spec.exposure.responseHeaders.set[2]',
        'spec.exposure.responseHeaders.remove',
      ]),
    );
  });
});

describe('helm-and-argo-own-annotations', () => {
  const { documents } = caseFile('18');
  const warningsAbout = (ingress: string) =>
    rendered(documents).findings.filter(
      ({ related, rule }) => related.includes(ingress) && rule === 'conflict-with-owner',
    );

  bullet('18', 1, () => {
    expect(annotationsOf(rendered(documents), 'orders')).toEqual({
      'limit-connections': '50',
      'allowlist-source-range': '198.51.100.0/24',
    });
  });

  bullet('18', 2, () => {
    const orders = Object.keys(annotationsOf(rendered(documents), 'orders') ?? {});
    for (const name of ['limit-rps', 'limit-burst-multiplier', 'proxy-body-size'])
      expect(orders).not.toContain(name);
  });

  bullet('18', 3, () => {
    expect(annotationsOf(rendered(documents), 'carts')).toBeUndefined();
    expect(
      rendered(documents).findings.filter(({ object, related }) =>
        `${object} ${related}`.includes('shop/carts'),
      ),
    ).toEqual([]);
  });

  bullet('18', 4, () => {
    expect(warningsAbout('Ingress shop/orders')).toMatchObject([
      {
        path: 'spec.rateLimit.rules[0]',
        severity: 'warning',
        message: expect.stringMatching(
          /limit-rps: "100".*argocd-controller.*weaker than the policy: 100 against 20 a second/,
        ),
      },
      {
        path: 'spec.validation.maxBodySize',
        severity: 'warning',
        message: expect.stringMatching(
          /proxy-body-size: "0".*argocd-controller.*weaker than the policy: unlimited against 1 MiB/,
        ),
      },
    ]);
    expect(warningsAbout('Ingress shop/carts')).toEqual([]);
    expect(rendered(documents).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  bullet('18', 5, () => {
    const { enforcement, conditions } = statusOf(documents, 'orders');
    expect(enforcement).toMatchObject([
      {
        field: 'spec.rateLimit.rules[0]',
        result: 'Conflict',
        message: expect.stringMatching(/kubectl annotate .*limit-rps-/),
      },
      {
        field: 'spec.validation.maxBodySize',
        result: 'Conflict',
        message: expect.stringMatching(/kubectl annotate .*proxy-body-size-/),
      },
    ]);
    expect(conditions?.find(({ type }) => type === 'Accepted')).toMatchObject({ status: 'True' });
    expect(statusOf(documents, 'carts').enforcement).toEqual([]);
  });

  bullet('18', 6, () => {
    expect(annotationsOf(rendered(documents), 'stock')).toBeUndefined();
  });

  bullet('18', 7, () => {
    expect(statusOf(documents, 'stock').pending).toContain('Ingress/stock: proxy-body-size "" → "1m"');
  });
});
