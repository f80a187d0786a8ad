import { describe, expect, it } from 'vitest';
import { aController, aControllerConfigMap } from '../../../../generators/objects.ts';
import { SEEN } from '../lower.ts';
import { ingressWith, judged, NEW, neighbour, OLD, PREFIX, rulesOf } from './around.ts';

const target = ingressWith({ created: OLD });
const others = (facts: ReturnType<typeof judged>) => facts.filter(({ rule }) => rule !== 'ungoverned-path');

describe('a neighbour', () => {
  it('under a policy of its own, on a path of its own, is nothing to speak of', () => {
    expect(judged(target, [neighbour({ governedBy: 'web/reports' })])).toEqual([]);
  });

  it.each([
    ['use-regex', 'true', 'regex-neighbour'],
    ['rewrite-target', '/$2', 'regex-neighbour'],
    ['auth-tls-secret', 'web/clients', 'client-certificates-of-neighbour'],
    ['ssl-ciphers', 'RC4', 'ciphers-of-neighbour'],
    ['ssl-prefer-server-ciphers', 'false', 'ciphers-of-neighbour'],
    ['ssl-passthrough', 'true', 'ssl-passthrough'],
  ])('with %s: %j undoes it, governed or not, and is named', (name, value, rule) => {
    for (const governedBy of [undefined, 'web/reports']) {
      const found = others(
        judged(target, [neighbour({ annotations: { [name]: value }, ...(governedBy && { governedBy }) })]),
      );
      expect(found).toMatchObject([
        { control: 'host.shared', rule, host: 'api.example.com', by: 'Ingress web/reports' },
      ]);
      expect(found[0]?.annotation).toBe(PREFIX + name);
      expect(found[0]?.message).toContain(value);
      expect(found[0]?.message).toContain('web/reports');
      expect(found[0]?.message).toContain('api.example.com');
      expect(found[0]?.message.length).toBeLessThanOrEqual(256);
    }
  });

  it.each([
    ['use-regex', 'yes'],
    ['use-regex', 'false'],
    ['rewrite-target', ''],
    ['rewrite-target', '/reports'],
    ['ssl-passthrough', 'on'],
    ['proxy-body-size', '0'],
    ['satisfy', 'any'],
  ])('with %s: %j changes nothing for the target', (name, value) => {
    expect(others(judged(target, [neighbour({ annotations: { [name]: value } })]))).toEqual([]);
  });

  it.each(['use-regex', 'ssl-passthrough', 'auth-tls-secret'])(
    'with %s on another host is silent',
    (name) => {
      const elsewhere = neighbour({ host: 'www.example.com', annotations: { [name]: 'true' } });
      expect(judged(target, [elsewhere])).toEqual([]);
    },
  );

  it.each([
    ['use-regex', 'true'],
    ['ssl-ciphers', 'HIGH'],
    ['auth-tls-secret', 'shop/clients'],
  ])('is silent about %s where the target has the same value', (name, value) => {
    const same = ingressWith({ created: OLD, annotations: { [name]: value } });
    const facts = judged(same, [neighbour({ governedBy: 'web/r', annotations: { [name]: value } })]);
    expect(facts.filter(({ by }) => by === 'Ingress web/reports')).toEqual([]);
  });

  it('names both annotations and the paths that stop being exact', () => {
    const exact = ingressWith({ created: OLD, paths: ['/status'], pathType: 'Exact' });
    const facts = judged(exact, [
      neighbour({
        annotations: { 'use-regex': 'true', 'rewrite-target': '/$2' },
        paths: ['/reports(/|$)(.*)'],
      }),
    ]);
    const [regex] = facts.filter(({ rule }) => rule === 'regex-neighbour');
    expect(regex?.message).toMatch(/rewrite-target.*use-regex.*Exact \/status/);
  });

  it('passes TLS by where it is the oldest, and would once it is', () => {
    const facts = (created: string) =>
      others(judged(target, [neighbour({ created, annotations: { 'ssl-passthrough': 'true' } })]));
    expect(facts('2025-01-01T00:00:00Z')).toMatchObject([{ severity: 'error' }]);
    expect(facts(NEW)).toMatchObject([{ severity: 'warning' }]);
  });

  it('is not needed to pass TLS by: the target itself can', () => {
    const open = ingressWith({ annotations: { 'ssl-passthrough': 'true' } });
    expect(judged(open)).toMatchObject([
      { control: 'host.shared', severity: 'error', by: 'Ingress shop/orders' },
    ]);
  });

  it('does not pass TLS by where the controller is seen not to do it', () => {
    const settings = (...args: string[]) => ({ ...SEEN, deployment: aController('1.15.1', 1, args) });
    const with_ = (...args: string[]) =>
      others(
        judged(target, [neighbour({ annotations: { 'ssl-passthrough': 'true' } })], {
          settings: settings(...args),
        }),
      );
    expect(with_()).toEqual([]);
    expect(rulesOf(with_('--enable-ssl-passthrough'))).toEqual(['ssl-passthrough']);
  });

  it('may write nginx configuration only where the controller lets it', () => {
    const snippet = neighbour({ annotations: { 'server-snippet': 'return 200;' } });
    const allowed = { configMap: aControllerConfigMap({ 'allow-snippet-annotations': 'true' }) };
    expect(others(judged(target, [snippet]))).toEqual([]);
    expect(rulesOf(others(judged(target, [snippet], { settings: allowed })))).toEqual([
      'server-snippet-of-neighbour',
    ]);
    expect(rulesOf(others(judged(target, [snippet], { settings: {} })))).toEqual([
      'server-snippet-of-neighbour',
    ]);
  });

  it('that is older serves its certificate, unless it is the same', () => {
    const older = (secretName: string, namespace: string) =>
      neighbour({
        namespace,
        created: '2025-01-01T00:00:00Z',
        governedBy: 'x/y',
        spec: { tls: [{ hosts: ['*.example.com'], secretName }] },
      });
    expect(judged(target, [older('orders-tls', 'shop')])).toEqual([]);
    expect(judged(target, [older('orders-tls', 'web')])).toMatchObject([
      { control: 'tls.certificate', fields: ['spec.tls.certificate.secretName'] },
    ]);
  });
});
