import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderDocuments } from '../../operator/cli/render.ts';
import { toYaml } from '../../operator/cli/yaml-out.ts';
import { documentsAt } from '../documents/documents.ts';

/**
 * What `apipolicy render` writes and says for every example and for every `test/golden/<name>/in.yaml`. Run
 * `npm run golden` to write the expected files anew, and read the difference before committing it.
 */
const ROOT = join(import.meta.dirname, '../..');
/** For what depends on the day: exceptions end. */
const NOW = Date.parse('2026-11-24T12:00:00Z');
const UPDATE = process.env.UPDATE_GOLDEN === '1';

const examples = [...new Set(globSync('examples/**/*.yaml', { cwd: ROOT }).map((file) => dirname(file)))].map(
  (directory) => ({
    name: directory,
    input: join(ROOT, directory),
    expected: join(ROOT, 'test/golden/examples', directory.slice('examples/'.length)),
  }),
);
const inputs = globSync('test/golden/*/in.yaml', { cwd: ROOT }).map((file) => ({
  name: basename(dirname(file)),
  input: join(ROOT, file),
  expected: join(ROOT, dirname(file)),
}));
const cases = [...examples, ...inputs].toSorted((a, b) => (a.name < b.name ? -1 : 1));

describe('golden files', () => {
  it('are found', () => {
    expect(examples.length).toBeGreaterThan(5);
    expect(inputs.length).toBeGreaterThan(2);
  });

  it.each(cases)('$name', ({ input, expected }) => {
    const { objects, findings } = renderDocuments(documentsAt(input), { now: NOW });
    const said = findings.map(
      ({ severity, object, path, rule, message }) =>
        `${severity} ${object} ${path} (${rule})\n  ${message}\n`,
    );
    compare(join(expected, 'expected.yaml'), objects.length > 0 ? toYaml(objects) : '# nothing\n');
    compare(join(expected, 'findings.txt'), said.join(''));
  });
});

function compare(file: string, actual: string): void {
  if (UPDATE) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
    return;
  }
  if (!existsSync(file)) throw new Error(`${file} is missing: write it with \`npm run golden\``);
  expect(actual, `${file} differs; \`npm run golden\` writes it anew`).toBe(readFileSync(file, 'utf8'));
}
