import { describe, expect, test } from 'vitest';
import { CookieJar } from '../../cluster/cookie-jar.ts';

const api = new URL('https://api.example.com/orders/1');

function sent(to: string, ...setCookie: string[]): string | undefined {
  const jar = new CookieJar();
  jar.take(api, setCookie);
  return jar.header(new URL(to));
}

describe('a cookie goes back', () => {
  test.each([
    ['a=1', 'https://api.example.com/orders/2', 'a=1'],
    ['a=1', 'https://api.example.com/', undefined],
    ['a=1; Path=/', 'https://api.example.com/', 'a=1'],
    ['a=1; Path=/', 'https://other.example.com/', undefined],
    ['a=1; Path=/ord', 'https://api.example.com/orders', undefined],
    ['a=1; Path=/; Domain=example.com', 'https://other.example.com/', 'a=1'],
    ['a=1; Path=/; Domain=.example.com', 'https://example.com/', 'a=1'],
    ['a=1; Path=/; Domain=example.com', 'https://notexample.com/', undefined],
    ['a=1; Path=/; Domain=elsewhere.com', 'https://elsewhere.com/', undefined],
    ['a=1; Path=/; Secure', 'http://api.example.com/', undefined],
    ['a=b=c; Path=/', 'https://api.example.com/', 'a=b=c'],
    ['__Host-a=1; Path=/; Secure', 'https://api.example.com/', '__Host-a=1'],
    ['__Host-a=1; Path=/', 'https://api.example.com/', undefined],
    ['__Host-a=1; Path=/orders; Secure', 'https://api.example.com/orders', undefined],
    ['__Host-a=1; Path=/; Secure; Domain=example.com', 'https://api.example.com/', undefined],
    ['__Secure-a=1; Path=/; Secure; Domain=example.com', 'https://a.example.com/', '__Secure-a=1'],
    ['__Secure-a=1; Path=/; Domain=example.com', 'https://a.example.com/', undefined],
  ])('%s to %s: %s', (setCookie, to, expected) => {
    expect(sent(to, setCookie)).toBe(expected);
  });
});

test('a cookie set again replaces the one before; one that has expired is gone', () => {
  const at = 'https://api.example.com/';
  expect(sent(at, 'a=1; Path=/', 'b=2; Path=/', 'a=3; Path=/')).toBe('a=3; b=2');
  expect(sent(at, 'a=1; Path=/', 'a=; Path=/; Max-Age=0')).toBeUndefined();
  expect(sent(at, 'a=1; Path=/', 'a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT')).toBeUndefined();
  expect(sent(at, 'a=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT')).toBe('a=1');
});

test('a cookie is not taken by a page without TLS when it is secure', () => {
  const jar = new CookieJar();
  jar.take(new URL('http://api.example.com/'), ['a=1; Path=/; Secure']);
  expect(jar.for(api)).toEqual([]);
});
