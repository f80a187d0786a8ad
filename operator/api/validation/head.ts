import type { Problem } from '../problem.ts';
import { suggest } from './suggest.ts';

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAMESPACE = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Fields of metav1.ObjectMeta. */
const METADATA = [
  'name',
  'generateName',
  'namespace',
  'labels',
  'annotations',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'finalizers',
  'managedFields',
  'selfLink',
];

/** What is wrong with apiVersion, kind and metadata, which no schema of ours describes. */
export const headProblems = (document: unknown, kind: string): readonly Problem[] => [
  ...constant(document, 'apiVersion', 'apipolicy.dev/v1alpha1'),
  ...constant(document, 'kind', kind),
  ...metadataProblems(document),
];

const constant = (document: unknown, field: 'apiVersion' | 'kind', expected: string): readonly Problem[] => {
  const found = (document as Readonly<Record<string, unknown>> | null | undefined)?.[field];
  if (found === expected) return [];
  const rule = found === undefined ? 'required' : 'enum';
  return [{ path: [field], rule, message: `write ${field}: ${expected}` }];
};

const metadataProblems = (document: unknown): readonly Problem[] => {
  const metadata = (document as { readonly metadata?: unknown } | null | undefined)?.metadata;
  if (metadata === undefined) return [problem([], 'required', 'write a name, as name: orders')];
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return [];
  const fields = metadata as Readonly<Record<string, unknown>>;
  return [...unknownFields(fields), ...nameProblems(fields), ...namespaceProblems(fields), ...texts(fields)];
};

const problem = (below: readonly string[], rule: string, message: string): Problem => ({
  path: ['metadata', ...below],
  rule,
  message,
});

const unknownFields = (fields: Readonly<Record<string, unknown>>): readonly Problem[] =>
  Object.keys(fields)
    .filter((name) => !METADATA.includes(name))
    .map((name) => {
      const meant = suggest(name, METADATA);
      return problem(
        [name],
        'unknown-field',
        meant ? `unknown field: did you mean ${meant}?` : 'unknown field',
      );
    });

const nameProblems = ({ name, generateName }: Readonly<Record<string, unknown>>): readonly Problem[] => {
  if (name === undefined && generateName !== undefined) return [];
  if (name === undefined) return [problem(['name'], 'required', 'write a name, as name: orders')];
  if (typeof name === 'string' && name.length <= 253 && NAME.test(name)) return [];
  return [problem(['name'], 'pattern', 'write small letters, digits, "-" and ".", at most 253, as orders')];
};

const namespaceProblems = ({ namespace }: Readonly<Record<string, unknown>>): readonly Problem[] => {
  if (namespace === undefined) return [];
  if (typeof namespace === 'string' && namespace.length <= 63 && NAMESPACE.test(namespace)) return [];
  return [problem(['namespace'], 'pattern', 'write small letters, digits and "-", at most 63, as shop')];
};

/** Values of labels and annotations are texts; YAML reads an unquoted true or 1 as something else. */
const texts = (fields: Readonly<Record<string, unknown>>): readonly Problem[] =>
  ['labels', 'annotations'].flatMap((field) => {
    const values = fields[field];
    if (values === undefined || values === null) return [];
    if (typeof values !== 'object' || Array.isArray(values)) {
      return [problem([field], 'type', `write ${field} as names with values, as {team: shop}`)];
    }
    return Object.entries(values)
      .filter(([, value]) => typeof value !== 'string')
      .map(([key, value]) =>
        problem([field, key], 'type', `write the value in quotes, as ${JSON.stringify(String(value))}`),
      );
  });
