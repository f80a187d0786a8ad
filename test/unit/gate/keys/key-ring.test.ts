import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileKeyRing } from '../../../../operator/gate/keys/key-ring.ts';

let folder: string;
let time: number;
let problems: string[];
let ring: FileKeyRing;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'apipolicy-keys-'));
  time = 0;
  problems = [];
  ring = new FileKeyRing({ now: () => time, onProblem: (_directory, problem) => problems.push(problem) });
});
afterEach(() => rm(folder, { recursive: true }));

const hash = (key: string): string => createHash('sha256').update(key).digest('hex');

/** As the kubelet does: a new directory, and `..data` that is made to point at it in one step. */
async function mount(version: string, entries: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(folder, version));
  for (const [name, text] of Object.entries(entries)) await writeFile(join(folder, version, name), text);
  await symlink(version, join(folder, '..data_tmp'));
  await rename(join(folder, '..data_tmp'), join(folder, '..data'));
  time += 1_000;
}

test('a key is its client’s, and nobody else’s', async () => {
  await mount('..1', { acme: hash('key-a'), umbrella: `${hash('key-b').toUpperCase()}\n` });
  expect(await ring.clientOf(folder, 'key-a')).toBe('acme');
  expect(await ring.clientOf(folder, 'key-b')).toBe('umbrella');
  expect(await ring.clientOf(folder, 'key-c')).toBeUndefined();
  expect(await ring.clientOf(folder, hash('key-a'))).toBeUndefined();
  expect(await ring.clientOf(folder, '')).toBeUndefined();
  expect(await ring.problemOf(folder)).toBeUndefined();
});

test('a replaced Secret counts: new keys are good, withdrawn ones are not', async () => {
  await mount('..1', { acme: hash('old') });
  expect(await ring.clientOf(folder, 'old')).toBe('acme');
  await mount('..2', { acme: hash('new') });
  expect(await ring.clientOf(folder, 'old')).toBeUndefined();
  expect(await ring.clientOf(folder, 'new')).toBe('acme');
});

test('a plain directory works too, and is seen when it changes', async () => {
  await writeFile(join(folder, 'acme'), hash('one'));
  expect(await ring.clientOf(folder, 'one')).toBe('acme');
  await writeFile(join(folder, 'acme'), hash('two'));
  time += 1_000;
  expect(await ring.clientOf(folder, 'one')).toBeUndefined();
  expect(await ring.clientOf(folder, 'two')).toBe('acme');
});

test('a directory that is absent or empty has no valid key, and is filled later', async () => {
  const absent = join(folder, 'later');
  expect(await ring.clientOf(absent, '')).toBeUndefined();
  expect(await ring.problemOf(absent)).toContain('absent or empty');
  await mkdir(absent);
  await writeFile(join(absent, 'acme'), hash('one'));
  time += 1_000;
  expect(await ring.clientOf(absent, 'one')).toBe('acme');
  await rm(absent, { recursive: true });
  time += 1_000;
  expect(await ring.clientOf(absent, 'one')).toBeUndefined();
});

test('a bad entry is passed over and told once, without what it holds; the others count', async () => {
  await mount('..1', {
    acme: hash('key-a'),
    empty: '',
    'not-hashed': 'the key itself',
    'too-long': 'a'.repeat(2_000),
    twin: hash('key-a'),
  });
  expect(await ring.clientOf(folder, 'key-a')).toBe('acme');
  expect(await ring.clientOf(folder, '')).toBeUndefined();
  expect(await ring.clientOf(folder, 'the key itself')).toBeUndefined();
  expect(problems.map((problem) => problem.slice(0, 24))).toEqual([
    'the entry empty is passe',
    'the entry not-hashed is ',
    'the entry too-long is pa',
    'the entry twin is passed',
  ]);
  expect(problems.join()).not.toContain('the key itself');
  expect(problems.join()).not.toContain(hash('key-a'));
  time += 5_000;
  await ring.clientOf(folder, 'key-a');
  expect(problems.length).toBe(4);
  expect(await ring.problemOf(folder)).toContain('not-hashed');
});
