import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { objects, template } from '../helm.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/**
 * Fields by which the schema lets a Secret or a ConfigMap be named, as paths below `spec`. Those of `issue` name what is
 * made, and not what is used: they take the right to create Certificates (issuing.test.ts).
 */
function references(crd: string): string[] {
  const file = join(import.meta.dirname, `../../../crds/${crd}.apipolicy.dev.yaml`);
  const { spec } = parse(readFileSync(file, 'utf8')) as {
    spec: { versions: readonly { schema: { openAPIV3Schema: Schema } }[] };
  };
  const found: string[] = [];
  const walk = (schema: Schema | undefined, path: string): void => {
    for (const [name, below] of Object.entries(schema?.properties ?? {})) {
      const at = `${path}.${name}`;
      if (/(secretRef|SecretRef|BundleRef|configMapRef)$/.test(name)) found.push(`${at}.name`);
      else if (name === 'issue') continue;
      else if (name === 'secretName') found.push(at);
      else walk(below, at);
    }
    if (schema?.items) walk(schema.items, `${path}[]`);
  };
  walk(spec.versions[0]?.schema.openAPIV3Schema.properties?.spec, 'spec');
  return found.sort();
}

test.each([
  ['apipolicies', 'test-apipolicy-secret-references'],
  ['clusterapipolicies', 'test-apipolicy-baseline-secret-references'],
])('every reference of %s to a Secret or a ConfigMap is asked for', async (crd, name) => {
  const guard = objects(await template()).find(
    ({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && metadata.name === name,
  );
  const { variables, validations } = (guard?.spec ?? { variables: [], validations: [] }) as {
    variables: readonly { name: string; expression: string }[];
    validations: readonly { expression: string }[];
  };
  const asked = variables.map(({ expression }) =>
    expression
      .replace(/^object\./, '')
      .replaceAll('.?', '.')
      .replace(".orValue('')", ''),
  );
  expect(references(crd).length).toBeGreaterThan(5);
  expect(asked.sort()).toEqual(references(crd));
  for (const [index, variable] of variables.entries())
    expect(validations[index]?.expression).toContain(
      `.name(variables.${variable.name}).check('get').allowed()`,
    );
});
