import type { StructuralSchema } from '../../operator/api/structural.ts';
import type { Crd } from './crd.ts';

const header = '// Generated from crds/ by `npm run generate`. Do not edit.\n';

/**
 * TypeScript interfaces for a CRD: one an object, named by its path below spec (`rateLimit.rules[]` is `RateLimitRule`);
 * below status with the prefix `Status`. Descriptions become docstrings.
 */
export const generateTypes = (crd: Crd): string => {
  const interfaces = new Map<string, string>();
  const { spec, status } = crd.schema.properties ?? {};
  if (spec === undefined || status === undefined) throw new Error(`${crd.kind} needs spec and status`);
  writeInterface(interfaces, `${crd.kind}Spec`, spec, '');
  writeInterface(interfaces, `${crd.kind}Status`, status, 'Status');
  const root = [
    docstring(crd.schema.description, ''),
    `export interface ${crd.kind} extends KubernetesObject {`,
    `  readonly apiVersion: '${crd.group}/${crd.version}';`,
    `  readonly kind: '${crd.kind}';`,
    `  readonly spec: ${crd.kind}Spec;`,
    `  readonly status?: ${crd.kind}Status;`,
    '}\n',
  ].join('\n');
  const imports = "import type { KubernetesObject } from './kubernetes.ts';\n";
  return [header, imports, root, ...interfaces.values()].join('\n');
};

const writeInterface = (
  interfaces: Map<string, string>,
  name: string,
  schema: StructuralSchema,
  prefix: string,
): void => {
  if (interfaces.has(name)) return;
  interfaces.set(name, '');
  const members = Object.entries(schema.properties ?? {}).map(([key, value]) => {
    const optional = schema.required?.includes(key) ? '' : '?';
    const type = typeOf(interfaces, prefix + pascal(key), value);
    return `${docstring(value.description, '  ')}\n  readonly ${key}${optional}: ${type};`;
  });
  const text = [docstring(schema.description, ''), `export interface ${name} {`, ...members, '}\n'];
  interfaces.set(name, text.join('\n'));
};

const typeOf = (interfaces: Map<string, string>, name: string, schema: StructuralSchema): string => {
  if (schema['x-kubernetes-int-or-string']) return 'number | string';
  switch (schema.type) {
    case 'array': {
      if (schema.items === undefined) throw new Error(`${name} has no items`);
      const item = typeOf(interfaces, singular(name), schema.items);
      return item.includes('|') ? `readonly (${item})[]` : `readonly ${item}[]`;
    }
    case 'object': {
      const values = schema.additionalProperties;
      if (values !== undefined)
        return `Readonly<Record<string, ${typeOf(interfaces, `${name}Value`, values)}>>`;
      const own = name.endsWith('Condition') ? 'Condition' : name;
      writeInterface(interfaces, own, schema, name);
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

const singular = (name: string): string => (name.endsWith('s') ? name.slice(0, -1) : name);

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
