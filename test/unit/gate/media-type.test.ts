import { expect, test } from 'vitest';
import { takesMediaType } from '../../../operator/gate/media-type.ts';

const JSON_ONLY = ['application/json'];

test.each([
  ['POST', ['application/json'], true],
  ['POST', ['Application/JSON; charset=utf-8'], true],
  ['PUT', ['application/json;charset="a;b"'], true],
  ['PATCH', ['text/plain'], false],
  ['POST', [], false],
  ['POST', [''], false],
  ['POST', ['application/json', 'application/json'], false],
  ['POST', ['application/json, text/xml'], false],
  ['POST', ['application/jsonx'], false],
  ['POST', ['application/json text/xml'], false],
  ['POST', ['application/json;a=b,text/xml'], false],
  ['POST', ['*/*'], false],
  ['GET', ['text/xml'], true],
  ['DELETE', [], true],
])('%s with Content-Type %j: %s', (method, types, taken) => {
  expect(takesMediaType(JSON_ONLY, [method], types)).toBe(taken);
});

test('a method that a header overrides counts too', () => {
  expect(takesMediaType(JSON_ONLY, ['GET', 'POST'], ['text/xml'])).toBe(false);
});
