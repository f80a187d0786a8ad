import { describe, expect } from 'vitest';
import type { KubernetesObject } from '../../operator/api/kubernetes.ts';
import { analyse } from '../../operator/cli/analysis.ts';
import { authzRules } from '../../operator/compliance/controls/authz.rules.ts';
import { GATE_SEEN, subject } from '../unit/compliance/subjects.ts';
import { annotationsOf, bullet, caseFile, rendered, statusOf, withSpec } from './case-file.ts';

interface Rendered extends KubernetesObject {
  readonly spec?: {
    readonly rules?: readonly {
      readonly host?: string;
      readonly http?: { readonly paths: readonly { readonly path: string }[] };
    }[];
    readonly ingressClassName?: string;
    readonly template?: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

/** All that is rendered for the documents, or for these policies alone. */
const of = (id: string, ...policies: readonly string[]) => {
  const documents = caseFile(id).documents.filter(
    ({ kind, metadata }) => kind !== 'ApiPolicy' || policies.length === 0 || policies.includes(metadata.name),
  );
  const rendering = rendered(documents);
  return {
    objects: rendering.objects as readonly Rendered[],
    findings: rendering.findings,
    annotations: (name: string) => annotationsOf(rendering, name),
  };
};
const logins = (objects: readonly Rendered[], kind: string) =>
  objects.filter((object) => object.kind === kind && object.metadata.name.startsWith('apipolicy-login-'));
const asksGate = (policy: string, form = 'page') => ({
  'auth-url': `http://apipolicy-gate.shop.svc.cluster.local:8080/v1/${policy}/${form}`,
  'auth-method': 'GET',
});

describe('regex-neighbour-same-host', () => {
  bullet('02', 1, () => {
    const { objects, annotations } = of('02');
    expect(annotations('billing')).toMatchObject(asksGate('billing'));
    expect(annotations('billing')).not.toHaveProperty('auth-signin');
    expect(objects.filter(({ metadata }) => metadata.name === 'reports')).toEqual([]);
  });

  bullet('02', 5, () => {
    const [decision] = analyse(caseFile('02').documents).decisions;
    const facts = decision?.targets.flatMap((target) => (target.kind === 'governed' ? target.facts : []));
    expect(facts).toContainEqual(
      expect.objectContaining({ control: 'host.shared', by: 'Ingress web/reports' }),
    );
  });
});

describe('per-user-limit-and-own-error-pages', () => {
  const page = {
    'custom-http-errors': '401',
    'disable-proxy-intercept-errors': 'true',
    'default-backend': 'apipolicy-gate-errors',
  };

  bullet('05', 1, () => {
    const { annotations } = of('05');
    expect(annotations('basket')).toMatchObject(asksGate('per-user'));
    expect(annotations('catalog')).toMatchObject(asksGate('per-user', 'direct'));
    for (const name of ['basket', 'catalog']) {
      for (const not of ['auth-signin', 'limit-rpm', 'limit-rps']) {
        expect(annotations(name)).not.toHaveProperty(not);
      }
    }
  });

  bullet('05', 2, () => {
    const { objects, annotations } = of('05');
    expect(annotations('basket')).toMatchObject(page);
    expect(objects).toContainEqual(
      expect.objectContaining({
        kind: 'Service',
        metadata: expect.objectContaining({ name: 'apipolicy-gate-errors', namespace: 'shop' }),
      }),
    );
  });

  bullet('05', 3, () => {
    const { annotations } = of('05');
    for (const name of Object.keys(page)) expect(annotations('catalog')).not.toHaveProperty(name);
    expect(annotations('catalog')).toHaveProperty('auth-url');
  });
});

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

describe('api-next-to-ui-no-302', () => {
  const both = ['ui', 'api'];

  bullet('09', 1, () => {
    const { annotations } = of('09');
    for (const name of both) {
      expect(annotations(name)).toHaveProperty('auth-url');
      expect(annotations(name)).not.toHaveProperty('auth-signin');
    }
  });

  bullet('09', 2, () => {
    const { annotations } = of('09');
    for (const name of both) {
      expect(annotations(name)).toMatchObject(asksGate(name));
      expect(annotations(name)?.['auth-url']).not.toMatch(/[%@+'"]/);
    }
  });

  bullet('09', 3, () => {
    const { annotations } = of('09');
    for (const name of both) {
      const listed = annotations(name)?.['auth-response-headers']?.split(',');
      for (const header of ['User', 'Email', 'Groups', 'Preferred-Username', 'Access-Token']) {
        expect(listed).toContain(`X-Auth-Request-${header}`);
      }
      expect(listed).toContain('Authorization');
    }
  });

  bullet('09', 4, () => {
    const { annotations } = of('09');
    for (const name of both) {
      expect(annotations(name)).toMatchObject({
        'custom-http-errors': '401',
        'disable-proxy-intercept-errors': 'true',
        'default-backend': 'apipolicy-gate-errors',
      });
    }
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

describe('health-and-webhook-without-login', () => {
  bullet('11', 1, () => {
    const { annotations } = of('11');
    expect(annotations('ci')).toMatchObject(asksGate('ci'));
    expect(annotations('ci')).not.toHaveProperty('auth-signin');
  });

  bullet('11', 2, () => {
    expect(JSON.stringify(of('11').objects)).not.toMatch(/skip-auth|api-route|trusted-ip/);
  });

  bullet('11', 3, () => {
    expect(of('11').objects.filter(({ metadata }) => metadata.name === 'ci-open')).toEqual([]);
  });

  bullet('11', 7, () => {
    const [decision] = analyse(caseFile('11').documents).decisions;
    const facts = decision?.targets.flatMap((target) => (target.kind === 'governed' ? target.facts : []));
    expect(facts).toContainEqual(
      expect.objectContaining({ control: 'host.ungoverned', by: 'Ingress shop/ci-open' }),
    );
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

describe('cors-preflight-with-token', () => {
  bullet('15', 2, () => {
    const { objects, annotations } = of('15');
    expect(annotations('orders')).toMatchObject(asksGate('orders'));
    expect(JSON.stringify(objects)).not.toContain('OPTIONS');
  });
});
