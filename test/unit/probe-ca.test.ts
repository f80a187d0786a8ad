import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../operator/kube/logger.ts';
import { ProbeCa } from '../../operator/probe-ca.ts';

let folder: string;
let file: string;
let warnings: string[];
const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
const pem = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
/** The time of a file is set, so that no two writes fall into one tick. */
const write = async (text: string, second: number) => {
  await writeFile(file, text);
  await utimes(file, second, second);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probe-ca-'));
  file = join(folder, 'ca.crt');
  warnings = [];
});
afterEach(() => rm(folder, { recursive: true }));

test('a changed file is read again', async () => {
  const ca = new ProbeCa(file, logger);
  await write(pem('one'), 1);
  expect(await ca.current()).toBe(pem('one'));
  await write(pem('two'), 2);
  expect(await ca.current()).toBe(pem('two'));
  expect(warnings).toEqual([]);
});

test('a file that is not there yet is told once, and taken when it comes', async () => {
  const ca = new ProbeCa(file, logger);
  expect(await ca.current()).toBeUndefined();
  expect(await ca.current()).toBeUndefined();
  expect(warnings).toHaveLength(1);
  await write(pem('one'), 1);
  expect(await ca.current()).toBe(pem('one'));
});

test('a file that went bad leaves what was known in force', async () => {
  const ca = new ProbeCa(file, logger);
  await write(pem('one'), 1);
  await ca.current();
  await write('nothing of use', 2);
  expect(await ca.current()).toBe(pem('one'));
  expect(warnings).toEqual([expect.stringContaining('the earlier one counts')]);
});
