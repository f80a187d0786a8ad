import type { Crd } from './crd.ts';

/**
 * The schemas of CRDs as TypeScript constants, so that the bundled command line carries them. Of a description only the
 * example is kept, for messages; the rest is for people, in the CRD and in the reference.
 */
export const generateSchemas = (crds: readonly Crd[]): string =>
  [
    '// Generated from crds/ by `npm run generate`. Do not edit.',
    "import type { StructuralSchema } from './structural.ts';",
    ...crds.map(constant),
  ].join('\n');

const constant = (crd: Crd): string => {
  const name = `${crd.kind.charAt(0).toLowerCase()}${crd.kind.slice(1)}Schema`;
  const json = JSON.stringify(withoutDescriptions(crd.schema, false), undefined, 2);
  return `
/** Schema of ${crd.group}/${crd.version} ${crd.kind}, as in its CRD. */
export const ${name}: StructuralSchema = ${json};
`;
};

/** A property may itself be called `description`: the keys of `properties` are names, not words of the schema. */
const withoutDescriptions = (node: unknown, keysAreNames: boolean): unknown => {
  if (Array.isArray(node)) return node.map((item) => withoutDescriptions(item, false));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
    if (!keysAreNames && key === 'description') return exampleIn(value);
    return [[key, withoutDescriptions(value, !keysAreNames && key === 'properties')]];
  });
  return Object.fromEntries(entries);
};

const exampleIn = (description: unknown): readonly (readonly [string, unknown])[] => {
  const example = /Example: `([^`]+)`/.exec(String(description))?.[1];
  return example === undefined ? [] : [['example', example]];
};
