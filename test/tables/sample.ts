import { parse } from 'yaml';

/** A policy of the table, and what is to be said about it. */
export interface Sample {
  readonly name: string;
  readonly document: unknown;
  /** What is wrong: where, and a part of the message. Empty for a good policy. */
  readonly faults: readonly Fault[];
}

export interface Fault {
  readonly at: string;
  readonly says: string;
}

const TARGETS = { targetRefs: [{ group: 'networking.k8s.io', kind: 'Ingress', name: 'orders' }] };

const policy = (spec: unknown): unknown => ({
  apiVersion: 'apipolicy.dev/v1alpha1',
  kind: 'ApiPolicy',
  metadata: { name: 'orders', namespace: 'shop' },
  spec,
});

/** A policy with this spec, in YAML; a target is added where the spec names none. */
export const good = (name: string, spec: string): Sample => bad(name, spec);

/** The same with faults. */
export const bad = (name: string, spec: string, ...faults: readonly Fault[]): Sample => {
  const fields = parse(spec) as Readonly<Record<string, unknown>>;
  const named = 'targetRefs' in fields || 'targetSelectors' in fields;
  return { name, document: policy(named ? fields : { ...TARGETS, ...fields }), faults };
};

/** A policy whose spec is exactly this. */
export const bare = (name: string, spec: string, ...faults: readonly Fault[]): Sample => ({
  name,
  document: policy(parse(spec)),
  faults,
});

/** A document that is given whole. */
export const whole = (name: string, text: string, ...faults: readonly Fault[]): Sample => ({
  name,
  document: parse(text),
  faults,
});

export const fault = (at: string, says: string): Fault => ({ at, says });
