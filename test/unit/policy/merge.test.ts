import { describe, expect, test } from 'vitest';
import { clusterApiPolicySchema } from '../../../operator/api/schema.generated.ts';
import type { StructuralSchema } from '../../../operator/api/structural.ts';
import { effectivePolicy } from '../../../operator/policy/effective.ts';
import { describeField, mergeDefaults, originOf } from '../../../operator/policy/merge.ts';
import { MERGE_TABLE } from '../../../operator/policy/merge-table.ts';
import { aBaseline, aPolicy } from '../../generators/objects.ts';

const defaults = clusterApiPolicySchema.properties?.spec?.properties?.defaults ?? {};

describe('the table', () => {
  const rows = new Map(MERGE_TABLE.map(({ field, takenAs }) => [field, takenAs]));

  test('has every field of the schema once, and no other', () => {
    const fields = fieldsBelow(defaults, '');
    expect(fields.length).toBeGreaterThan(30);
    expect(MERGE_TABLE.map(({ field }) => field)).toEqual([...rows.keys()]);
    expect([...rows.keys()].toSorted()).toEqual(fields.toSorted());
  });

  /** Fields that the merge looks at: it does not look into lists, nor into what is taken whole. */
  function fieldsBelow(schema: StructuralSchema, prefix: string): string[] {
    return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
      const path = `${prefix}${name}`;
      return rows.get(path) === 'section' ? [path, ...fieldsBelow(field, `${path}.`)] : [path];
    });
  }

  test('takes lists and what names a Secret as a whole', () => {
    for (const { field, takenAs } of MERGE_TABLE) {
      const schema = field
        .split('.')
        .reduce((at: StructuralSchema, name) => at.properties?.[name] ?? {}, defaults);
      const expected = { array: ['list'], object: ['section', 'reference'] } as const;
      const allowed: readonly string[] =
        schema.type === 'array' || schema.type === 'object' ? expected[schema.type] : ['value'];
      expect(allowed, field).toContain(takenAs);
      if (takenAs === 'section') expect(namesSecret(schema, field), field).toBe(false);
    }
  });

  /** Also what is taken whole by itself may stand in a section, as the CAs beside the issuers. */
  const namesSecret = ({ properties = {} }: StructuralSchema, field: string): boolean =>
    Object.keys(properties).some(
      (name) => /(secretName|Ref)$/.test(name) && rows.get(`${field}.${name}`) !== 'reference',
    );
});

test('a section that the policy has is filled, one that it lacks is added, also where it is empty', () => {
  const { spec } = mergeDefaults({ tls: { plaintext: 'Allow' } }, [
    aBaseline({ defaults: { tls: { plaintext: 'Redirect', minimumVersion: 'TLS1.3' }, timeouts: {} } }),
  ]);
  expect(spec).toEqual({ tls: { plaintext: 'Allow', minimumVersion: 'TLS1.3' }, timeouts: {} });
});

test('a certificate is never made of two halves', () => {
  const own = { tls: { certificate: {} } };
  const baseline = aBaseline({ defaults: { tls: { certificate: { secretName: 'wildcard' } } } });
  expect(mergeDefaults(own, [baseline]).spec).toEqual(own);
});

describe('whence a field comes', () => {
  const all = [
    aBaseline({ defaults: { tls: { minimumVersion: 'TLS1.3' } } }, 'a'),
    aBaseline(
      {
        defaults: { tls: { hsts: { maxAgeSeconds: 1 } }, exposure: { responseHeaders: { remove: ['Via'] } } },
      },
      'b',
    ),
  ];
  const { origins } = mergeDefaults({ validation: { maxBodySize: 1 } }, all);

  test.each([
    ['spec.tls.minimumVersion', 'a'],
    ['spec.tls.hsts.maxAgeSeconds', 'b'],
    ['spec.exposure.responseHeaders.remove[0]', 'b'],
    ['spec.validation.maxBodySize', undefined],
    ['spec', undefined],
  ])('%s: %s', (field, baseline) => {
    expect(originOf(field, origins)).toBe(baseline);
  });

  test('is told with the path in the baseline', () => {
    expect(describeField('spec.tls.minimumVersion', origins)).toBe(
      'ClusterApiPolicy a: spec.defaults.tls.minimumVersion',
    );
    expect(describeField('spec.validation.maxBodySize', origins)).toBe('spec.validation.maxBodySize');
  });
});

describe('the effective policy', () => {
  const policy = aPolicy({ tls: { hsts: { maxAgeSeconds: 300 } } });

  test('is the policy itself where no baseline adds anything', () => {
    const required = aBaseline({ require: { minimumScore: 80 } });
    expect(effectivePolicy(policy, [required]).policy).toBe(policy);
    const same = aBaseline({ defaults: { tls: { hsts: { maxAgeSeconds: 1 } } } });
    expect(effectivePolicy(policy, [same]).policy).toBe(policy);
  });

  test('is validated again, and the message names the baseline', () => {
    const preload = { maxAgeSeconds: 31_536_000, includeSubDomains: true, preload: true };
    const { problems } = effectivePolicy(policy, [aBaseline({ defaults: { tls: { hsts: preload } } })]);
    expect(problems).toMatchObject([{ path: ['spec', 'tls', 'hsts'], rule: 'hsts-preload' }]);
    expect(problems[0]?.message).toContain('spec.tls.hsts.preload by ClusterApiPolicy baseline');
  });
});
