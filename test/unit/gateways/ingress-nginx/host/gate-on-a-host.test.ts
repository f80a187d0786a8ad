import { describe, expect, test } from 'vitest';
import type { GatewaySettings } from '../../../../../operator/gateways/gateway.ts';
import { ingressNginx } from '../../../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import type { PlanNode } from '../../../../../operator/plan/plan.ts';
import { aController, aControllerConfigMap, anIngress } from '../../../../generators/objects.ts';
import { onlyGet, planOf, redirect, tokens } from '../gate-plan.ts';

const facts = (
  annotations: Record<string, string>,
  settings: GatewaySettings = {},
  nodes: readonly PlanNode[] = [tokens()],
  path = '/',
) => {
  const entries = Object.entries(annotations).map(([key, value]) => [
    `nginx.ingress.kubernetes.io/${key}`,
    value,
  ]);
  const target = anIngress({
    metadata: { annotations: Object.fromEntries(entries) },
    spec: { rules: [{ host: 'api.example.com', http: { paths: [{ path, pathType: 'Prefix' }] } }] },
  });
  return ingressNginx
    .judgeHosts(planOf(...nodes), target, { neighbours: [], backends: [], settings })
    .filter(({ rule }) => rule.startsWith('gate-') || rule === 'identity-forgeable' || rule === 'satisfy-any')
    .map(({ control, rule, severity }) => [rule, severity, control]);
};

describe('what gets past the gate', () => {
  test.each([
    [{ 'auth-cache-duration': '200 5m;' }],
    [{ 'auth-request-redirect': '$scheme://$host$request_uri' }],
    [{ 'auth-always-set-cookie': 'yes' }],
    [{ 'auth-cache-key': '$remote_user' }],
  ])('%j beside the question is an error', (annotations) => {
    expect(facts(annotations)).toEqual([['gate-bent', 'error', 'auth.anonymous-refused']]);
  });

  test.each([
    [{ 'auth-cache-duration': '200 202 401 5m' }],
    [{ 'auth-request-redirect': 'https://www.example.com/?a=b' }],
    [{ 'auth-always-set-cookie': 'true' }],
    [{ 'auth-cache-key': ' ' }],
  ])('%j is taken as it is meant', (annotations) => {
    expect(facts(annotations)).toEqual([]);
  });

  test('without the controller’s checks a bad value is not dropped', () => {
    const deployment = aController('1.11.0', 1, ['--enable-annotation-validation=false']);
    expect(facts({ 'auth-cache-duration': '200 5m;' }, { deployment })).toEqual([]);
  });

  test('satisfy any lets in whoever an address list lets in', () => {
    expect(facts({ satisfy: 'any' })).toEqual([['satisfy-any', 'error', 'host.shared']]);
    expect(facts({ satisfy: 'any' }, {}, [redirect])).toEqual([['satisfy-any', 'warning', 'host.shared']]);
  });

  test('the controller’s error pages', () => {
    const settings = {
      configMap: aControllerConfigMap({ 'custom-http-errors': '401,502' }),
      deployment: aController('1.11.0', 1, ['--default-backend-service=web/errors']),
    };
    expect(facts({}, settings)).toEqual([
      ['gate-bypassed', 'error', 'auth.fail-closed'],
      ['gate-bypassed', 'error', 'auth.anonymous-refused'],
    ]);
    expect(facts({}, settings, [onlyGet])[1]).toEqual(['gate-bypassed', 'error', 'host.shared']);
    expect(facts({}, settings, [redirect])).toEqual([]);
  });

  test('paths that the controller never asks about', () => {
    const configMap = aControllerConfigMap({ 'no-auth-locations': '/.well-known/acme-challenge,/pub' });
    expect(facts({}, { configMap }, [tokens()], '/public')).toEqual([
      ['gate-not-asked', 'error', 'auth.anonymous-refused'],
    ]);
    expect(facts({}, { configMap }, [tokens()], '/api')).toEqual([]);
  });

  test('headers with underscores', () => {
    const configMap = aControllerConfigMap({ 'enable-underscores-in-headers': 'true' });
    expect(facts({}, { configMap })).toEqual([['identity-forgeable', 'warning', 'auth.identity-headers']]);
  });
});
