import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CONTROL_IDS } from '../../../operator/api/control-id.ts';
import { runControls } from '../../../operator/cli/controls-command.ts';
import { UsageError } from '../../../operator/cli/io.ts';
import { CATALOGUE } from '../../../operator/compliance/catalogue.ts';
import { catalogueJson, catalogueMarkdown } from '../../../operator/compliance/catalogue-output.ts';

test('the catalogue holds every control once, in order', () => {
  expect(CATALOGUE.map(({ id }) => id)).toEqual([...CONTROL_IDS]);
});

describe.each(CATALOGUE)('$id', ({ references, title, threat, appliesWhen, proof }) => {
  test('says what it is about', () => {
    for (const text of [title, threat, appliesWhen, proof]) expect(text.length).toBeGreaterThan(10);
  });

  test('names the OWASP API Security Top 10, and no requirement twice', () => {
    const ids = references.map(({ id }) => id);
    expect(ids.some((id) => /^API\d+:2023$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('docs/controls.md is what apipolicy controls --output markdown prints', () => {
  const page = readFileSync(new URL('../../../docs/controls.md', import.meta.url), 'utf8');
  expect(page).toBe(catalogueMarkdown());
});

test('what was not checked is shown as unverified', () => {
  for (const { references } of CATALOGUE) {
    for (const { id, title, checked } of references) {
      expect(catalogueMarkdown()).toContain(`${id} (${title}${checked ? '' : '; *unverified*'})`);
    }
  }
});

describe('apipolicy controls', () => {
  const run = async (...argv: string[]) => {
    const out: string[] = [];
    const io = {
      stdin: (async function* () {})(),
      out: (text: string) => void out.push(text),
      err: () => {},
    };
    return { code: await runControls(argv, io), out: out.join('') };
  };

  test('a table by default', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(CONTROL_IDS.length + 1);
  });

  test('JSON has exactly the documented fields', async () => {
    const { out } = await run('--output', 'json');
    expect(out).toBe(catalogueJson());
    const { controls } = JSON.parse(out) as { controls: object[] };
    for (const control of controls) {
      expect(Object.keys(control)).toEqual(
        'id title threat severity references appliesWhen proof'.split(' '),
      );
    }
  });

  test('another output is wrong use', async () => {
    await expect(run('--output', 'xml')).rejects.toThrow(UsageError);
  });
});
