import type { StructuralSchema } from '../../operator/api/structural.ts';
import type { Crd } from './crd.ts';

const header = '// Generated from crds/ by `npm run generate`. Do not edit.\n';

/** Interfaces by name, and the name by the schema that it was written for. */
interface Written {
  readonly interfaces: Map<string, string>;
  readonly names: Map<string, string>;
}

/**
 * TypeScript interfaces for CRDs: one an object, named by its path below spec (`rateLimit.rules[]` is `RateLimitRule`);
 * below status with the prefix `Status`, in another kind than ApiPolicy after that kind's own prefix (`ClusterRequire`).
 * An object with the very schema of an earlier one is that one. Descriptions become docstrings.
 */
export const generateTypes = (crds: readonly Crd[]): string => {
  const written: Written = { interfaces: new Map(), names: new Map() };
  const texts = crds.flatMap((crd) => {
    const before = written.interfaces.size;
    const root = rootOf(crd, written);
    return [root, ...[...written.interfaces.values()].slice(before)];
  });
  const imports = "import type { KubernetesObject } from './kubernetes.ts';\n";
  return [header, imports, ...texts].join('\n');
};

const rootOf = (crd: Crd, written: Written): string => {
  const { spec, status } = crd.schema.properties ?? {};
  if (spec === undefined || status === undefined) throw new Error(`${crd.kind} needs spec and status`);
  const prefix = crd.kind.replace(/ApiPolicy$/, '');
  writeInterface(written, `${crd.kind}Spec`, spec, prefix);
  writeInterface(written, `${crd.kind}Status`, status, `${prefix}Status`);
  return [
    docstring(crd.schema.description, ''),
    `export interface ${crd.kind} extends KubernetesObject {`,
    `  readonly apiVersion: '${crd.group}/${crd.version}';`,
    `  readonly kind: '${crd.kind}';`,
    `  readonly spec: ${crd.kind}Spec;`,
    `  readonly status?: ${crd.kind}Status;`,
    '}\n',
  ].join('\n');
};

const writeInterface = (written: Written, name: string, schema: StructuralSchema, prefix: string): void => {
  const { interfaces, names } = written;
  if (interfaces.has(name)) return;
  interfaces.set(name, '');
  names.set(JSON.stringify(schema), name);
  const members = Object.entries(schema.properties ?? {}).map(([key, value]) => {
    const optional = schema.required?.includes(key) ? '' : '?';
    const type = typeOf(written, prefix + pascal(key), value);
    return `${docstring(value.description, '  ')}\n  readonly ${key}${optional}: ${type};`;
  });
  const text = [docstring(schema.description, ''), `export interface ${name} {`, ...members, '}\n'];
  interfaces.set(name, text.join('\n'));
};

const typeOf = (written: Written, name: string, schema: StructuralSchema): string => {
  if (schema['x-kubernetes-int-or-string']) return 'number | string';
  switch (schema.type) {
    case 'array': {
      if (schema.items === undefined) throw new Error(`${name} has no items`);
      const item = typeOf(written, singular(name), schema.items);
      return item.includes('|') ? `readonly (${item})[]` : `readonly ${item}[]`;
    }
    case 'object': {
      const values = schema.additionalProperties;
      if (values !== undefined) return `Readonly<Record<string, ${typeOf(written, `${name}Value`, values)}>>`;
      const known = written.names.get(JSON.stringify(schema));
      if (known !== undefined) return known;
      const own = name.endsWith('Condition') ? 'Condition' : name;
      writeInterface(written, own, schema, name);
      return own;
    }
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'string':
      return schema.enum?.map((value) => `'${value}'`).join(' | ') ?? 'string';
    default:
      throw new Error(`${name} has no type`);
  }
};

const pascal = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);

const singular = (name: string): string => name.replace(/(?<=ch|sh|ss|x)es$|(?<![us])s$/, '');

const docstring = (description: string | undefined, indent: string): string => {
  if (description === undefined) throw new Error('every field of a CRD needs a description');
  const lines = description.split('\n').flatMap((line) => wrap(line, 116 - indent.length));
  if (lines.length === 1) return `${indent}/** ${lines[0]} */`;
  const body = lines.map((line) => `${indent} * ${line}`.trimEnd());
  return [`${indent}/**`, ...body, `${indent} */`].join('\n');
};

const wrap = (line: string, width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
};
