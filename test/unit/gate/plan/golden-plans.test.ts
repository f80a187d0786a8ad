import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readPolicy } from '../../../../operator/gate/plan/read-policy.ts';
import { GATE } from '../../../../operator/plan/gate-plan.ts';
import { ROOT } from '../../modules.ts';

interface Written {
  readonly metadata?: { readonly name?: string };
  readonly data?: Readonly<Record<string, string>>;
}

const entries = globSync('test/golden/**/expected.yaml', { cwd: ROOT }).flatMap((file) =>
  parseAllDocuments(readFileSync(join(ROOT, file), 'utf8'))
    .map((document) => document.toJS() as Written | null)
    .filter((object) => object?.metadata?.name === GATE.planName)
    .flatMap((object) => Object.entries(object?.data ?? {}))
    .map(([policy, text]) => [file, policy, text] as const),
);

test.each(entries)('%s: the gate takes the plan of %s as the operator writes it', (_file, policy, text) => {
  expect(readPolicy(policy, text)).toEqual(JSON.parse(text));
});
