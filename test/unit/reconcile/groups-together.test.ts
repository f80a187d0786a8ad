import { describe, expect, test } from 'vitest';
import type { Ingress } from '../../../operator/api/kubernetes.ts';
import { ingressNginx } from '../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import type { SecurityPlan } from '../../../operator/plan/plan.ts';
import { planPolicy } from '../../../operator/policy/plan-policy.ts';
import { observe } from '../../../operator/reconcile/ownership.ts';
import { decideTarget } from '../../../operator/reconcile/target-decision.ts';
import { anIngress, aPolicy } from '../../generators/objects.ts';
import { login, perUser, planOf, refuse } from '../gateways/ingress-nginx/gate-plan.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';

/** An Ingress whose annotations are somebody else's. */
function withAnnotations(annotations: Record<string, string>): Ingress {
  const keys = Object.entries(annotations).map(([key, value]) => [PREFIX + key, value] as const);
  const fields = Object.fromEntries(keys.map(([key]) => [`f:${key}`, {}]));
  return anIngress({
    metadata: {
      annotations: Object.fromEntries(keys),
      managedFields: [
        {
          manager: 'helm',
          operation: 'Update',
          fieldsV1: { 'f:metadata': { 'f:annotations': { '.': {}, ...fields } } },
        },
      ],
    },
  });
}

const decided = (foreign: Record<string, string>, plan: SecurityPlan = planOf(login(), perUser, refuse)) => {
  const ingress = observe(withAnnotations(foreign));
  const decision = decideTarget({
    plan,
    ingress,
    governed: [ingress],
    gateway: ingressNginx,
    settings: {},
    repair: 'allowed',
  });
  const written = Object.entries(decision.desired.annotations)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => [key.slice(PREFIX.length), value]);
  return { ...decision, written: Object.fromEntries(written) as Record<string, string> };
};

describe('groups that hang together on one Ingress', () => {
  test('nobody else there: all of them', () => {
    const { written, shortfalls, enforcement } = decided({});
    expect(written).toMatchObject({
      'auth-url': expect.stringMatching(/\/page$/),
      'custom-http-errors': '401',
      'ssl-redirect': 'false',
    });
    expect(shortfalls).toEqual([]);
    expect(enforcement).toContainEqual({ field: 'spec.tls.plaintext', by: 'gate' });
    expect(enforcement).toContainEqual({ field: 'spec.authentication.oidc', by: 'gate' });
  });

  test('somebody else’s error page: the direct form, and the login falls short', () => {
    const { written, shortfalls, remarks, enforcement } = decided({ 'default-backend': 'my-errors' });
    expect(written['auth-url']).toMatch(/\/direct$/);
    expect(written['custom-http-errors']).toBeUndefined();
    expect(written['ssl-redirect']).toBe('false');
    expect(shortfalls.map(({ field, result }) => [field, result])).toEqual([
      ['spec.authentication.oidc', 'Conflict'],
      ['spec.rateLimit.rules[0]', 'Conflict'],
    ]);
    expect(remarks.map(({ rule }) => rule)).toEqual(['direct-form']);
    expect(enforcement).toContainEqual({ field: 'spec.rateLimit.rules[0]', by: 'gate' });
  });

  test('somebody else’s question: port 80 is not opened, and no error page is left alone', () => {
    const { written, shortfalls } = decided({ 'auth-url': 'https://sso.example.com/auth' });
    expect(written).toEqual({});
    expect(new Set(shortfalls.map(({ result }) => result))).toEqual(new Set(['Conflict']));
    expect(shortfalls.map(({ field }) => field)).toContain('spec.tls.plaintext');
  });

  test('somebody else’s redirect: the caller is asked for all the same', () => {
    const { written, shortfalls } = decided({ 'force-ssl-redirect': 'true' });
    expect(written['auth-url']).toMatch(/\/page$/);
    expect(written['ssl-redirect']).toBeUndefined();
    expect(shortfalls).toMatchObject([{ field: 'spec.tls.plaintext', result: 'Conflict' }]);
  });
});

describe('callers’ certificates and http', () => {
  const asking = (plaintext?: 'Redirect' | 'Refuse') =>
    planPolicy(
      aPolicy({
        ...(plaintext && { tls: { plaintext } }),
        mutualTLS: { clients: { ca: { secretName: 'partner-ca' } } },
      }),
    );

  test('both are written', () => {
    expect(decided({}, asking()).written).toMatchObject({
      'auth-tls-secret': 'shop/partner-ca',
      'force-ssl-redirect': 'true',
    });
  });

  test('somebody else’s redirect is good enough', () => {
    const { written } = decided({ 'force-ssl-redirect': 'True' }, asking());
    expect(written).toMatchObject({ 'auth-tls-secret': 'shop/partner-ca' });
    expect(written).not.toHaveProperty('force-ssl-redirect');
    expect(decided({ 'force-ssl-redirect': 'true' }, asking('Refuse')).written).toMatchObject({
      'auth-tls-secret': 'shop/partner-ca',
      'auth-url': expect.anything(),
    });
  });

  test('where somebody else keeps http open, no certificate is asked for, and the status says why', () => {
    const { written, shortfalls } = decided({ 'force-ssl-redirect': 'false' }, asking());
    expect(written).not.toHaveProperty('auth-tls-secret');
    // The gate lets nobody in who shows none.
    expect(written).toHaveProperty('auth-url');
    expect(shortfalls).toMatchObject([
      { field: 'spec.mutualTLS.clients.ca', result: 'Conflict', message: expect.stringContaining('helm') },
    ]);
  });

  test('where nobody asks the gate that is to refuse http, neither', () => {
    expect(decided({ 'auth-url': 'https://sso.example.com/auth' }, asking('Refuse')).written).toEqual({});
  });
});
