import { describe, expect, it } from 'vitest';
import type { ApiPolicySpec } from '../../../../../operator/api/types.generated.ts';
import { aControllerConfigMap } from '../../../../generators/objects.ts';
import { ingressWith, judged, NEW, neighbour, OLD } from './around.ts';

const clients = (mode: 'Required' | 'Optional' = 'Required'): Partial<ApiPolicySpec> => ({
  mutualTLS: { clients: { mode, ca: { secretName: 'partner-ca' } } },
});
const backend: Partial<ApiPolicySpec> = {
  mutualTLS: { backend: { certificate: { secretName: 'gateway' }, serverName: 'orders.shop.svc' } },
};
const target = ingressWith({ created: NEW });
const about = (facts: ReturnType<typeof judged>) => facts.filter(({ rule }) => /certificates/.test(rule));

describe('a demand for certificates on a host that others share', () => {
  it.each([undefined, 'web/reports'])(
    'catches the neighbour (governed by %s), and undoes nothing',
    (governedBy) => {
      const shop = neighbour({ paths: ['/', '/a', '/b', '/c'], ...(governedBy && { governedBy }) });
      expect(about(judged(target, [shop], { spec: clients() }))).toMatchObject([
        {
          rule: 'client-certificates-catch-neighbour',
          severity: 'warning',
          by: 'Ingress web/reports',
          fields: ['spec.mutualTLS.clients.mode'],
          message: expect.stringMatching(/web\/reports \(\/, \/a, \/b and others\).*mode: Optional/),
        },
      ]);
      expect(about(judged(target, [shop], { spec: clients() }))[0]).not.toHaveProperty('control');
    },
  );

  it('catches nobody with Optional, nobody of the same policy, and no login of it', () => {
    expect(about(judged(target, [neighbour()], { spec: clients('Optional') }))).toEqual([]);
    expect(about(judged(target, [neighbour({ governedBy: 'shop/orders' })], { spec: clients() }))).toEqual(
      [],
    );
    const other = neighbour({ host: 'other.example.com' });
    expect(about(judged(target, [other], { spec: clients() }))).toEqual([]);
  });
});

describe('a demand for certificates without a host', () => {
  const rule = 'client-certificates-on-default-server';
  const hostless = {
    ...target,
    spec: { ...target.spec, rules: target.spec.rules?.map(({ host: _, ...rest }) => rest) ?? [] },
  };

  it('falls on the default server, and is named', () => {
    expect(about(judged(hostless, [], { spec: clients('Optional') }))).toMatchObject([
      {
        rule,
        severity: 'warning',
        host: '',
        message: expect.stringContaining('name the host in the rules of'),
      },
    ]);
  });

  it('is nothing to speak of with one, or where none is asked for', () => {
    expect(about(judged(target, [], { spec: clients() }))).toEqual([]);
    expect(about(judged(hostless, [], { spec: backend }))).toEqual([]);
  });
});

describe('an older Ingress with a demand of its own', () => {
  const older = (annotations: Record<string, string>) =>
    neighbour({ annotations, created: OLD, governedBy: 'web/reports' });

  it('decides whose CA counts', () => {
    const facts = judged(target, [older({ 'auth-tls-secret': 'web/theirs' })], { spec: clients('Optional') });
    expect(about(facts)).toMatchObject([
      {
        control: 'mtls.client-verified',
        severity: 'warning',
        annotation: expect.stringMatching(/auth-tls-secret$/),
      },
    ]);
  });

  it.each(['off', 'optional', 'optional_no_ca'])('with %s nobody has to show one: an error', (mode) => {
    const annotations = { 'auth-tls-secret': 'shop/partner-ca', 'auth-tls-verify-client': mode };
    expect(about(judged(target, [older(annotations)], { spec: clients() }))).toContainEqual(
      expect.objectContaining({ control: 'mtls.client-required', severity: 'error' }),
    );
  });

  it('that asks for the same is nothing to speak of, nor is a younger one', () => {
    const same = older({ 'auth-tls-secret': 'shop/partner-ca' });
    expect(about(judged(target, [same], { spec: clients('Optional') }))).toEqual([]);
    const first = ingressWith({ created: OLD });
    const younger = neighbour({ annotations: { 'auth-tls-secret': 'web/theirs' }, created: NEW });
    expect(about(judged(first, [younger], { spec: clients('Optional') }))).toEqual([]);
  });
});

describe('connections to the app', () => {
  const HTTPS = { 'backend-protocol': 'HTTPS' };
  const beside = (annotations: Record<string, string>, more: object = {}) =>
    neighbour({ namespace: 'shop', host: 'other.example.com', annotations, ...more });
  const shared = (other: ReturnType<typeof neighbour>, data: Record<string, string> = {}) =>
    judged(target, [], {
      spec: backend,
      besides: [other],
      settings: { configMap: aControllerConfigMap(data) },
    });

  it.each([
    ['opens them without verifying', beside(HTTPS)],
    ['says that it verifies nothing', beside({ ...HTTPS, 'proxy-ssl-secret': 'shop/x' })],
    ['is governed by another policy that does not', beside(HTTPS, { governedBy: 'shop/other' })],
    ['speaks TLS for callers who do', beside({ 'backend-protocol': 'AUTO_HTTP' })],
  ])('are shared with another Ingress that %s', (_, other) => {
    expect(shared(other)).toMatchObject([
      {
        control: 'mtls.backend-verified',
        rule: 'backend-connections-shared',
        by: 'Ingress shop/reports',
        // What to do stands first: a long name cuts off the end.
        message: expect.stringMatching(
          /^set spec.mutualTLS.backend for \S+, too, or upstream-keepalive-connections: "0"/,
        ),
      },
    ]);
  });

  it.each([
    ['speaks plain http', beside({})],
    ['verifies', beside({ ...HTTPS, 'proxy-ssl-secret': 'shop/x', 'proxy-ssl-verify': 'on' })],
    ['is of the same policy', beside(HTTPS, { governedBy: 'shop/orders' })],
    ['is on the same host, for which the policy speaks', beside(HTTPS, { host: 'api.example.com' })],
  ])('are no danger with one that %s', (_, other) => {
    expect(shared(other)).toEqual([]);
  });

  it('are not kept where the controller keeps none', () => {
    expect(shared(beside(HTTPS), { 'upstream-keepalive-connections': '0' })).toEqual([]);
    const here = beside(HTTPS, { host: 'api.example.com' });
    expect(shared(here, { 'proxy-ssl-location-only': 'true' })).toHaveLength(1);
  });
});

describe('what verifies the app', () => {
  it.each([
    [{ 'backend-protocol': 'HTTPS' }, 1],
    [{ 'backend-protocol': 'https' }, 1],
    [{ 'backend-protocol': 'GRPCS' }, 0],
    [{ 'backend-protocol': 'HTTPS', 'proxy-ssl-secret': 'web/own' }, 0],
    [{ 'backend-protocol': 'HTTP' }, 0],
    [{}, 0],
  ])('catches a neighbour with %j: %s', (annotations, count) => {
    const facts = about(judged(target, [neighbour({ annotations })], { spec: backend }));
    expect(facts.map(({ rule }) => rule)).toEqual(
      Array.from({ length: count }, () => 'backend-certificates-catch-neighbour'),
    );
  });

  it('catches nobody where the controller keeps it to the paths', () => {
    const settings = { configMap: aControllerConfigMap({ 'proxy-ssl-location-only': 'true' }) };
    const tls = neighbour({ annotations: { 'backend-protocol': 'HTTPS' } });
    expect(about(judged(target, [tls], { spec: backend, settings }))).toEqual([]);
  });
});
