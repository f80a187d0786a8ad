import { describe, expect, it } from 'vitest';
import {
  canonicalNetworks,
  contains,
  formatNetwork,
  NetworkError,
  parseLenient,
  parseNetwork,
} from '../../../operator/plan/network.ts';

describe('parseNetwork', () => {
  it.each([
    ['198.51.100.0/24', '198.51.100.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['203.0.113.7/32', '203.0.113.7/32'],
    ['2001:DB8:0:0::/32', '2001:db8::/32'],
    ['2001:db8:0:0:1:0:0:0/128', '2001:db8:0:0:1::/128'],
    ['::1/128', '::1/128'],
    ['::/0', '::/0'],
    ['0:0:1::/48', '0:0:1::/48'],
    ['64:ff9b::192.0.2.0/120', '64:ff9b::c000:200/120'],
  ])('reads %s', (text, canonical) => {
    expect(formatNetwork(parseNetwork(text))).toBe(canonical);
  });

  it.each([
    ['198.51.100.77/24', 'host-bits', ['198.51.100.0/24', '198.51.100.77/32']],
    ['2001:db8::5/64', 'host-bits', ['2001:db8::/64', '2001:db8::5/128']],
    ['198.51.100.77', 'no-prefix', ['198.51.100.77/32']],
    ['2001:db8::5', 'no-prefix', ['2001:db8::5/128']],
  ])('refuses %s and says what to write', (text, fault, ways) => {
    const error = catchError(() => parseNetwork(text));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ fault });
    for (const way of ways) expect(String(error)).toContain(way);
  });

  it.each([
    '',
    'example.com/24',
    '1.2.3/8',
    '1.2.3.4/33',
    '1.2.3.4/08',
    '01.2.3.4/32',
    '1::2::3/64',
    '1.2.3.4/24/8',
    '::/129',
    '1.2.3.4 /32',
    '1.2.3.4/32\n',
  ])('refuses %j', (text) => {
    expect(catchError(() => parseNetwork(text))).toMatchObject({ fault: 'syntax' });
  });
});

describe('sets of networks', () => {
  it('are the same list in whatever order and spelling they are given', () => {
    const one = ['2001:db8::/32', '198.51.100.0/24', '192.0.2.0/24'].map(parseNetwork);
    const other = ['192.0.2.0/24', '2001:DB8::/32', '198.51.100.0/24', '192.0.2.0/24'].map(parseNetwork);
    expect(canonicalNetworks(one)).toEqual(canonicalNetworks(other));
    expect(canonicalNetworks(one)).toEqual(['192.0.2.0/24', '198.51.100.0/24', '2001:db8::/32']);
  });

  it.each([
    ['198.51.100.0/24', '198.51.100.128/25', true],
    ['198.51.100.128/25', '198.51.100.0/24', false],
    ['0.0.0.0/0', '::/0', false],
    ['2001:db8::/32', '2001:db8:5::/48', true],
    ['198.51.100.0/24', '198.51.101.0/24', false],
  ])('%s contains %s: %s', (outer, inner, expected) => {
    expect(contains(parseNetwork(outer), parseNetwork(inner))).toBe(expected);
  });
});

describe('parseLenient', () => {
  it('reads a lone address and drops host bits, as the controller does', () => {
    expect(parseLenient('198.51.100.7')).toEqual(parseNetwork('198.51.100.7/32'));
    expect(parseLenient('198.51.100.7/24')).toEqual(parseNetwork('198.51.100.0/24'));
    expect(parseLenient('198.51.100.0/24 203.0.113.0/28')).toBeUndefined();
  });
});

function catchError(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
