import { expect, test } from 'vitest';
import { canonicalPath } from '../../../operator/api/canonical-path.ts';

test.each([
  ['/', '/'],
  ['/orders', '/orders'],
  ['/orders/', '/orders/'],
  ['/Orders/A-b_c~d.e', '/Orders/A-b_c~d.e'],
  ['/users/a%40b', '/users/a@b'],
  ['/users/a%20b', '/users/a b'],
  ['/%61dmin', '/admin'],
  ['/caf%C3%A9', '/café'],
  ['/café', '/café'],
  ['/...', '/...'],
  ['/.well-known/x', '/.well-known/x'],
  ['/a..b/.c', '/a..b/.c'],
])('%s is the path %s', (raw, path) => {
  expect(canonicalPath(raw)).toBe(path);
});

test.each([
  ['no path', ''],
  ['no slash first', 'orders'],
  ['the asterisk form', '*'],
  ['the absolute form', 'http://api.example.com/orders'],
  ['two slashes first', '//orders'],
  ['two slashes', '/orders//1'],
  ['two slashes last', '/orders//'],
  ['an encoded slash', '/orders%2fadmin'],
  ['an encoded slash in capitals', '/orders%2Fadmin'],
  ['a backslash', '/orders\\admin'],
  ['an encoded backslash', '/orders%5cadmin'],
  ['a dot segment', '/./orders'],
  ['a dot segment last', '/orders/.'],
  ['an encoded dot segment', '/orders/%2e/1'],
  ['a parent', '/orders/../admin'],
  ['a parent last', '/orders/..'],
  ['an encoded parent', '/orders/%2e%2E/admin'],
  ['a parent half encoded', '/orders/.%2e/admin'],
  ['a parent with a parameter', '/orders/..;/admin'],
  ['a parameter', '/orders;v=1'],
  ['an encoded semicolon', '/orders%3bv=1'],
  ['a query', '/orders?x=1'],
  ['an encoded question mark', '/orders%3fx=1'],
  ['a fragment', '/orders#x'],
  ['an encoded fragment', '/orders%23x'],
  ['a slash encoded twice', '/orders%252fadmin'],
  ['an encoded percent sign', '/100%25'],
  ['a lone percent sign', '/100%'],
  ['no hexadecimal digits', '/%zz'],
  ['a zero byte', '/orders%00'],
  ['a line break', '/orders%0a'],
  ['a raw control character', '/orders\t'],
  ['a delete character', '/orders%7f'],
  ['an overlong slash', '/orders%c0%afadmin'],
  ['no UTF-8', '/orders%ff'],
  ['a surrogate in UTF-8', '/%ed%a0%80'],
  ['a lone surrogate', '/\ud800'],
  ['a line separator', '/a%E2%80%A8b'],
  ['more than 32 KiB', `/${'a'.repeat(32_768)}`],
])('%s is not canonical', (_, raw) => {
  expect(canonicalPath(raw)).toBeUndefined();
});
