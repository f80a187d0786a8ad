import type { ApiPolicySpec, ClusterApiPolicy } from '../api/types.generated.ts';
import { frozenCopy } from '../plan/freeze.ts';
import { MERGE_TABLE } from './merge-table.ts';

/** Which baseline gave a field: from the path in the policy (`spec.tls.minimumVersion`) to its name. */
export type Origins = ReadonlyMap<string, string>;

/** A policy's spec with what baselines add to it. */
export interface Merged {
  /** Frozen all the way down; what the policy states is in it unchanged. */
  readonly spec: ApiPolicySpec;
  /** Empty: no baseline added anything. Only what was taken as one is a key, never a field within it. */
  readonly origins: Origins;
}

type Fields = Record<string, unknown>;

const SECTIONS = new Set(
  MERGE_TABLE.filter(({ takenAs }) => takenAs === 'section').map(({ field }) => `spec.${field}`),
);

/**
 * Fills what a policy leaves out with the defaults of the baselines that are for its namespace: of two defaults the
 * first by the baselines' names, whatever the order in which they are given. Merging again changes nothing.
 */
export function mergeDefaults(spec: ApiPolicySpec, baselines: Iterable<ClusterApiPolicy>): Merged {
  const origins = new Map<string, string>();
  const merged = { ...spec } as Fields;
  for (const { metadata, spec: baseline } of byName(baselines)) {
    if (baseline.defaults) fill(merged, baseline.defaults as Fields, 'spec', metadata.name, origins);
  }
  return { spec: frozenCopy(merged) as unknown as ApiPolicySpec, origins };
}

/** `into` is a copy of our own; an object within it is copied before it is filled. */
function fill(into: Fields, from: Fields, at: string, baseline: string, origins: Map<string, string>): void {
  for (const [name, value] of Object.entries(from)) {
    const field = `${at}.${name}`;
    if (value === undefined || value === null) continue;
    const own = into[name] ?? undefined;
    if (SECTIONS.has(field)) {
      const section = { ...(own as Fields | undefined) };
      if (own === undefined) origins.set(field, baseline);
      fill(section, value as Fields, field, baseline, origins);
      into[name] = section;
    } else if (own === undefined) {
      into[name] = value;
      origins.set(field, baseline);
    }
  }
}

const byName = (baselines: Iterable<ClusterApiPolicy>): ClusterApiPolicy[] =>
  [...baselines].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));

/**
 * The baseline that gave a field or what the field is a part of; undefined where the policy itself states it. A section
 * that a baseline opened can hold fields of another one: the nearest counts.
 */
export function originOf(field: string, origins: Origins): string | undefined {
  if (origins.size === 0) return undefined;
  for (
    let part = field;
    part !== '';
    part = part.slice(0, Math.max(part.lastIndexOf('.'), part.lastIndexOf('[')))
  ) {
    const baseline = origins.get(part);
    if (baseline !== undefined) return baseline;
  }
  return undefined;
}

/**
 * A field as people are told of it: its path in the policy (`spec.tls.minimumVersion`), or where a baseline gave it
 * (`ClusterApiPolicy baseline: spec.defaults.tls.minimumVersion`).
 */
export function describeField(field: string, origins: Origins): string {
  const baseline = originOf(field, origins);
  return baseline === undefined ? field : `ClusterApiPolicy ${baseline}: ${defaultsField(field)}`;
}

/** The path of a policy's field within a baseline. */
export const defaultsField = (field: string): string => field.replace(/^spec\b/, 'spec.defaults');
