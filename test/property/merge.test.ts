import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPath, type Path, parsePath, valueAt } from '../../operator/api/path.ts';
import type { ApiPolicySpec, ClusterApiPolicy } from '../../operator/api/types.generated.ts';
import { mergeDefaults } from '../../operator/policy/merge.ts';
import { MERGE_TABLE } from '../../operator/policy/merge-table.ts';
import { aBaseline, aPolicy } from '../generators/objects.ts';
import { validSpec } from '../generators/policies.ts';

const spec = () => validSpec().map((sections) => aPolicy(sections).spec);

/** Up to four baselines with names of their own, in any order. */
const baselines = () =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'b-1', 'c', 'z'), validSpec()), {
      maxLength: 4,
      selector: ([name]) => name,
    })
    .map((entries) => entries.map(([name, defaults]) => aBaseline({ defaults }, name)));

const leaves = MERGE_TABLE.filter(({ takenAs }) => takenAs !== 'section').map(({ field }) => `spec.${field}`);
const at = (value: ApiPolicySpec, field: string): unknown => valueAt({ spec: value }, parsePath(field));
const defaultAt = ({ spec: { defaults } }: ClusterApiPolicy, field: string): unknown =>
  valueAt({ spec: defaults }, parsePath(field));

test('what a policy states is never changed', () => {
  fc.assert(
    fc.property(spec(), baselines(), (own, all) => {
      const { spec: merged } = mergeDefaults(own, all);
      for (const field of leaves) {
        if (at(own, field) !== undefined) expect(at(merged, field)).toEqual(at(own, field));
      }
      expect(merged.targetRefs).toEqual(own.targetRefs);
    }),
  );
});

test('what it leaves out is taken whole from the first baseline by name that has it, and from nowhere else', () => {
  fc.assert(
    fc.property(spec(), baselines(), (own, all) => {
      const { spec: merged, origins } = mergeDefaults(own, all);
      const sorted = all.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
      for (const field of leaves.filter((leaf) => at(own, leaf) === undefined)) {
        const first = sorted.find((baseline) => defaultAt(baseline, field) !== undefined);
        expect(at(merged, field)).toEqual(first && defaultAt(first, field));
        expect(origins.get(field)).toBe(first?.metadata.name);
      }
    }),
  );
});

test('the order in which baselines are given does not matter, and merging again changes nothing', () => {
  fc.assert(
    fc.property(spec(), baselines(), (own, all) => {
      const once = mergeDefaults(own, all);
      expect(mergeDefaults(own, all.toReversed())).toEqual(once);
      const twice = mergeDefaults(once.spec, all);
      expect(twice.spec).toEqual(once.spec);
      expect([...twice.origins]).toEqual([]);
    }),
  );
});

test('baselines can be merged one after the other, by name', () => {
  fc.assert(
    fc.property(spec(), baselines(), (own, all) => {
      const sorted = all.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
      const stepwise = sorted.reduce((so, baseline) => mergeDefaults(so, [baseline]).spec, own);
      expect(stepwise).toEqual(mergeDefaults(own, all).spec);
    }),
  );
});

test('nothing that was given is changed, and the result cannot be', () => {
  fc.assert(
    fc.property(spec(), baselines(), (own, all) => {
      const before = JSON.stringify([own, all]);
      const { spec: merged } = mergeDefaults(own, all);
      expect(JSON.stringify([own, all])).toBe(before);
      expect(unfrozen(merged)).toEqual([]);
    }),
  );
});

function unfrozen(value: unknown, path: Path = []): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, part]) => unfrozen(part, [...path, key]));
  return Object.isFrozen(value) ? below : [formatPath(path), ...below];
}
