import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readCrd } from '../../scripts/generate/crd.ts';
import { generatedFiles } from '../../scripts/generate/outputs.ts';

const root = new URL('../../', import.meta.url);

test.each([...generatedFiles()])('%s is what `npm run generate` writes', (path, expected) => {
  expect(readFileSync(new URL(path, root), 'utf8')).toBe(expected);
});

test('a CEL rule without a name is refused with the rule in the message', () => {
  const text = readFileSync(new URL('crds/apipolicies.apipolicy.dev.yaml', root), 'utf8');
  const nameless = text.replace('# id: hsts-preload', '# preload');
  expect(() => readCrd(nameless)).toThrow(
    /write a comment "# id: some-name" above the rule !has\(self\.preload\)/,
  );
});
