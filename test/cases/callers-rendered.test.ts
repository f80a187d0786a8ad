import { describe, expect } from 'vitest';
import { analyse } from '../../operator/cli/analysis.ts';
import { ratePerUser } from '../../operator/compliance/controls/rate.per-user.ts';
import { rateResponse } from '../../operator/compliance/controls/rate.response.ts';
import { planPolicy } from '../../operator/policy/plan-policy.ts';
import { GATE_SEEN, NOW, subject } from '../unit/compliance/subjects.ts';
import { bullet, caseFile, statusOf } from './case-file.ts';
import { asksGate, of, policyOf } from './rendered-of.ts';

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

describe('per-user-limit-and-own-error-pages, on the status', () => {
  bullet('05', 5, () => {
    const { documents } = caseFile('05');
    const conflict = statusOf(documents, 'per-user').enforcement?.filter(
      ({ target, result }) => target === 'catalog' && result === 'Conflict',
    );
    expect(conflict?.[0]?.message).toMatch(/kubectl annotate ingress\/catalog -n shop .*custom-http-errors-/);
    const judged = (plainRefusals: boolean) => {
      const plan = planPolicy(policyOf(documents));
      const of = subject(undefined, { plan, plainRefusals, gate: GATE_SEEN });
      return [ratePerUser, rateResponse].map((control) => control.judge(of, () => undefined, NOW).result);
    };
    expect(judged(false)).toEqual(['Pass', 'Pass']);
    expect(judged(true)).toEqual(['Pass', 'Fail']);
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

describe('cors-preflight-with-token', () => {
  bullet('15', 2, () => {
    const { objects, annotations } = of('15');
    expect(annotations('orders')).toMatchObject(asksGate('orders'));
    expect(JSON.stringify(objects)).not.toContain('OPTIONS');
  });
});
