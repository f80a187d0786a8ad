import { readdirSync, readFileSync } from 'node:fs';
import { generateChartTemplate } from './chart.ts';
import { readCrd } from './crd.ts';
import { generateReference } from './reference.ts';
import { generateSchema } from './schema.ts';
import { generateTypes } from './types.ts';

const root = new URL('../../', import.meta.url);

/** Every generated file by its path in the repository, with the text that it should have. */
export const generatedFiles = (): ReadonlyMap<string, string> => {
  const names = readdirSync(new URL('crds/', root)).filter((name) => name.endsWith('.yaml'));
  const texts = names.toSorted().map((name) => readFileSync(new URL(`crds/${name}`, root), 'utf8'));
  const policy = readCrd(readFileSync(new URL('crds/apipolicies.apipolicy.dev.yaml', root), 'utf8'));
  return new Map([
    ['operator/api/types.generated.ts', generateTypes(policy)],
    ['operator/api/schema.generated.ts', generateSchema(policy)],
    ['docs/reference/apipolicy.md', generateReference(policy)],
    ['charts/apipolicy/templates/crds.yaml', generateChartTemplate(texts)],
  ]);
};
