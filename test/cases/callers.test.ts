import { describe, expect } from 'vitest';
import type { KubernetesObject } from '../../operator/api/kubernetes.ts';
import { bullet, caseFile, rendered, withSpec } from './case-file.ts';

const errorsOf = (documents: readonly KubernetesObject[]) =>
  rendered(documents).findings.filter(({ severity }) => severity === 'error');
const warningsAbout = (documents: readonly KubernetesObject[], object: string) =>
  rendered(documents).findings.filter((found) => found.severity === 'warning' && found.object === object);
const without = (documents: readonly KubernetesObject[], name: string) =>
  documents.filter(({ kind, metadata }) => kind !== 'ApiPolicy' || metadata.name !== name);

describe('per-user-limit-and-own-error-pages', () => {
  const { documents } = caseFile('05');

  bullet('05', 4, () => {
    expect(warningsAbout(documents, 'ApiPolicy shop/per-user')).toContainEqual(
      expect.objectContaining({
        path: 'spec.rateLimit.rules[0]',
        message: expect.stringMatching(/custom-http-errors.*default-backend.*limit.*403/),
        related: ['Ingress shop/catalog'],
      }),
    );
  });
});

describe('login-loop-cookie-domain', () => {
  const { documents } = caseFile('08');

  bullet('08', 1, () => {
    expect(errorsOf(documents)).toMatchObject([
      {
        object: 'ApiPolicy shop/portal',
        path: 'spec.authentication.oidc.session.cookieDomain',
        message: expect.stringContaining('portal.example.net of shop/portal is not under example.com'),
      },
    ]);
    expect(rendered(documents).objects).toEqual([]);
  });

  bullet('08', 2, () => {
    expect(errorsOf(documents).filter(({ object }) => object === 'ApiPolicy shop/desk')).toEqual([]);
    expect(rendered(without(documents, 'portal')).objects.length).toBeGreaterThan(0);
  });

  bullet('08', 5, () => {
    const hostOnly = withSpec(documents, (spec) => ({
      ...spec,
      authentication: {
        ...spec.authentication,
        oidc: { ...spec.authentication?.oidc, session: { lifetime: '8h' } },
      },
    }));
    expect(errorsOf(hostOnly)).toEqual([]);
    const logins = (rendered(without(hostOnly, 'desk')).objects as readonly KubernetesObject[]).filter(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name.startsWith('apipolicy-login-'),
    );
    expect(logins).toHaveLength(2);
  });
});

describe('api-next-to-ui-no-302', () => {
  bullet('09', 5, () => {
    const { findings, objects } = rendered(caseFile('09').documents);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(JSON.stringify(objects)).toContain('/api/v1/orders:archive');
  });
});

describe('session-cookie-too-big', () => {
  const { documents } = caseFile('10');

  bullet('10', 1, () => {
    expect(warningsAbout(documents, 'ApiPolicy shop/wiki')).toMatchObject([
      {
        path: 'spec.authentication.oidc.session.refresh',
        message: expect.stringMatching(/only the first Set-Cookie.*store: Redis/),
      },
    ]);
    expect(errorsOf(documents).filter(({ object }) => object === 'ApiPolicy shop/wiki')).toEqual([]);
  });

  bullet('10', 3, () => {
    expect(errorsOf(documents)).toMatchObject([
      {
        object: 'ApiPolicy shop/board',
        path: 'spec.authentication.oidc.session',
        message: expect.stringContaining('redis with its address'),
      },
    ]);
    expect(rendered(documents).objects).toEqual([]);
  });
});

describe('one-login-many-apps-groups', () => {
  bullet('12', 1, () => {
    const { documents } = caseFile('12');
    expect(rendered(documents).findings).toEqual([]);
    const comma = withSpec(documents, (spec) => ({
      ...spec,
      authentication: {
        ...spec.authentication,
        oidc: { ...spec.authentication?.oidc, allowedGroups: ['a,b'] },
      },
    }));
    expect(errorsOf(comma)[0]).toMatchObject({
      path: 'spec.authentication.oidc.allowedGroups[0]',
      message: expect.stringContaining('without a comma'),
    });
  });
});
