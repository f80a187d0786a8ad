import { describe, expect, test } from 'vitest';
import { gatewayAddress } from '../../../operator/reconcile/gateway-address.ts';

const at = (host: string, port = 443) => ({ http: { host, port: 80 }, https: { host, port } });

describe('where a gateway is asked', () => {
  test.each([
    ['gateway.example.com', at('gateway.example.com')],
    ['gateway.ingress.svc:8443', at('gateway.ingress.svc', 8443)],
    ['2001:db8::1', at('2001:db8::1')],
    ['[2001:db8::1]:8443', at('2001:db8::1', 8443)],
  ])('stated as %s', (stated, wanted) => {
    expect(gatewayAddress(stated, {})).toEqual(wanted);
  });

  test('else by what its controller wrote into the Ingress', () => {
    const status = { loadBalancer: { ingress: [{}, { hostname: 'lb.example.com' }, { ip: '192.0.2.1' }] } };
    expect(gatewayAddress(undefined, { status })).toEqual(at('lb.example.com'));
    expect(gatewayAddress('', { status })).toEqual(at('lb.example.com'));
  });

  test('nowhere, if nobody says', () => {
    expect(gatewayAddress(undefined, {})).toBeUndefined();
    expect(gatewayAddress('a:b:c', {})).toBeUndefined();
  });
});
