import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parsePath } from '../../../operator/api/path.ts';
import { documentsIn, InputError, readDocuments } from '../../../operator/cli/documents.ts';

const parse = (text: string) => documentsIn({ file: 'a.yaml', text, named: true });
const values = (text: string): readonly unknown[] => parse(text).map(({ value }) => value);
const refusal = (text: string): string => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error('the text was accepted');
};

describe('what a text holds', () => {
  test('several documents; empty ones and comments are passed over', () => {
    expect(values('a: 1\n---\n# nothing\n---\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
  });

  test('JSON, also indented by tabs', () => {
    expect(values('{\n\t"kind": "X",\n\t"n": [1,\n\t\t2]\n}')).toEqual([{ kind: 'X', n: [1, 2] }]);
  });

  test('the items of lists, also of lists within lists', () => {
    const text = 'kind: List\nitems:\n- {a: 1}\n- {kind: IngressList, items: [{b: 2}]}\n';
    expect(values(text)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  test('words and numbers as kubectl reads them (YAML 1.1)', () => {
    expect(values('[Off, "Off", y, 010, 1:30, 2026-11-24]')).toEqual([
      [false, 'Off', true, 8, '1:30', '2026-11-24'],
    ]);
  });

  test('anchors and merge keys', () => {
    expect(values('a: &a {x: 1}\nb: {<<: *a, z: 2}')).toEqual([{ a: { x: 1 }, b: { x: 1, z: 2 } }]);
  });
});

describe('where things stand', () => {
  const text = [
    '# policy',
    'spec:',
    '  rateLimit:',
    '    rules:',
    '      - name: a',
    '        requests: 1',
    '      - {name: b, requests: 2}',
    '---',
    'kind: List',
    'items:',
    '  - metadata:',
    '      annotations:',
    '        example.com/a: x',
  ].join('\n');
  const [policy, item] = parse(text);

  test.each([
    ['', 2, 1],
    ['spec', 2, 1],
    ['spec.rateLimit.rules', 4, 5],
    ['spec.rateLimit.rules[0]', 5, 9],
    ['spec.rateLimit.rules[0].requests', 6, 9],
    ['spec.rateLimit.rules[1].requests', 7, 19],
    ['spec.rateLimit.rules[1].per', 7, 9],
    ['spec.rateLimit.rules[7].per', 4, 5],
    ['spec.tls.hsts', 2, 1],
  ])('%s', (path, line, column) => {
    expect(policy?.locate(parsePath(path))).toEqual({ line, column });
  });

  test('an item of a list', () => {
    expect(item?.locate([])).toEqual({ line: 11, column: 5 });
    expect(item?.locate(parsePath('metadata.annotations["example.com/a"]'))).toEqual({ line: 13, column: 9 });
  });
});

describe('what cannot be read', () => {
  test.each([
    ['a: [1, 2', 'a.yaml:1:9: not valid YAML: '],
    ['a: 1\n  b: 2', 'a.yaml:1:4: not valid YAML: '],
    ['a: 1\na: 2', 'a.yaml:2:1: not valid YAML: '],
    ['a: *x', 'not valid YAML: '],
    ['a: 1\nb: {{ .Values.b }}', 'helm template'],
  ])('%j', (text, message) => {
    expect(refusal(text)).toContain(message);
    expect(refusal(text)).not.toContain('\n    at ');
  });

  test('aliases that would blow up', () => {
    const rows = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let index = 1; index < 9; index++) {
      rows.push(
        `a${index}: &a${index} [${Array(9)
          .fill(`*a${index - 1}`)
          .join(', ')}]`,
      );
    }
    expect(refusal(rows.join('\n'))).toMatch(/^a\.yaml: not valid YAML: Excessive alias count/);
  });
});

describe('files', () => {
  let folder: string;
  const stdin = (text: string) => ({
    stdin: (async function* () {
      yield text.slice(0, 3);
      yield Buffer.from(text.slice(3));
    })(),
  });
  const files = async (paths: readonly string[], text = ''): Promise<readonly string[]> =>
    (await readDocuments(paths, stdin(text))).map(({ file, value }) => {
      const shown = file === '-' ? file : relative(folder, file);
      return `${shown} ${JSON.stringify(value)}`;
    });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'documents-'));
    await mkdir(join(folder, 'b/c'), { recursive: true });
    await mkdir(join(folder, '.git'));
    writeFileSync(join(folder, 'z.yml'), 'z: 1');
    writeFileSync(join(folder, 'b/c/deep.json'), '{"deep": 1}');
    writeFileSync(join(folder, 'b/notes.txt'), 'not read: [');
    writeFileSync(join(folder, '.git/hidden.yaml'), 'not read: [');
    symlinkSync(folder, join(folder, 'loop'));
    symlinkSync(join(folder, 'z.yml'), join(folder, 'b/link.yaml'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  test('a directory is read with what is below, by name, without hidden files and loops', async () => {
    expect(await files([folder])).toEqual([
      'b/c/deep.json {"deep":1}',
      'b/link.yaml {"z":1}',
      'z.yml {"z":1}',
    ]);
  });

  test('standard input and files, in the order given', async () => {
    expect(await files(['-', join(folder, 'z.yml')], 'in: put')).toEqual(['- {"in":"put"}', 'z.yml {"z":1}']);
  });

  test('all that cannot be read is named at once', async () => {
    writeFileSync(join(folder, 'broken.yaml'), 'a: 1\nb: [');
    writeFileSync(join(folder, 'image.yaml'), Buffer.from([0xff, 0xd8]));
    await expect(files([join(folder, 'broken.yaml'), join(folder, 'none.yaml')])).rejects.toThrow(
      'there is no such file or directory',
    );
    await expect(files([join(folder, 'image.yaml')])).rejects.toThrow('is not UTF-8 text');
    await expect(files([join(folder, 'broken.yaml')])).rejects.toThrow('broken.yaml:2:5: not valid YAML');
  });

  test('a directory without manifests is a mistake', async () => {
    await mkdir(join(folder, 'empty'));
    await expect(files([join(folder, 'empty')])).rejects.toThrow('holds no .yaml, .yml or .json file');
  });
});
