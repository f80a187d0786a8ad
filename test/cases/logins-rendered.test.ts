import { describe, expect } from 'vitest';
import type { KubernetesObject } from '../../operator/api/kubernetes.ts';
import { authzRules } from '../../operator/compliance/controls/authz.rules.ts';
import { GATE_SEEN, subject } from '../unit/compliance/subjects.ts';
import { bullet, caseFile, rendered, statusOf, withSpec } from './case-file.ts';
import { asksGate, logins, of, type Rendered } from './rendered-of.ts';

describe('login-loop-cookie-domain', () => {
  bullet('08', 3, () => {
    const { objects } = of('08', 'desk');
    const [login, ...others] = logins(objects, 'Deployment');
    expect(others).toEqual([]);
    expect(logins(objects, 'Service')).toHaveLength(1);
    const image = login?.spec?.template?.spec.containers[0]?.image ?? '';
    expect(image).toMatch(/oauth2-proxy:v7\.15\.([2-9]|\d\d)/);
    const text = JSON.stringify(login);
    for (const setting of [
      '--redirect-url=https://desk.example.com/oauth2/callback',
      '--code-challenge-method=S256',
      '--cookie-secure=true',
      '--cookie-httponly=true',
      '--insecure-oidc-skip-nonce=false',
      '--cookie-name=__Host-',
      '--trusted-proxy-ip=',
      '--client-secret-file=',
      '--cookie-secret-file=',
    ]) {
      expect(text).toContain(setting);
    }
    expect(text).not.toMatch(/skip-auth|trusted-ip=|--client-secret=|--cookie-secret=/);
  });

  bullet('08', 4, () => {
    const { objects, findings, annotations } = of('08', 'desk');
    expect(annotations('desk')).toMatchObject(asksGate('desk'));
    expect(annotations('desk')).not.toHaveProperty('auth-signin');
    const [login] = logins(objects, 'Ingress');
    expect(login?.spec).toMatchObject({
      ingressClassName: 'nginx',
      rules: [
        { host: 'desk.example.com', http: { paths: [{ path: expect.stringMatching(/^\/oauth2\/?$/) }] } },
      ],
    });
    expect(Object.keys(login?.metadata.annotations ?? {}).filter((key) => key.includes('/auth-'))).toEqual(
      [],
    );
    expect(findings.filter(({ rule }) => rule === 'ungoverned-path')).toEqual([]);
  });
});

describe('session-cookie-too-big', () => {
  bullet('10', 2, () => {
    const [login] = logins(of('10', 'wiki').objects, 'Ingress');
    const size = login?.metadata.annotations?.['nginx.ingress.kubernetes.io/proxy-buffer-size'];
    expect(Number.parseInt(size ?? '', 10)).toBeGreaterThanOrEqual(16);
    expect(size).toMatch(/k$/);
  });

  bullet('10', 4, () => {
    const [login] = logins(of('10', 'files').objects, 'Deployment');
    const container = login?.spec?.template?.spec.containers[0] as unknown as {
      readonly args: readonly string[];
      readonly env: readonly object[];
    };
    expect(container.args).toContain('--session-store-type=redis');
    expect(container.args.join(' ')).toContain('rediss://redis.shop.svc:6379');
    expect(container.args.join(' ')).not.toMatch(/password|ticket/);
    expect(container.env).toEqual([
      expect.objectContaining({
        valueFrom: { secretKeyRef: expect.objectContaining({ name: 'redis', key: 'password' }) },
      }),
    ]);
  });
});

describe('one-login-many-apps-groups', () => {
  bullet('12', 2, () => {
    const { annotations } = of('12');
    for (const name of ['pay', 'people']) {
      expect(annotations(name)).toMatchObject(asksGate(name));
      expect(annotations(name)?.['auth-url']).not.toMatch(/allowed_groups|[@%+ ]/);
    }
  });

  bullet('12', 3, () => {
    const { objects } = of('12');
    const [login, ...others] = logins(objects, 'Deployment');
    expect(others).toEqual([]);
    const text = JSON.stringify(login);
    expect(text).toMatch(/--cookie-name=(?!__Host-)/);
    expect(text).toContain('--cookie-domain=example.com');
    const led = [...text.matchAll(/--whitelist-domain=([^"]*)/g)].flatMap(([, hosts]) => hosts?.split(','));
    expect(led.sort()).toEqual(['pay.example.com', 'people.example.com']);
    expect(login?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['pay', 'people']);
  });

  bullet('12', 5, () => {
    const judged = authzRules.judge(subject(undefined, { gate: GATE_SEEN }), () => undefined, Date.now());
    expect(judged.result).toBe('Unknown');
    const { documents } = caseFile('12');
    const passed = statusOf(documents, 'pay').controls?.filter(({ result }) => result === 'Pass') ?? [];
    expect(passed.map(({ id }) => id)).not.toContain('authz.rules');
  });

  bullet('12', 6, () => {
    const { documents } = caseFile('12');
    const longer = documents.map((document) =>
      document.metadata.name === 'pay' && document.kind === 'ApiPolicy'
        ? withSpec([document], (spec) => ({
            ...spec,
            authentication: {
              ...spec.authentication,
              oidc: {
                ...spec.authentication?.oidc,
                session: { cookieDomain: 'example.com', lifetime: '4h' },
              },
            },
          }))[0]
        : document,
    ) as KubernetesObject[];
    const found = logins(rendered(longer).objects as readonly Rendered[], 'Deployment');
    expect(found).toHaveLength(2);
    const names = found.map((login) => /--cookie-name=([^"]*)/.exec(JSON.stringify(login))?.[1]);
    expect(new Set(names).size).toBe(2);
  });
});
