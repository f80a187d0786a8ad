import { describe, expect } from 'vitest';
import { bullet, caseFile, rendered, withSpec } from './case-file.ts';

/** Without what a later issue brings; what others do to the host is the same for any policy. */
const withLimit = (id: string) =>
  withSpec(caseFile(id).documents, ({ targetRefs }) => ({
    targetRefs,
    rateLimit: { rules: [{ name: 'all', requests: 20, per: 'Second', by: 'ClientAddress' }] },
  }));

describe('regex-neighbour-same-host', () => {
  const documents = withLimit('02');

  bullet('02', 2, () => {
    const about = rendered(documents).findings.filter(({ related }) =>
      related.includes('Ingress web/reports'),
    );
    const [regex, ...others] = about.filter(({ message }) => message.includes('use-regex'));
    expect(others).toEqual([]);
    expect(regex).toMatchObject({
      object: 'ApiPolicy shop/billing',
      path: 'spec.rateLimit.rules[0]',
      severity: 'warning',
      message: expect.stringMatching(
        /rewrite-target.*use-regex.*web\/reports.*billing\.example\.com.*Exact \/status, Prefix \/v1/,
      ),
    });
  });

  bullet('02', 3, () => {
    expect(rendered(documents).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('health-and-webhook-without-login', () => {
  const documents = withLimit('11');

  bullet('11', 4, () => {
    const about = rendered(documents).findings.filter(({ related }) =>
      related.includes('Ingress shop/ci-open'),
    );
    expect(about).toMatchObject([
      {
        object: 'ApiPolicy shop/ci',
        severity: 'warning',
        message: expect.stringMatching(
          /shop\/ci-open serves ci\.example\.com\/hooks\/legacy, which beats \/ of shop\/ci, without any policy/,
        ),
      },
    ]);
  });
});
