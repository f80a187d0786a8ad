import { describe, expect, it } from 'vitest';
import type { ApiPolicySpec } from '../../../../operator/api/types.generated.ts';
import { aController, aControllerConfigMap, anIngress } from '../../../generators/objects.ts';
import { annotationsOf, lowered } from './lower.ts';

const listing = (list: string) => ({
  configMap: aControllerConfigMap({ 'global-allowed-response-headers': list }),
});
const set = (...entries: [string, string][]): Partial<ApiPolicySpec> => ({
  exposure: { responseHeaders: { set: entries.map(([name, value]) => ({ name, value })) } },
});
const ALL = 'X-Content-Type-Options, X-Frame-Options, Referrer-Policy, Content-Security-Policy';

describe('custom-headers', () => {
  it('writes what the controller lists, spelt as there, into a ConfigMap that the annotation names', () => {
    const { objects, ...lowering } = lowered(
      set(['cache-control', 'no-store'], ['X-A', 'b']),
      listing('X-B,Cache-Control'),
    );
    expect(objects).toMatchObject([
      { kind: 'ConfigMap', metadata: { namespace: 'shop' }, data: { 'Cache-Control': 'no-store' } },
    ]);
    const name = objects[0]?.metadata.name;
    expect(name).toMatch(/^orders-apipolicy-headers-[0-9a-f]{8}$/);
    expect(annotationsOf({ objects, ...lowering })).toMatchObject({ 'custom-headers': `shop/${name}` });
    expect(lowering.groups.find((group) => group.name === 'custom-headers')?.fields).toEqual([
      'spec.exposure.responseHeaders.set[0]',
    ]);
    expect(lowering.shortfalls).toMatchObject([
      {
        field: 'spec.exposure.responseHeaders.set[1]',
        result: 'NeedsGlobalSetting',
        message: expect.stringContaining('global-allowed-response-headers: "X-B,Cache-Control,X-A"'),
      },
    ]);
  });

  it('Standard writes its four headers, unless the policy states one itself', () => {
    const spec = {
      exposure: {
        securityHeaders: 'Standard' as const,
        responseHeaders: { set: [{ name: 'x-frame-options', value: 'SAMEORIGIN' }] },
      },
    };
    const { objects, shortfalls } = lowered(spec, listing(ALL));
    expect(shortfalls).toEqual([]);
    expect(objects[0]?.data).toEqual({
      'Content-Security-Policy': "frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'SAMEORIGIN',
    });
  });

  it.each([
    ['1.11.0', true],
    ['1.11.5', false],
    ['1.12.0', true],
    ['1.12.1', false],
    ['1.15.1', false],
  ])('controller %s sets new headers with its next reload alone: %s', (version, waits) => {
    const settings = { ...listing(ALL), deployment: aController(version, 1) };
    const { remarks } = lowered({ exposure: { securityHeaders: 'Standard' } }, settings);
    const told = remarks.filter(({ rule }) => rule === 'headers-at-next-reload');
    expect(told.map(({ severity, field }) => [severity, field])).toEqual(
      waits ? [['warning', 'spec.exposure.securityHeaders']] : [],
    );
  });

  it('half a profile is written, and the leaf still falls short', () => {
    const { objects, groups, shortfalls } = lowered(
      { exposure: { securityHeaders: 'Standard' } },
      listing('X-Frame-Options'),
    );
    expect(objects[0]?.data).toEqual({ 'X-Frame-Options': 'DENY' });
    expect(groups.find(({ name }) => name === 'custom-headers')?.fields).toEqual([]);
    expect(shortfalls).toMatchObject([{ field: 'spec.exposure.securityHeaders' }]);
  });

  it('another content is another object: the controller does not look at one again', () => {
    const nameOf = (value: string) => lowered(set(['X-A', value]), listing('X-A')).objects[0]?.metadata.name;
    expect(nameOf('1')).toBe(nameOf('1'));
    expect(nameOf('1')).not.toBe(nameOf('2'));
  });

  it('the longest name of an Ingress leaves room for a name', () => {
    const target = anIngress({ metadata: { name: `${'a'.repeat(252)}b` } });
    const [object] = lowered(set(['X-A', '1']), listing('X-A'), target).objects;
    expect(object?.metadata.name).toMatch(/^[a-z0-9][-a-z0-9.]*[a-z0-9]$/);
    expect(object?.metadata.name.length).toBeLessThanOrEqual(253);
  });

  it.each([
    ['the list is not seen', {}, 'NeedsGlobalSetting'],
    ['the list is empty', listing(''), 'NeedsGlobalSetting'],
    [
      'the controller is older than the annotation',
      { ...listing('X-A'), deployment: aController('1.10.1', 1) },
      'NotEnforceable',
    ],
  ])('nothing is written where %s', (_, settings, result) => {
    const { objects, groups, shortfalls } = lowered(set(['X-A', '1']), settings);
    expect(objects).toEqual([]);
    expect(groups.map(({ name }) => name)).not.toContain('custom-headers');
    expect(shortfalls).toMatchObject([{ result }]);
  });

  it.each(['a\nb', '$host', 'a"b', 'a\\b', ' a', 'é', '{', ''])('never holds the value %j', (value) => {
    const { objects, shortfalls } = lowered(set(['X-A', value], ['X-B', 'b']), listing('X-A,X-B'));
    expect(objects[0]?.data).toEqual({ 'X-B': 'b' });
    expect(shortfalls).toMatchObject([{ result: 'NotEnforceable' }]);
  });

  it('stays as it was written while the list cannot be seen', () => {
    const target = anIngress({
      metadata: {
        annotations: {
          'apipolicy.dev/written': 'custom-headers',
          'nginx.ingress.kubernetes.io/custom-headers': 'shop/orders-apipolicy-headers-00000000',
        },
      },
    });
    expect(annotationsOf(lowered(set(['X-A', '1']), {}, target))).toMatchObject({
      'custom-headers': 'shop/orders-apipolicy-headers-00000000',
    });
    expect(annotationsOf(lowered(set(['X-A', '1']), listing(''), target))).not.toHaveProperty(
      'custom-headers',
    );
  });
});
