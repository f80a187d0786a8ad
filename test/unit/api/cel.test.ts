import { describe, expect, test } from 'vitest';
import { CONTROL_IDS } from '../../../operator/api/control-id.ts';
import { apiPolicySchema, clusterApiPolicySchema } from '../../../operator/api/schema.generated.ts';
import type { StructuralSchema } from '../../../operator/api/structural.ts';
import { Cidr, IpAddress } from '../../../operator/api/validation/addresses.ts';
import { kubernetesCel } from '../../../operator/api/validation/kubernetes-cel.ts';
import { patternAdvice } from '../../../operator/api/validation/patterns.ts';
import { Quantity } from '../../../operator/api/validation/quantity.ts';

function* schemas(schema: StructuralSchema): Generator<StructuralSchema> {
  yield schema;
  for (const child of Object.values(schema.properties ?? {})) yield* schemas(child);
  if (schema.items) yield* schemas(schema.items);
  if (schema.additionalProperties) yield* schemas(schema.additionalProperties);
}

const spec = [apiPolicySchema, clusterApiPolicySchema].flatMap(({ properties }) => [
  ...schemas(properties?.spec ?? {}),
]);
const rules = spec.flatMap((schema) => schema['x-kubernetes-validations'] ?? []);

test('every rule and every message of the CRD is known CEL, and every message is one line of advice', () => {
  expect(rules.length).toBeGreaterThan(10);
  for (const { rule, message, messageExpression } of rules) {
    expect(kubernetesCel().check(rule)).toMatchObject({ valid: true });
    if (messageExpression) expect(kubernetesCel().check(messageExpression)).toMatchObject({ valid: true });
    expect(message).toMatch(/write|keep|need|leave/);
    expect(message).not.toContain('\n');
  }
});

describe('what every field of spec has', () => {
  test('a text has a largest length and an alphabet, or an enumeration', () => {
    const texts = spec.filter((schema) => schema.type === 'string' || schema['x-kubernetes-int-or-string']);
    const loose = texts.filter(({ maxLength, pattern, enum: words }) => !maxLength || (!pattern && !words));
    expect(loose).toEqual([]);
  });

  test('a list has a type, a largest and a smallest size', () => {
    const lists = spec.filter((schema) => schema.type === 'array');
    expect(lists.length).toBeGreaterThan(10);
    for (const list of lists)
      expect(list).toMatchObject({ minItems: 1, maxItems: expect.any(Number) as unknown });
    expect(lists.filter((list) => list['x-kubernetes-list-type'] === undefined)).toEqual([]);
  });

  test('a number has bounds, and nothing has a default', () => {
    const numbers = spec.filter((schema) => schema.type === 'integer');
    expect(numbers.filter(({ minimum, maximum }) => minimum === undefined || !maximum)).toEqual([]);
    expect(spec.filter((schema) => 'default' in schema)).toEqual([]);
  });

  test('a pattern holds the whole value, without look-around, and has advice', () => {
    const patterns = spec.flatMap(({ pattern }) => pattern ?? []);
    for (const pattern of patterns) {
      expect(pattern).toMatch(/^\^.*\$$/);
      expect(pattern).not.toContain('(?');
      expect(patternAdvice(pattern)).toMatch(/^write /);
    }
  });
});

test('a baseline can name every control that this version judges, and no other', () => {
  const { require, exceptions } = clusterApiPolicySchema.properties?.spec?.properties ?? {};
  expect(require?.properties?.controls?.items?.enum).toEqual(CONTROL_IDS);
  expect(exceptions?.items?.properties?.control?.enum).toEqual(CONTROL_IDS);
});

test.each([
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['2001:DB8:0:0:1:0:0:1/64', '2001:db8::/64'],
  ['1:0:0:2:0:0:0:3/128', '1:0:0:2::3/128'],
  ['::1.2.3.4/128', '::102:304/128'],
  ['::/0', '::/0'],
])('the network of %s is %s', (text, network) => {
  expect(Cidr.parse(text)?.masked().toString()).toBe(network);
});

test.each(['fe80::1%eth0', '::ffff:1.2.3.4', '1.2.3', '01.2.3.4', '1.2.3.4 '])('%s is no address', (text) => {
  expect(IpAddress.parse(text)).toBeUndefined();
});

test.each([
  ['1Ki', '1024', 0],
  ['1k', '1Ki', -1],
  ['1e3', '1k', 0],
  ['0.5Mi', '512Ki', 0],
  ['1m', '1', -1],
  ['1E', '1e17', 1],
])('%s against %s is %i', (a, b, expected) => {
  expect(Quantity.parse(a)?.compareTo(Quantity.parse(b) as Quantity)).toBe(expected);
});
