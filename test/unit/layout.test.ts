import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { filesUnder, ROOT } from './modules.ts';

const files = filesUnder('.');
const sources = files.filter((path) => path.endsWith('.ts') && !path.endsWith('.generated.ts'));
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

test('the check saw the repository', () => {
  expect(sources.length).toBeGreaterThan(10);
  expect(files).toContain('package.json');
});

test('nothing is called utils, helpers, common, misc or shared: a name says what is in it', () => {
  const vague = /^(utils?|helpers?|common|misc|shared)(\.|$)/i;
  const names = sources.flatMap((path) => [basename(path), ...dirname(path).split('/')]);
  expect([...new Set(names)].filter((name) => vague.test(name))).toEqual([]);
});

test('no source file has more than 300 lines', () => {
  const long = sources.filter((path) => text(path).trimEnd().split('\n').length > 300);
  expect(long).toEqual([]);
});

test('no package registry is named: the ones of the machine are used', () => {
  const hosts = [
    ['registry', 'npmjs', 'org'],
    ['registry', 'yarnpkg', 'com'],
    ['proxy', 'golang', 'org'],
    ['sum', 'golang', 'org'],
    ['deb', 'debian', 'org'],
    ['pypi', 'org'],
  ].map((parts) => parts.join('.'));
  const naming = files.filter((path) => hosts.some((host) => text(path).includes(host)));
  expect(naming).toEqual([]);
});
