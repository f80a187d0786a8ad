import { describe, expect, it } from 'vitest';
import { isFixed } from '../../../../operator/gateways/ingress-nginx/advisories.ts';
import { ingressNginx } from '../../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { planPolicy } from '../../../../operator/policy/plan-policy.ts';
import { aController, aControllerConfigMap, aPolicy } from '../../../generators/objects.ts';

const plan = planPolicy(aPolicy({ rateLimit: { connections: 1 } }));
const idsAt = (version: string, args: string[] = [], data: Record<string, string> = {}) =>
  ingressNginx
    .judgeGateway(plan, { deployment: aController(version, 1, args), configMap: aControllerConfigMap(data) })
    .advisories.map(({ id }) => id);

describe('isFixed', () => {
  it.each([
    ['1.11.4', ['1.11.5', '1.12.1'], false],
    ['1.11.5', ['1.11.5', '1.12.1'], true],
    ['1.12.0', ['1.11.5', '1.12.1'], false],
    ['1.12.1', ['1.11.5', '1.12.1'], true],
    ['1.13.0', ['1.11.5', '1.12.1'], true],
    ['1.10.9', ['1.11.5', '1.12.1'], false],
    ['1.9.0', ['1.9.0'], true],
    ['1.15.0', ['1.13.9', '1.14.5', '1.15.1'], false],
  ])('%s with fixes in %j: %s', (version, fixed, expected) => {
    expect(isFixed(version, fixed)).toBe(expected);
  });
});

describe('what is known against a controller', () => {
  it('the last release: only that nothing comes after it', () => {
    expect(idsAt('1.15.1')).toEqual(['upstream-retired']);
  });

  it('1.11.0: the ways to take it over, and that values are not checked', () => {
    const ids = idsAt('1.11.0');
    expect(ids).toEqual(
      expect.arrayContaining([
        'CVE-2024-7646',
        'CVE-2025-1974',
        'CVE-2025-24514',
        'annotation-validation-off',
        'risk-level-critical',
      ]),
    );
    expect(ids).not.toContain('CVE-2021-25742');
  });

  it.each([
    ['CVE-2025-24514', '1.12.0', [], false],
    ['CVE-2025-24514', '1.12.0', ['--enable-annotation-validation=false'], true],
    ['annotation-validation-off', '1.15.1', ['--enable-annotation-validation=false'], true],
    ['annotation-validation-off', '1.11.0', ['--enable-annotation-validation'], false],
  ])('%s at %s with %j: %s', (id, version, args, expected) => {
    expect(idsAt(version, args).includes(id)).toBe(expected);
  });

  it('settings that let anybody undo protections', () => {
    const open = { 'allow-snippet-annotations': 'true', 'annotations-risk-level': 'Critical' };
    expect(idsAt('1.15.1', [], open)).toEqual([
      'snippets-allowed',
      'risk-level-critical',
      'upstream-retired',
    ]);
  });

  it('an unseen controller is not judged by version', () => {
    expect(ingressNginx.judgeGateway(plan, {})).toEqual({
      seen: false,
      advisories: [{ id: 'upstream-retired', message: expect.any(String) }],
    });
  });

  it('messages fit the status', () => {
    const { advisories } = ingressNginx.judgeGateway(plan, { version: '0.9.0' });
    for (const { message } of advisories) expect(message.length).toBeLessThanOrEqual(256);
  });

  it('forwarded headers of anyone', () => {
    const trusting = { configMap: aControllerConfigMap({ 'use-forwarded-headers': 'true' }) };
    expect(ingressNginx.judgeGateway(plan, trusting).trustsForwardedFromAnyone).toBe(true);
  });
});
