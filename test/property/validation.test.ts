import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalPath } from '../../operator/api/canonical-path.ts';
import { formatPath, parsePath } from '../../operator/api/path.ts';
import { apiPolicySchema } from '../../operator/api/schema.generated.ts';
import type { StructuralSchema } from '../../operator/api/structural.ts';
import { validateApiPolicy } from '../../operator/api/validate.ts';
import { documentsIn, InputError } from '../../operator/cli/documents.ts';
import { lint } from '../../operator/cli/lint/engine.ts';
import { validSpec } from '../generators/policies.ts';

const policy = (spec: object): unknown => ({
  apiVersion: 'apipolicy.dev/v1alpha1',
  kind: 'ApiPolicy',
  metadata: { name: 'a' },
  spec: { targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name: 'a' }], ...spec },
});
const isValid = (spec: object): boolean => validateApiPolicy(policy(spec)).length === 0;
const rule = (fields: object) => ({
  rateLimit: { rules: [{ name: 'a', per: 'Second', by: 'ClientAddress', ...fields }] },
});

test('requests and burst are accepted exactly within their bounds', () => {
  const near = fc.oneof(
    fc.integer({ min: -2, max: 3 }),
    fc.integer({ min: 999_998, max: 1_000_002 }),
    fc.integer(),
  );
  fc.assert(
    fc.property(near, fc.option(near, { nil: undefined }), (requests, burst) => {
      const within = (value: number) => value >= 1 && value <= 1_000_000;
      const expected = within(requests) && (burst === undefined || (within(burst) && burst >= requests));
      expect(isValid(rule({ requests, ...(burst !== undefined && { burst }) }))).toBe(expected);
    }),
  );
});

test('a network is accepted exactly when it has no host bits, and the message gives it', () => {
  fc.assert(
    fc.property(fc.nat({ max: 0xffffffff }), fc.nat({ max: 32 }), (bits, prefix) => {
      const text = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
      const network = prefix === 0 ? 0 : (bits & (-1 << (32 - prefix))) >>> 0;
      const [problem] = validateApiPolicy(policy({ network: { allowedCIDRs: [`${text(bits)}/${prefix}`] } }));
      if (network === bits) expect(problem).toBeUndefined();
      else expect(problem?.message).toContain(`write the network ${text(network)}/${prefix} (`);
    }),
  );
});

test('a timeout is accepted exactly when it is whole seconds of one day at most', () => {
  const units = { h: 3600, m: 60, s: 1, ms: 0.001 } as const;
  const part = fc.tuple(
    fc.nat({ max: 99_999 }),
    fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[])),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const milliseconds = parts.reduce((sum, [count, unit]) => sum + count * units[unit] * 1000, 0);
      const expected =
        milliseconds >= 1000 && milliseconds <= 86_400_000 && Math.round(milliseconds) % 1000 === 0;
      expect(isValid({ timeouts: { read: parts.flat().join('') } })).toBe(expected);
    }),
  );
});

const ACCEPTED_HEADER_VALUE = /^[ -~]+$/;

test('no header value leaves its alphabet, whatever is tried', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), (value) => {
      if (!isValid({ exposure: { responseHeaders: { set: [{ name: 'X-A', value }] } } })) return;
      expect(value).toMatch(ACCEPTED_HEADER_VALUE);
      expect(value).not.toMatch(/[$"\\`{}]/);
    }),
  );
});

/** Any value in the shape of the schema, or not: right and wrong types at every field. */
const anyValue = (schema: StructuralSchema): fc.Arbitrary<unknown> => {
  const wild = fc.constantFrom<unknown>(null, 0, -1, 1.5, '', 'x', '10.0.0.1/8', true, [], {});
  const named = Object.entries(schema.properties ?? {}).filter(([name]) => name !== 'status');
  if (named.length > 0) {
    const fields = Object.fromEntries(named.map(([name, child]) => [name, anyValue(child)]));
    return fc.oneof({ weight: 9, arbitrary: fc.record(fields, { requiredKeys: [] }) }, wild);
  }
  if (schema.items) return fc.oneof(fc.array(anyValue(schema.items), { maxLength: 3 }), wild);
  return fc.oneof(
    schema.enum ? fc.constantFrom(...schema.enum) : fc.string(),
    fc.integer(),
    fc.boolean(),
    wild,
  );
};

test('every document is judged without throwing, with paths that can be read back and places in the text', () => {
  fc.assert(
    fc.property(anyValue(apiPolicySchema), (value) => {
      for (const { path, message } of validateApiPolicy(value)) {
        expect(parsePath(formatPath(path))).toEqual(path);
        expect(message).not.toBe('');
      }
      const text = JSON.stringify(value, undefined, 1);
      for (const { line } of lint(documentsIn({ file: 'a.json', text, named: true }), () => [])) {
        expect(line).toBeLessThanOrEqual(text.split('\n').length);
      }
    }),
    { numRuns: 300 },
  );
});

test('any text is read, or refused with its place', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab:- \n\t[]{}#&*!|>\'"%@`,?~0') }), (text) => {
      try {
        lint(documentsIn({ file: 'a.yaml', text, named: true }), () => []);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        expect((error as InputError).message).toMatch(/^a\.yaml(:\d+:\d+)?: not valid YAML: /);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a path is accepted exactly when the gate reads it as it is written', () => {
  const piece = fc.constantFrom(
    ...['/', '.', '..', '%', '%2f', ';', '?', '#', '\\', 'a', 'B', '~', '@', '"', '`', '{', '|', '!', '$'],
  );
  const path = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`),
    fc.stringMatching(/^[!-~]{1,20}$/),
  );
  fc.assert(
    fc.property(path, (value) => {
      const matches = [{ path: { type: 'Exact', value } }];
      const accepted = isValid({ authorization: { rules: [{ name: 'a', matches, deny: true }] } });
      expect(accepted).toBe(canonicalPath(value) === value);
    }),
    { numRuns: 500 },
  );
});

test('what the generators make is valid', () => {
  fc.assert(
    fc.property(validSpec(), (spec) => {
      expect(validateApiPolicy(policy(spec))).toEqual([]);
    }),
  );
});
