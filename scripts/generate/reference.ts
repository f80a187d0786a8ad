import type { StructuralSchema } from '../../operator/api/structural.ts';
import type { Crd } from './crd.ts';

/** The reference of a kind for people: a heading and a table for each object of spec and status, in the CRD's order. */
export const generateReference = (crd: Crd): string => {
  const { spec, status } = crd.schema.properties ?? {};
  if (spec === undefined || status === undefined) throw new Error(`${crd.kind} needs spec and status`);
  const intro = [
    `<!-- Generated from crds/ by \`npm run generate\`. Do not edit. -->`,
    `# ${crd.kind}`,
    `\`${crd.group}/${crd.version}\`, ${scopes[crd.scope]}; \`kubectl get ${crd.shortNames[0] ?? crd.plural}\`.`,
    crd.schema.description ?? '',
    `In a terminal: \`kubectl explain ${crd.singular}.spec --recursive\`.`,
  ];
  return `${[...intro, ...sections('spec', spec), ...sections('status', status)].join('\n\n')}\n`;
};

const scopes: Readonly<Record<Crd['scope'], string>> = {
  Namespaced: 'namespaced',
  Cluster: 'cluster-scoped',
};

const sections = (path: string, schema: StructuralSchema): readonly string[] => {
  const object = schema.type === 'array' ? schema.items : schema;
  const properties = Object.entries(object?.properties ?? {});
  if (object === undefined || properties.length === 0) return [];
  const own = schema.type === 'array' ? `${path}[]` : path;
  const rows = properties.map(([name, field]) => row(name, field, object.required?.includes(name) ?? false));
  const table = ['| Field | Type | Meaning |', '|---|---|---|', ...rows].join('\n');
  const rules = rulesOf(schema);
  return [
    `## ${own}`,
    text(schema.description),
    table,
    ...(rules.length > 0 ? [`Refused, with this advice:\n\n${rules.join('\n')}`] : []),
    ...(own === 'spec.defaults'
      ? ["The sections are those of [ApiPolicy's spec](apipolicy.md#spec)."]
      : properties.flatMap(([name, field]) => (isCondition(name) ? [] : sections(`${own}.${name}`, field)))),
  ];
};

/** The same in every Kubernetes kind: one row says enough. */
const isCondition = (name: string): boolean => name === 'conditions';

const row = (name: string, field: StructuralSchema, required: boolean): string => {
  const advice =
    field.properties === undefined && field.items?.properties === undefined ? rulesOf(field) : [];
  const cells = [text(field.description), bounds(field), ...advice.map((line) => line.slice(2))];
  const meaning = cells.filter((cell) => cell !== '').join(' ');
  return `| \`${name}\`${required ? ' (required)' : ''} | ${typeName(field)} | ${cell(meaning)} |`;
};

const typeName = (field: StructuralSchema): string => {
  if (field['x-kubernetes-int-or-string']) return 'quantity';
  if (field.type === 'array') return `list of ${typeName(field.items ?? {})}`;
  if (field.additionalProperties) return `map of ${typeName(field.additionalProperties)}`;
  return field.enum?.map((value) => `\`${value}\``).join(', ') ?? field.type ?? 'any';
};

const bounds = (field: StructuralSchema): string => {
  const pattern = field.items?.pattern ?? field.pattern;
  return pattern !== undefined && rulesOf(field).length === 0 ? `Matches \`${pattern}\`.` : '';
};

const rulesOf = (schema: StructuralSchema): readonly string[] => {
  const own = schema['x-kubernetes-validations'] ?? [];
  const items = schema.type === 'array' ? (schema.items?.['x-kubernetes-validations'] ?? []) : [];
  return [...own, ...items].map((rule) => `- \`${rule.id}\`: ${rule.message}.`);
};

const text = (description: string | undefined): string => description ?? '';

const cell = (meaning: string): string => meaning.replaceAll(/\s*\n+\s*/g, ' ').replaceAll('|', '\\|');
