import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as conditions from '../../operator/api/conditions.ts';
import { filesUnder, ROOT } from './modules.ts';

const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const withoutCode = (page: string): string => text(page).replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
const pages = filesUnder('.').filter((path) => path.endsWith('.md'));

/** Anchors of a page, as GitHub makes them of headings. */
const anchorsOf = (page: string): string[] =>
  [...text(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

test('the check saw the docs', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/concepts.md']));
});

test.each(pages)('%s links to what exists', (page) => {
  const broken = [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
  expect(broken).toEqual([]);
});

describe('docs/concepts.md', () => {
  const concepts = text('docs/concepts.md');

  test.each(Object.entries(conditions))('explains every %s', (_, words) => {
    for (const word of Object.values(words)) expect(concepts).toMatch(new RegExp(`\\b${word}\\b`));
  });
});

test('docs/conditions.md has a heading for every reason that is not simply good', () => {
  const good = ['Accepted', 'Programmed', 'Proved', 'Compliant'];
  const { conditionType: _, ...reasons } = conditions;
  const words = Object.values(reasons).flatMap((group) => Object.values(group));
  expect(words.length).toBeGreaterThan(20);
  const anchors = anchorsOf('docs/conditions.md');
  expect(words.filter((word) => !good.includes(word) && !anchors.includes(word.toLowerCase()))).toEqual([]);
});

test('every value of the chart that the docs name exists', () => {
  const values = text('charts/apipolicy/values.yaml');
  const named = [...text('docs/install.md').matchAll(/`((?:[a-zA-Z]+\.)*[a-zA-Z]+)`/g)]
    .map(([, name = '']) => name)
    .filter((name) =>
      /^(crds|image|rbac|metrics|networkPolicy|podDisruptionBudget|serviceAccount)\./.test(name),
    );
  expect(named.length).toBeGreaterThan(5);
  for (const name of named) for (const part of name.split('.')) expect(values).toContain(`${part}:`);
});
