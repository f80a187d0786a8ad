import { describe, expect, test } from 'vitest';
import { formatPath } from '../../../operator/api/path.ts';
import { type Problem, validateApiPolicy, validateClusterApiPolicy } from '../../../operator/api/validate.ts';
import { apiPolicySamples } from '../../tables/apipolicies.ts';
import { clusterApiPolicySamples } from '../../tables/clusterapipolicies.ts';
import type { Fault } from '../../tables/sample.ts';

const findings = (problems: readonly Problem[]): readonly Fault[] =>
  problems.map(({ path, message }) => ({ at: formatPath(path), says: message }));

const expected = (faults: readonly Fault[]) =>
  faults.map(({ at, says }) => ({ at, says: expect.stringContaining(says) as unknown }));

test.each(apiPolicySamples)('$name', ({ document, faults }) => {
  expect(findings(validateApiPolicy(document))).toEqual(expected(faults));
});

test.each(clusterApiPolicySamples)('a baseline: $name', ({ document, faults }) => {
  expect(findings(validateClusterApiPolicy(document))).toEqual(expected(faults));
});

test('the table is large, and has good and bad', () => {
  const names = apiPolicySamples.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(apiPolicySamples.filter(({ faults }) => faults.length === 0).length).toBeGreaterThan(30);
  expect(apiPolicySamples.filter(({ faults }) => faults.length > 0).length).toBeGreaterThan(60);
  expect(clusterApiPolicySamples.filter(({ faults }) => faults.length === 0).length).toBeGreaterThan(10);
  expect(clusterApiPolicySamples.filter(({ faults }) => faults.length > 0).length).toBeGreaterThan(20);
});

describe('all findings in one run', () => {
  const document = {
    apiVersion: 'apipolicy.dev/v1alpha1',
    kind: 'ApiPolicy',
    metadata: { name: 'orders', lables: {}, annotations: { 'apipolicy.dev/paused': true } },
    spec: {
      tls: { plaintext: 'redirect', hsts: { maxAgeSeconds: 1, preload: true } },
      rateLimit: { rules: [{ name: 'a', requests: 20, burst: 10, by: 'ClientAddress' }, 'x'] },
      timeouts: { read: '0s', connect: 5 },
    },
  };

  test('schema, lists and rules, in the order of the document', () => {
    expect(validateApiPolicy(document).map(({ path, rule }) => `${formatPath(path)} ${rule}`)).toEqual([
      'metadata.lables unknown-field',
      'metadata.annotations["apipolicy.dev/paused"] type',
      'spec targets-one-of',
      'spec.tls.plaintext enum',
      'spec.tls.hsts hsts-preload',
      'spec.rateLimit.rules[0] burst-below-requests',
      'spec.rateLimit.rules[0].per required',
      'spec.rateLimit.rules[1] type',
      'spec.timeouts.read duration',
      'spec.timeouts.connect type',
    ]);
  });
});

test.each([undefined, null, 1, 'text', [], {}])('%j is refused without throwing', (document) => {
  expect(validateApiPolicy(document).length).toBeGreaterThan(0);
});

test('the status is not looked at: the API server ignores it on create and apply', () => {
  const good = apiPolicySamples.find(({ faults }) => faults.length === 0)?.document as object;
  expect(validateApiPolicy({ ...good, status: { conditions: 'nonsense' } })).toEqual([]);
});
