import { readFileSync } from 'node:fs';
import { fillDefaults } from './baseline.ts';
import { generateChartTemplate } from './chart.ts';
import { readCrd } from './crd.ts';
import { fillMergeTable } from './merge-table.ts';
import { generateReference } from './reference.ts';
import { generateSchemas } from './schema.ts';
import { generateTypes } from './types.ts';

const root = new URL('../../', import.meta.url);

/** Every generated file by its path in the repository, with the text that it should have. */
export const generatedFiles = (): ReadonlyMap<string, string> => {
  const policyText = read('crds/apipolicies.apipolicy.dev.yaml');
  const baselineText = fillDefaults(read('crds/clusterapipolicies.apipolicy.dev.yaml'), policyText);
  const policy = readCrd(policyText);
  const baseline = readCrd(baselineText);
  return new Map([
    ['crds/clusterapipolicies.apipolicy.dev.yaml', baselineText],
    ['operator/api/types.generated.ts', generateTypes([policy, baseline])],
    ['operator/api/schema.generated.ts', generateSchemas([policy, baseline])],
    ['docs/reference/apipolicy.md', generateReference(policy)],
    ['docs/reference/clusterapipolicy.md', generateReference(baseline)],
    ['docs/baselines.md', fillMergeTable(read('docs/baselines.md'))],
    ['charts/apipolicy/templates/crds.yaml', generateChartTemplate([policyText, baselineText])],
  ]);
};

const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
